"""The page on drawing up and serving letters, followed in the product by both sides."""

import re
from typing import Any

import pytest

from bihuan.kernel.law.models import Ladder
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.trace.models import Matter
from bihuan.modules.correspondence import rules
from bihuan.modules.correspondence.flows import OrderFlow, WordingFlow
from bihuan.surfaces import clock
from tests.docs.pages import Reader, text, unseen
from tests.surfaces import twins
from tests.surfaces.twins import County

NAME = "draw-up-and-serve-a-letter"


@pytest.fixture
def county(db: None, monkeypatch: pytest.MonkeyPatch) -> County:
    """A county on one morning."""
    monkeypatch.setattr(clock, "now", lambda: twins.NOW)
    for key in ("task", "step"):
        Ladder.objects.get_or_create(key=f"CN/suggested#{key}", defaults={"title": key})
    return twins.build("441521", "甲")


class Person(Reader):
    """Somebody of the county at a browser."""

    def __init__(self, county: County, role: str, seen: list[str]) -> None:
        self.browser, self.seen = county.browser(role), seen


def the(flow: Any) -> Matter:
    return Matter.objects.everywhere("test").get(flow=flow.key)


def step(reader: Reader, flow: Any, **given: Any) -> int:
    """Try the step a matter's page offers; return the status of the answer."""
    matter = the(flow)
    filled = {f"step-{name}": value for name, value in given.items()}
    sent = {"revision": matter.revision, **filled}
    return reader.browser.post(f"/matters/{matter.number}/step", sent).status_code


def read_mark(reader: Reader, address: str) -> str:
    page = reader.browser.get(f"{address}?ask=sign").content.decode()
    found = re.search(r'name="sign-read" value="(\w+)"', page)
    return found[1] if found else ""


def test_an_order_goes_from_the_missed_duty_to_its_end(county: County) -> None:
    seen: list[str] = []
    roles = "office_clerk", "office_leader", "enterprise_principal"
    clerk, leader, firm = (Person(county, role, seen) for role in roles)
    clerk.see(f"/obligations/{county.late.pk}")
    opening = f"/matters/new/correspondence.order?of={county.late.pk}"
    clerk.see(opening)
    given = {
        "open-reason": "没有报送方案", "open-demands": "三日内报送", "open-answer_days": 5,
        "open-clause": county.clause.pk,
    }  # fmt: skip
    clerk.send(opening, given)
    address = f"/letters/{Letter.objects.everywhere('test').get(matter=the(OrderFlow)).pk}"
    assert leader.browser.get(opening).status_code == 200
    assert clerk.browser.post(f"{address}/sign", {"sign-read": ""}).status_code == 403
    leader.see(address)
    leader.send(f"{address}/sign", {"sign-read": read_mark(leader, address)})
    clerk.see(address)
    served = {
        "serve-unit": county.units["firm"].pk, "serve-way": "left", "serve-recipient": "门卫",
        "serve-served_at": "2025-03-12 09:06", "serve-place": "厂办", "serve-refusal": "不收",
    }  # fmt: skip
    refused = clerk.browser.post(f"{address}/service", served)
    assert refused.status_code == 422
    assert "留置送达要填写“见证人”" in refused.content.decode()
    clerk.send(f"{address}/service", served | {"serve-witnesses": "村委会主任"})
    assert the(OrderFlow).state == "served"
    firm.see(address)
    firm.send(f"{address}/acknowledgement", {})
    firm.see(f"/matters/{the(OrderFlow).number}")
    assert step(firm, OrderFlow, answer="已报送") == 302
    assert step(firm, OrderFlow, step="check", opinion="属实") == 403
    assert the(OrderFlow).state == "answered"
    clerk.see(f"/matters/{the(OrderFlow).number}")
    assert step(clerk, OrderFlow, step="check", opinion="属实") == 302
    assert the(OrderFlow).state == "closed"
    receipt = f"{address}/receipts/{county.units['firm'].pk}.pdf"
    assert clerk.browser.get(receipt).content.startswith(b"%PDF")
    drafted_and_worded(clerk, county)
    assert unseen(NAME, seen) == []


def drafted_and_worded(clerk: Reader, county: County) -> None:
    """Write a letter to two units, sent twice and drawn up once; then words of one's own."""
    for address in ("/letters", "/letters/new", "/letters/wordings", "/letters/wordings/reply"):
        clerk.see(address)
    given = {
        "draft-key": "k1", "draft-kind": "notice", "draft-title": "关于报送清单的通知",
        "draft-words": "请报送清单。\n",
        "draft-addressed": f"{county.units['bureau'].name}\n{county.units['town'].name}",
        "draft-copied": county.units["firm"].name,
    }  # fmt: skip
    first, again = (clerk.send("/letters/new", given)[0] for _ in range(2))
    assert first == again
    made = Letter.objects.everywhere("test").get(title="关于报送清单的通知")
    assert made.copies.filter(main=True).get().unit == county.units["town"]
    twice = given | {"draft-key": "k2", "draft-copied": county.units["town"].name}
    assert clerk.browser.post("/letters/new", twice).status_code == 422
    assert Letter.objects.everywhere("test").filter(kind="notice").count() == 1
    clerk.see(f"/letters/{made.pk}")
    words = {
        "wording-words": "经研究，函复如下：\n【本件内容】\n此复。",
        "wording-reason": "本地习惯",
    }
    clerk.send("/letters/wordings/reply", words)
    notice = {"wording-words": "现通知如下：\n【本件内容】", "wording-reason": "x"}
    preview = clerk.browser.post("/letters/wordings/notice/preview", notice)
    assert preview.content.startswith(b"%PDF")
    made.refresh_from_db()
    assert made.body["paragraphs"] == ["请报送清单。"]
    clerk.see(f"/matters/{the(WordingFlow).number}")
    assert step(clerk, WordingFlow, step="adopt") == 302
    clerk.see(f"/matters/{the(WordingFlow).number}")


def test_the_page_names_every_way_with_what_it_needs() -> None:
    page = text(NAME)
    for way in rules.WAYS.values():
        [row] = [line for line in page.splitlines() if line.startswith(f"| {way.title} ")]
        for field in way.needs:
            if field not in ("recipient", "served_at"):
                assert rules.FIELDS[field] in row
