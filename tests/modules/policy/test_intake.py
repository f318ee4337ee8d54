"""A file comes in: its words are kept, what was read from them waits for a person."""

from pathlib import Path

import pytest

from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Evidence
from bihuan.modules.policy.intake import ORIGINAL, read
from bihuan.modules.policy.models import Proposal, Review, Task
from tests.kernel.flows.test_advance import refused
from tests.modules.policy.conftest import DAY, ROOT, SMALL
from tests.testapp.world import County

FIVE = sorted(ROOT.glob("packs/*/*.txt"))


def test_the_text_is_kept_word_for_word_with_its_clauses_and_the_file(small: Review):
    document = small.document
    assert document.status == Document.Status.REVIEWING
    assert document.number == "海安委〔2025〕3号"
    assert [c.heading for c in document.clauses.all()] == [
        "开展路口整治", "加强农村客运检查", "落实学校周边整治", "定期分析形势",
    ]  # fmt: skip
    for clause in document.clauses.all():
        assert clause.text == document.text[clause.start : clause.end]
    file = Evidence.objects.get(chain=f"d{document.pk}")
    assert (file.kind, file.size) == (ORIGINAL, len(SMALL.encode()))
    assert Entry.objects.filter(chain=f"d{document.pk}", verb="received").exists()


def test_every_proposal_points_at_its_words(small: Review):
    for proposal in small.proposals.exclude(kind=Proposal.Kind.RESPONSIBLE):
        words = small.document.text[proposal.start : proposal.end]
        assert words == proposal.data["text"]
        assert proposal.state == Proposal.State.PROPOSED
        assert proposal.original == proposal.data


def test_a_clause_that_names_nobody_says_so(small: Review):
    nobody = [
        p.clause.heading
        for p in small.proposals.filter(kind=Proposal.Kind.RESPONSIBLE)
        if p.clause and p.data["unit"] is None
    ]
    assert nobody == ["定期分析形势"]


def test_before_the_release_nobody_but_the_clerks_office_owes_anything(small: Review):
    assert not Task.objects.exists()
    owed = Obligation.objects.everywhere("test").select_related("holder")
    assert [(o.step, o.holder.name) for o in owed if o.holder] == [("submit", "县安委办")]


def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(here: County, clerk: Viewer):
    with refused(Invalid, "是空文件") as caught:
        read("空.txt", b"  ", place=here.place, by=clerk, at=DAY)
    assert isinstance(caught.value, Invalid)
    assert caught.value.field == "file"
    with refused(Invalid, "没有读到条款"):
        read("便条.txt", "你好".encode(), place=here.place, by=clerk, at=DAY)
    assert not Document.objects.exists()


def test_a_post_that_does_not_review_receives_no_document(here: County):
    officer = here.person("执法员", here.regulator, "recheck")
    with refused(NotAllowed, "您的岗位不能登记政策文件"):
        read("通知.txt", SMALL.encode(), place=here.place, by=officer, at=DAY)
    assert not Document.objects.exists()


def test_the_same_document_is_received_once(here: County, clerk: Viewer, small: Review):
    with refused(WrongState, f"已登记为 {small.matter.number}，现在是“审阅中”"):
        read("又一份.txt", SMALL.encode(), place=here.place, by=clerk, at=DAY)


def test_a_document_known_from_a_pack_keeps_its_clauses(here: County, clerk: Viewer, small: Review):
    document = small.document
    clauses = list(document.clauses.values_list("pk", flat=True))
    small.proposals.all().delete()
    small.delete()
    again = read("通知.txt", SMALL.encode(), place=here.place, by=clerk, at=DAY)
    assert again.document == document
    assert list(document.clauses.values_list("pk", flat=True)) == clauses


@pytest.mark.parametrize("path", FIVE, ids=lambda path: path.stem)
def test_each_of_the_five_documents_is_laid_out_for_review(here: County, clerk: Viewer, path: Path):
    place = Place.objects.get(code="441521")
    review = read(path.name, path.read_bytes(), place=place, by=clerk, at=DAY)
    compiled = review.document.compiled
    rows = Clause.objects.filter(document=review.document)
    assert [(c.start, c.end) for c in rows] == [(c["start"], c["end"]) for c in compiled["clauses"]]
    named = sum(len(c["responsible"]) for c in compiled["clauses"])
    nobody = sum(not c["responsible"] for c in compiled["clauses"])
    shown = review.proposals.filter(kind=Proposal.Kind.RESPONSIBLE)
    assert shown.count() == named + nobody
    assert review.proposals.filter(kind=Proposal.Kind.RECURRING).count() == sum(
        len(c["recurring"]) for c in compiled["clauses"]
    )


def test_a_draft_for_comment_must_be_confirmed_or_binds_nobody(here: County, clerk: Viewer):
    text = SMALL.replace("工作的通知", "工作的通知(征求意见稿)", 1)
    review = read("稿.txt", text.encode(), place=here.place, by=clerk, at=DAY)
    asked = [p for p in review.proposals.all() if p.data.get("draft")]
    assert [p.data["message"][:9] for p in asked] == ["这是征求意见稿。已"]
