"""The page on counting and reporting, followed by a bureau, its office and who settles pay."""

from pathlib import Path

import pytest

from bihuan.kernel.letters import letters
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.trace.models import Matter
from bihuan.lib import packfolders
from bihuan.modules.assessment.models import Result, Scheme
from bihuan.modules.statistics import forms
from tests.docs.district import NOW, opened, people, took
from tests.docs.pages import Reader, blocks, unseen
from tests.kernel import factories

__all__ = ["people"]


def settled(people: dict[str, Term]) -> None:
    """A result of the foundry that its office settled."""
    office, firm = people["clerk"].post.unit, people["owner"].post.unit
    for n, (flow, state) in enumerate((("assessment.scheme", "running"),
                                       ("assessment.result", "final"))):  # fmt: skip
        Matter.unscoped.create(
            number=f"KH-2025-130802-00000{n}", flow=flow, title="考核", place=office.place,
            place_path=office.place_path, unit=office, state=state, opened_at=NOW,
            closed_at=NOW if state == "final" else None,
        )  # fmt: skip
    scheme = Scheme.objects.create(
        matter=Matter.unscoped.get(flow="assessment.scheme"), drafter=people["clerk"].person,
        name="企业考核办法", subjects="enterprises", criteria="", grades="",
    )  # fmt: skip
    Result.objects.create(
        matter=Matter.unscoped.get(flow="assessment.result"), scheme=scheme, unit=firm,
        office=office, period="2025Q1", self_by=NOW.date(), score_by=NOW.date(), total=88,
        grade="合格",
    )  # fmt: skip


def test_a_form_a_return_a_new_form_and_a_result_at_who_settles_pay(
    people: dict[str, Term], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[str] = []
    who = {key: Reader(term, seen) for key, term in people.items()}
    Unit.objects.filter(pk=people["police"].post.unit_id).update(name="双桥区国资局")
    who["clerk"].see("/statistics")
    page = who["clerk"].see("/statistics/S7?period=2025Q1&by=place&rank=g_found")
    assert "/statistics/S7/rows" not in page  # nothing is found yet, so nothing opens
    book = who["clerk"].browser.get("/statistics/S7/export?format=xlsx")
    assert book.getvalue().startswith(b"PK")
    book.close()
    assert who["clerk"].browser.get("/statistics/S7/pdf").content.startswith(b"%PDF")
    who["clerk"].see("/statistics/S9?by=place")
    assert "双桥铸造厂" in who["clerk"].see("/statistics/S9/rows?row=all&col=all")
    number = opened_return(who["bureau"])
    took(who["bureau"], number, "draw")
    took(who["chief"], number, "sign")
    took(who["bureau"], number, "submit")
    took(who["clerk"], number, "send_back", opinion="核对后再报", due_on="2025-05-30")
    took(who["bureau"], number, "correct", changed_because="已核对")
    took(who["chief"], number, "sign")
    took(who["bureau"], number, "submit")
    took(who["clerk"], number, "accept")
    assert "校验码" in who["bureau"].see(f"/matters/{number}")
    called = opened(who["clerk"], "statistics.collection", form="T4", period="2025-04",
                    subjects="towns", due_on="2025-05-25")  # fmt: skip
    assert "石洞子沟镇" in who["clerk"].see(f"/matters/{called}")
    added(who["clerk"], monkeypatch, tmp_path)
    paid(who, people)
    assert unseen("count-and-report", seen) == []


def opened_return(reader: Reader) -> str:
    """Open a return as the form asks."""
    reader.see("/matters/new/statistics.return")
    given = {"open-form": "S7", "open-period": "2025Q1"}
    leads = reader.send("/matters/new/statistics.return", given)
    assert leads, reader.seen[-1]
    return leads[0].rpartition("/")[2]


def added(reader: Reader, monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """Add the form of the page, beside one whose column waits; both are there at once."""
    (text,) = blocks("count-and-report", "toml")
    folder = root / "130802" / "forms"
    folder.mkdir(parents=True)
    (folder / "talks.toml").write_text(text, "utf-8")
    column = '\ncolumns = [{key = "v", title = "管道", count = "pipeline"}]\nwaits = ["v"]\n'
    waiting = text.replace('"X1"', '"X2"').partition("columns")[0] + column
    (folder / "waiting.toml").write_text(waiting, "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(packfolders, "ROOT", root)
        forms.forms.cache_clear()
        assert "约谈通报情况表" in reader.see("/statistics/X1?period=2025")
        assert "未接通" in reader.see("/statistics/X2?period=2025")
    forms.forms.cache_clear()


def paid(who: dict[str, Reader], people: dict[str, Term]) -> None:
    """Send a settled result to who settles pay, and let it answer."""
    settled(people)
    number = opened(who["clerk"], "remuneration.notice", unit="双桥铸造厂")
    took(who["clerk"], number, "draft", recipient="双桥区国资局", use="pay",
         reply_by="2025-05-25", report_by="2025-06-25")  # fmt: skip
    took(who["head"], number, "approve")
    signer = factories.viewer_of(people["head"], on=NOW.date())
    for letter in Letter.objects.everywhere("test").filter(state="draft", matter__number=number):
        letters.sign(letter, by=signer, at=NOW)
    took(who["clerk"], number, "send")
    took(who["police"], number, "receive", "pay_reply", reply="已签收")
    took(who["police"], number, "report", "pay_outcome", outcome="核减绩效年薪")
    assert "核减绩效年薪" in who["clerk"].see(f"/matters/{number}")
