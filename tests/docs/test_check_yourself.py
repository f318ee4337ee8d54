"""The page on self-checks, followed by a chemical plant and the bureau that looks on."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.trace.models import Matter
from bihuan.modules.hazards.models import Hazard
from bihuan.modules.selfcheck.models import LeadShift
from bihuan.surfaces import clock
from tests.docs.pages import Reader, unseen
from tests.modules.selfcheck.conftest import DAY, ITEMS, Plant, built, picture
from tests.testapp.world import moment

LOOKED_AT = (ITEMS[0], ITEMS[2], ITEMS[4])
LATER = moment("2025-03-04")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """The moment of the surfaces: nine on a Monday, until a test says otherwise."""
    at = {"now": DAY}
    monkeypatch.setattr(clock, "now", lambda: at["now"])
    return at


def sent(reader: Reader, address: str, given: dict[str, Any]) -> str:
    """Send a form that is taken, without looking at the page after it; return where that is."""
    answer = reader.browser.post(address, given)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def act(reader: Reader, number: str, step: str, **given: str) -> None:
    row = Matter.objects.everywhere("test").get(number=number)
    filled = {f"step-{key}": value for key, value in given.items()}
    sent(reader, f"/matters/{number}/step",
         {"revision": row.revision, "step-step": step, **filled})  # fmt: skip


def drawn_up(plant: Plant, officer: Reader, key: str, level: str) -> str:
    """Draw up the list of a post by its form, every item of it; return its number."""
    officer.see("/matters/new/selfcheck.list")
    leads = sent(officer, "/matters/new/selfcheck.list", {
        "open-post": plant.terms[key].post_id, "open-level": level, "open-focus": "反应釜和罐区",
    })  # fmt: skip
    number = leads.rpartition("/")[2]
    officer.see(f"/matters/{number}")
    for n, item in enumerate(LOOKED_AT, 1):
        row = Matter.objects.everywhere("test").get(number=number)
        facts = {f"item-{name}": value for name, value in item.items()}
        sent(officer, f"/selfcheck/lists/{number}/items",
             {"revision": row.revision, "item-number": n, **facts})  # fmt: skip
    return number


def answers(**more: Any) -> dict[str, Any]:
    shot = SimpleUploadedFile(picture()[0], picture()[1].read())
    return {"verdict1": "fine", "value2": "70", "verdict3": "fine", "photo3": shot} | more


def test_a_plant_checks_itself_and_its_bureau_sees_who_does(
    db: None, told: dict[str, datetime]
) -> None:
    plant, seen = built(), []
    officer, owner, clerk = (Reader(plant.terms[k], seen) for k in ("officer", "owner", "clerk"))
    assert "还没有清单的岗位" in officer.see("/selfcheck")
    number = drawn_up(plant, officer, "officer", "day")
    act(officer, number, "submit")
    act(owner, number, "approve", since="2025-03-03")
    materialise(DAY)
    assert "去自查" in officer.see("/selfcheck")
    page = officer.see(f"/selfcheck/lists/{number}/check")
    assert "checked" not in page.split("<form", 1)[1].replace("data-checked", "")
    left = officer.browser.post(f"/selfcheck/lists/{number}/checks", answers(verdict1=""))
    assert (left.status_code, "第 1 项" in left.content.decode()) == (422, True)
    bad = answers(verdict1="bad", says1="铅封断裂")
    assert officer.send(f"/selfcheck/lists/{number}/checks", bad)
    [hazard] = Hazard.objects.all()
    assert hazard.matter.number in seen[-1]
    officer.see(f"/matters/{number}")
    told["now"] = LATER
    shown = clerk.see("/selfcheck/units")
    assert re.search(r'which=on_time">1</a>', shown)
    assert re.search(r'which=missed">0</a>', shown)
    words = {"owed": "安全管理人员现场安全检查", "checks": "异常", "lists": "第 1 版"}
    for leads, word in words.items():
        assert word in clerk.see(f"/selfcheck/{leads}?unit={plant.plant.pk}&period=2025-03")
    resumed(plant, officer, owner)
    lead(plant, officer, owner)
    assert unseen("check-yourself", seen) == []


def resumed(plant: Plant, officer: Reader, owner: Reader) -> None:
    """Resume work after a holiday."""
    before = drawn_up(plant, officer, "officer", "resumption")
    act(officer, before, "submit")
    act(owner, before, "approve", since="2025-03-04")
    leads = sent(officer, "/matters/new/selfcheck.resumption", {
        "open-cause": "holiday", "open-what": "一车间", "open-stopped_on": "2025-02-20",
        "open-resume_on": "2025-03-06", "open-measures": "逐台试车",
    })  # fmt: skip
    number = leads.rpartition("/")[2]
    officer.see(f"/matters/{number}")
    officer.see("/selfcheck")
    sent(officer, f"/selfcheck/lists/{before}/checks", answers())
    act(officer, number, "report")
    owner.see(f"/matters/{number}")
    act(owner, number, "accept", opinion="同意")
    officer.see(f"/matters/{before}")
    officer.see("/hazards")


def lead(plant: Plant, officer: Reader, owner: Reader) -> None:
    """Plan who leads on the spot and write down who did."""
    officer.see("/selfcheck/leading")
    leads = sent(officer, "/matters/new/selfcheck.leadplan", {
        "open-starts": "2025-03-04", "open-ends": "2025-03-05", "open-duties": "全程在现场",
    })  # fmt: skip
    number = leads.rpartition("/")[2]
    row = Matter.objects.everywhere("test").get(number=number)
    turns = "2025-03-04；1；owner岗；一车间\n2025-03-05；1；deputy岗；一车间"
    sent(officer, f"/selfcheck/leading/plans/{number}",
         {"revision": row.revision, "turns-lines": turns})  # fmt: skip
    act(officer, number, "submit")
    owner.see(f"/matters/{number}")
    act(owner, number, "approve")
    first = LeadShift.objects.get(post=plant.terms["owner"].post)
    officer.see(f"/selfcheck/leading/shifts/{first.pk}")
    times = {"began": "2025-03-04 07:00", "ended": "2025-03-04 08:30"}
    filled = {f"lead{first.pk}-{name}": value for name, value in times.items()}
    filled[f"lead{first.pk}-by"] = str(plant.terms["owner"].person_id)
    sent(officer, f"/selfcheck/leading/shifts/{first.pk}/led", filled)
    assert "一车间" in officer.see("/selfcheck/leading?which=led")
