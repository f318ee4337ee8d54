"""The page on accidents, followed in the pages of the product."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.trace.models import Matter
from bihuan.modules.accidents.models import Relay, Remedy
from bihuan.modules.disclosure.publications import publications_of
from bihuan.modules.disclosure.rules import CONTENT
from bihuan.surfaces import clock
from tests.docs.pages import Reader, unseen
from tests.kernel import factories

NOW = datetime.fromisoformat("2025-05-20T10:00+08:00")
PACKS = Path(__file__).parents[2] / "packs"
FACTS = {
    "sort": "work", "kind": "触电", "happened_at": "2025-05-20T09:00",
    "heard_at": "2025-05-20T09:10", "site": "配电间", "deaths": "1", "injured": "0",
    "course": "检修触电", "measures": "断电送医",
}  # fmt: skip


@pytest.fixture
def people(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Term]:
    """A county with a government, an authority of three people and an enterprise."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    place = factories.county("441521", "海丰县")
    for pack in ("CN/suggested", "CN/accident-2007", "CN/work-safety-2021"):
        load_pack(read_pack(PACKS / f"{pack}.yaml"), on=NOW.date())
    authority = factories.unit("县应急局", "emergency_department", place)
    government = factories.unit("县人民政府", "government", place)
    firm = factories.unit("某某厂", "enterprise", place)
    Unit.objects.filter(pk=firm.pk).update(supervisor=authority)
    made = {
        "worker": (firm, "worker"), "watch": (authority, "department_clerk"),
        "checker": (authority, "department_clerk"), "chief": (authority, "department_leader"),
        "mayor": (government, "leader"),
    }  # fmt: skip
    return {
        key: factories.person_in(factories.post(unit, role), key)
        for key, (unit, role) in made.items()
    }


def took(reader: Reader, matter: Matter, step: str, proof: str = "", **given: Any) -> Matter:
    """Take a step on the page of a matter, with a file where it needs a proof."""
    number = matter.number
    reader.see(f"/matters/{number}")
    row = Matter.objects.everywhere("test").get(number=number)
    files = {f"proof-{proof}": SimpleUploadedFile("a.txt", f"{step}{number}".encode())}
    leads = reader.send(f"/matters/{number}/step", {
        "revision": row.revision, "step-step": step,
        **{f"step-{key}": value for key, value in given.items()}, **(files if proof else {}),
    })  # fmt: skip
    assert leads, f"{step} was not taken"
    return Matter.objects.everywhere("test").get(number=number)


def of(parent: Matter, flow: str) -> Matter:
    return Matter.objects.everywhere("test").get(parent=parent, flow=flow)


def reported(readers: dict[str, Reader]) -> Matter:
    """Let a worker report an accident, and an authority pass it up and count again."""
    worker, watch, chief = (readers[key] for key in ("worker", "watch", "chief"))
    worker.see("/accidents")
    facts = {f"open-{key}": value for key, value in FACTS.items()}
    worker.see("/matters/new/accidents.accident")
    leads = worker.send("/matters/new/accidents.accident", {"open-unit": "某某厂", **facts})
    accident = Matter.objects.everywhere("test").get(number=leads[0].rpartition("/")[2])
    took(
        watch, Relay.objects.get().matter, "send", sent_to="市应急局", way="phone",
        sent_at="2025-05-20T10:00", government_told_at="2025-05-20T10:00", told="均已通知",
    )  # fmt: skip
    took(watch, accident, "correct", deaths="1", injured="1", changed="另有一人重伤")
    return took(chief, accident, "find", finding="proper", finding_says="50 分钟内报告")


def made_public(readers: dict[str, Reader], inquiry: Matter) -> None:
    """Let three people of the authority publish the report."""
    public = of(inquiry, "disclosure.publication")
    record = publications_of(inquiry).get()
    known = {name: str(getattr(record, name)) for name in CONTENT if getattr(record, name)}
    took(readers["watch"], public, "compose", **known)
    took(readers["checker"], public, "check", screening="不涉密")
    took(readers["chief"], public, "approve")
    took(readers["watch"], public, "publish")


def test_from_the_first_report_to_the_look_back(people: dict[str, Term]) -> None:
    seen: list[str] = []
    readers = {key: Reader(term, seen) for key, term in people.items()}
    watch, chief, mayor = (readers[key] for key in ("watch", "chief", "mayor"))
    other = "/matters/new/accidents.accident"
    late = {f"open-{key}": value for key, value in {**FACTS, "heard_at": ""}.items()}
    silent = watch.send(other, {"open-unit": "某某厂", **late})[0].rpartition("/")[2]
    watch.see(f"/matters/{silent}")
    accident = reported(readers)
    took(watch, accident, "begin_inquiry")
    inquiry = of(accident, "accidents.investigation")
    took(mayor, inquiry, "name_group", led_by="县应急局", leader="副县长", members="县人民政府",
         level="normal")  # fmt: skip
    watch.see(f"/matters/{inquiry.number}")
    content = ("direct_cause", "indirect_cause", "technical", "managerial", "liabilities")
    took(watch, inquiry, "submit", "inquiry_report", nature="liable", proposals="加装漏保",
         **dict.fromkeys(content, "已查明"))  # fmt: skip
    took(mayor, inquiry, "reply", "inquiry_reply", opinion="同意")
    took(watch, inquiry, "hand_out", remedy_unit="某某厂", remedy_says="加装漏电保护",
         remedy_by="2025-06-20")  # fmt: skip
    remedy = Remedy.objects.get().matter
    took(readers["worker"], remedy, "submit", "remedy_done", result="已装")
    took(chief, remedy, "accept", opinion="属实")
    made_public(readers, inquiry)
    tests = ("cause_found", "liable_handled", "people_taught", "measures_made")
    took(watch, inquiry, "conclude", closing="逐项落实", **dict.fromkeys(tests, "True"))
    mayor.see(f"/matters/{inquiry.number}")
    took(mayor, inquiry, "evaluate", "inquiry_evaluation", evaluation="已落实")
    took(watch, accident, "close")
    watch.see("/accidents")
    assert unseen("report-and-investigate-an-accident", seen) == []
