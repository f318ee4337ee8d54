"""The page on inspections, followed by a bureau, its government, a foundry and a witness."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bihuan.cli import main
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.trace.evidence import open_file
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.modules.inspections.models import Draw, Inspection
from bihuan.surfaces import clock
from tests.docs.district import opened
from tests.docs.pages import Reader, unseen
from tests.kernel import factories
from tests.modules.accountability.conftest import DAY
from tests.modules.inspections.conftest import DUE, Bureau, built, ground, here

__all__ = ["built", "ground", "here"]
FIRM = "双桥铸造厂"
WHO = ("bureau-c", "bureau-d", "bureau-l", "governor", "one", "two", "owner", "head")
SCHEME = {
    "visit_on": "2025-03-20",
    "content": "除尘",
    "method": "查看",
    "procedure": "出示、检查、签字",
}


class Readers:
    """The people at their browsers; what only moves a matter on is read on its page, then done."""

    def __init__(self, here: Bureau) -> None:
        self.here, self.seen = here, list[str]()
        self.by = {key: Reader(here.terms[key], self.seen) for key in WHO}

    def __getitem__(self, key: str) -> Reader:
        return self.by[key]

    def step(self, number: str, step: str, key: str, *proofs: str, **given: Any) -> None:
        """Read the step on the page of a matter and take it."""
        row = Matter.objects.everywhere("test").get(number=number)
        title = flow_of(row.flow).steps[step].title
        if title not in "".join(self.seen):
            assert title in self[key].see(f"/matters/{number}")
        self.here.take(row, step, key, *proofs, **given)


@pytest.fixture
def who(here: Bureau, monkeypatch: pytest.MonkeyPatch) -> Readers:
    """The people at their browsers on the day."""
    monkeypatch.setattr(clock, "now", lambda: DAY)
    return Readers(here)


def revision(number: str) -> int:
    return Matter.objects.everywhere("test").get(number=number).revision


def planned(who: Readers) -> str:
    """Make the plan of the year and let it run."""
    clerk = who["bureau-c"]
    number = opened(
        clerk, "inspections.plan", year="2025", aims="粉尘涉爆", government="双桥区人民政府",
        higher="承德市应急管理局", until="2025-12-31",
    )  # fmt: skip
    assert clerk.send(f"/matters/{number}/planned", {
        "revision": revision(number), "visits-mode": "unannounced",
        "visits-lines": f"{FIRM}；2025-03-20\n{FIRM}；2025-09-30",
    })  # fmt: skip
    who.step(number, "submit", "bureau-c", "plan_text")
    who.step(number, "approve", "governor")
    who.step(number, "file", "bureau-c", "plan_filing", filed_on=DAY.date())
    assert "覆盖 0%" in who["bureau-l"].see(f"/matters/{number}")
    return number


def checklist(who: Readers) -> Matter:
    """Draft a checklist with one item and let another person approve it."""
    clerk = who["bureau-c"]
    number = opened(clerk, "inspections.checklist", name="铸造照单")
    item = {
        "number": "1", "says": "除尘器有泄爆口", "law": "AQ 4273", "kind": "check", "level": "stop"
    }  # fmt: skip
    given = {f"item-{key}": value for key, value in item.items()}
    assert clerk.send(f"/matters/{number}/items", {"revision": revision(number), **given})
    who.step(number, "submit", "bureau-c")
    who.step(number, "approve", "bureau-l", since=DAY.date())
    clerk.see(f"/matters/{number}")
    return Matter.objects.everywhere("test").get(number=number)


def visited(who: Readers, number: str, listed: Matter) -> None:
    """Make a visit with a checklist on the phone and let its record be signed."""
    officer, here = who["one"], who.here
    officers = {"lead": here.person("one"), "second": here.person("two")}
    scheme = {**SCHEME, **officers, "mode": "unannounced", "checklist": listed.pk}
    who.step(number, "prepare", "one", **scheme)
    who.step(number, "begin", "one", lead_paper="冀1", second_paper="冀2")
    officer.see(f"/matters/{number}")
    phone, answers = f"/matters/{number}/visit", f"/matters/{number}/answers"
    assert "除尘器有泄爆口" in officer.see(phone)
    bad = officer.browser.post(f"{answers}?item=1", {"answer1-verdict": "fail"})
    assert bad.status_code == 422
    said = {"verdict": "fail", "says": "没有泄爆口", "due_on": "2025-03-31", "seen": "0"}
    given = {f"answer1-{key}": value for key, value in said.items()}
    assert officer.send(f"{answers}?item=1", given)
    beside = {"beside-says": "通道堵塞", "beside-due_on": "2025-03-31"}
    assert officer.send(f"{answers}?item=0", beside)
    assert who["owner"].browser.get(phone).status_code == 404
    who.step(number, "sign", "one", "inspection_record", summary="检查除尘", signer="赵某")


def test_a_year_a_draw_a_list_a_visit_and_its_problems(who: Readers, tmp_path: Path) -> None:
    who["bureau-c"].see("/inspections")
    who["one"].see("/inspections")
    listed, plan = checklist(who), planned(who)
    first = Inspection.objects.filter(matter__parent__number=plan).order_by("due_on")[0]
    visited(who, first.matter.number, listed)
    one, two = (row.number for row in who.here.problems(first.matter))
    who.step(one, "submit", "owner", "photo_after", result="已加装", fixed_on=DAY.date())
    assert "复查不合格" in who["two"].see(f"/matters/{one}")
    who.step(one, "pass_check", "two", opinion="合格")
    who.step(two, "ask_case", "one", case_because="拒不整改")
    who.step(two, "settle_case", "one", "finding_decision", decision="双应急罚〔2025〕1号")
    who.step(first.matter.number, "close", "bureau-d", opinion="都有着落")
    who["bureau-l"].see("/inspections/problems")
    assert "没有泄爆口" in who["bureau-l"].see(f"/inspections/ledger?unit={first.unit_id}")
    assert "覆盖 100%" in who["bureau-l"].see(f"/matters/{plan}")
    drawn(who, tmp_path)
    assert who["head"].send("/inspections/cap", {"cap-cap": "2", "cap-reason": "区政府办公会"})
    the_rest(who)
    assert unseen("inspect-an-enterprise", who.seen) == []


def the_rest(who: Readers) -> None:
    """Read what the page names of steps that nobody needed this time."""
    _, [problem] = who.here.found()
    who.step(problem.number, "refer", "one", recipient=who.here.units["fire"],
             refer_because="归消防", reply_by=DUE, result_by=DUE)  # fmt: skip
    who["one"].see(f"/matters/{problem.number}")


def drawn(who: Readers, tmp_path: Path) -> None:
    """Commit to a draw, let another person make it, and do it again from its file."""
    factories.enterprise(who.here.units["bureau"], "双桥锻造厂")
    number = opened(
        who["bureau-c"], "inspections.draw", subject="抽查", wanted="2", due_on="2025-03-31"
    )
    who.step(number, "draw", "bureau-d", word="桂花开了", witness="区司法局赵某")
    assert "bihuan replay-draw" in who["bureau-d"].see(f"/matters/{number}")
    draw = Draw.objects.get(matter__number=number)
    with open_file(Evidence.objects.get(chain=draw.matter.chain, kind="抽取结果文件")) as file:
        content = file.read()
    paper = tmp_path / f"{number}.txt"
    paper.write_bytes(content)
    call = ["replay-draw", str(paper), "--commitment", draw.commitment]
    told = CliRunner().invoke(main, call)
    assert (told.exit_code, "一字不差" in told.stdout) == (0, True)
    paper.write_bytes(content.replace("双桥锻造厂".encode(), "双桥缎造厂".encode(), 1))
    assert CliRunner().invoke(main, call).exit_code == 1
