"""Asking others: circulars that name several, rounds of comments, help; and their refusals."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.models import Clause
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.orgs.succession import Decision, merge
from bihuan.kernel.orgs.viewer import Machine, Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.committee import publicity, remarks
from bihuan.modules.committee.asking_flow import (
    AssistanceFlow,
    CommentFlow,
    CommentRoundFlow,
    remarks_in,
)
from bihuan.modules.committee.flows import CircularAnswerFlow, CircularFlow
from bihuan.modules.committee.models import Assistance, Comment
from tests.modules.committee.conftest import DAY, named
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import County, unit

LATER = (DAY + timedelta(days=20)).date()


def below(matter: Matter, flow: Any) -> list[Matter]:
    return list(
        Matter.objects.everywhere("test").filter(parent=matter, flow=flow.key).order_by("pk")
    )


def test_a_circular_that_names_several_ends_when_each_has_answered(
    here: County, clause: Clause, clerk: Viewer, leader: Viewer
):
    discipline, organisation = named("县纪委监委"), named("县委组织部")
    circular = open_by_hand(
        CircularFlow,
        {"unit": here.regulator, "others": [discipline, organisation], "facts": "均未报送",
         "demands": "补报", "reply_by": LATER},
        clause=clause, by=clerk, at=DAY,
    )  # fmt: skip
    assert circular.title == "关于县应急管理局等单位有关问题的通报"
    perform(circular, CircularFlow.approve, here, DAY, by=leader)
    [letter] = Letter.objects.everywhere("test").filter(matter=circular)
    assert {copy.unit for copy in letter.copies.all()} == {discipline, organisation}
    assert "县应急管理局、县纪委监委、县委组织部" in letter.body["paragraphs"][0]
    answers = below(circular, CircularAnswerFlow)
    assert [one.unit for one in answers] == [here.regulator, discipline, organisation]
    assert answers[0].circular_answer.told == "均未报送\n补报"
    before = snapshot()
    with pytest.raises(ProofMissing, match="还有3个单位没有反馈或没有确认：县应急管理局、县纪委"):
        perform(circular, CircularFlow.close, here, DAY)
    assert snapshot()[:3] == before[:3]
    for one in answers:
        perform(one, CircularAnswerFlow.answer, here, DAY)
        perform(one, CircularAnswerFlow.send_back, here, DAY)
        perform(one, CircularAnswerFlow.answer_again, here, DAY)
        perform(one, CircularAnswerFlow.accept, here, DAY)
    perform(circular, CircularFlow.close, here, DAY)
    assert fresh(circular).closed_at is not None
    said = publicity.of_circular(CircularFlow.record(circular.pk))["outcome"]
    assert said.splitlines() == ["县应急管理局：已办", "县纪委监委：已办", "县委组织部：已办"]


def test_a_circular_answered_in_the_old_way_is_closed_by_who_issued_it(
    here: County, clause: Clause, clerk: Viewer, leader: Viewer
):
    circular = open_by_hand(
        CircularFlow,
        {"unit": here.regulator, "facts": "均未报送", "demands": "补报", "reply_by": LATER},
        clause=clause, by=clerk, at=DAY,
    )  # fmt: skip
    perform(circular, CircularFlow.approve, here, DAY, by=leader)
    [answer] = below(circular, CircularAnswerFlow)
    for step in (CircularAnswerFlow.answer, CircularAnswerFlow.accept):
        perform(answer, step, here, DAY)
    rows = Obligation.objects.everywhere("test").filter(matter=circular, done_at=None)
    rows.update(step="accept")
    Matter.objects.everywhere("test").filter(pk=circular.pk).update(state="answered")
    changed = import_module(
        "bihuan.modules.committee.migrations.0005_circulars_answered_in_one_place"
    )
    with connection.cursor() as cursor:
        for statement in (changed.WAIT, changed.OWED):
            cursor.execute(statement)
    perform(circular, CircularFlow.close, here, DAY)
    assert (fresh(circular).state, rows.count()) == ("closed", 0)


def test_a_circular_names_nobody_out_of_sight(here: County, clause: Clause, clerk: Viewer):
    far = unit("市交通局", "department", Place.objects.get(code="4415"))
    before = snapshot()
    with pytest.raises(NotAllowed, match="市交通局不在您的管辖范围，不能作“其他被通报单位”"):
        open_by_hand(
            CircularFlow,
            {"unit": here.regulator, "others": [far], "facts": "一", "demands": "二",
             "reply_by": LATER},
            clause=clause, by=clerk, at=DAY,
        )  # fmt: skip
    assert snapshot() == before


@pytest.fixture
def collecting(here: County, clerk: Viewer) -> Matter:
    """A draft sent to two organs."""
    asked = open_by_hand(
        CommentRoundFlow,
        {"name": "三年行动实施细则", "due_on": LATER,
         "addressees": [named("县纪委监委"), named("县委组织部")]},
        clause=None, by=clerk, at=DAY,
    )  # fmt: skip
    perform(asked, CommentRoundFlow.send, here, DAY, by=clerk)
    return asked


def test_every_unit_asked_owes_an_answer_and_the_round_waits_for_each(
    here: County, collecting: Matter, clerk: Viewer, leader: Viewer
):
    first, second = below(collecting, CommentFlow)
    owed = Obligation.objects.everywhere("test").filter(step="comment", done_at=None)
    assert {o.holder.name for o in owed if o.holder} == {"县纪委监委", "县委组织部"}
    with pytest.raises(ProofMissing, match="还有2个单位"):
        perform(collecting, CommentRoundFlow.conclude, here, DAY, by=clerk)
    perform(first, CommentFlow.agree, here, DAY, stance="agree")
    before = snapshot()
    with pytest.raises(Invalid, match="先写条款再写冒号"):
        perform(second, CommentFlow.comment, here, DAY, words="期限太短")
    assert snapshot()[:3] == before[:3]
    words = "第三条：期限改到月底\n\n全文：统一简称"
    perform(second, CommentFlow.comment, here, DAY, words=words)
    comment = Comment.objects.get(pk=second.pk)
    kept = list(comment.remarks.values_list("clause", "says"))
    assert kept == [("第三条", "期限改到月底"), ("全文", "统一简称")]
    with pytest.raises(ProofMissing, match="还有 2 条意见没有写明是否采纳"):
        perform(second, CommentFlow.settle, here, DAY, by=clerk)
    one, two = comment.remarks.all()
    decided = {one.pk: ("adopted", ""), two.pk: ("declined", " ")}
    with pytest.raises(Invalid, match="要写明理由"):
        remarks.decide(comment, decided, by=clerk, at=DAY, revision=fresh(second).revision)
    assert set(comment.remarks.values_list("verdict", flat=True)) == {""}
    police = here.person("组织", named("县委组织部"), roles.REVIEW, roles.FULFIL)
    decided[two.pk] = ("declined", "已有规定")
    with pytest.raises(NotAllowed, match="由县安委办写明"):
        remarks.decide(comment, decided, by=police, at=DAY, revision=fresh(second).revision)
    remarks.decide(comment, decided, by=clerk, at=DAY, revision=fresh(second).revision)
    perform(second, CommentFlow.settle, here, DAY, by=clerk)
    perform(collecting, CommentRoundFlow.conclude, here, DAY, by=clerk)
    assert fresh(collecting).state == "closed"


def test_who_cannot_answer_is_released_by_name_and_a_withdrawn_draft_asks_nobody(
    here: County, collecting: Matter, clerk: Viewer, leader: Viewer
):
    first, second = below(collecting, CommentFlow)
    with pytest.raises(NotAllowed):
        perform(first, CommentFlow.release, here, DAY, by=clerk, opinion="出差")
    perform(first, CommentFlow.release, here, DAY, by=leader, opinion="机构改革中")
    perform(collecting, CommentRoundFlow.withdraw, here, DAY, by=leader, opinion="重写")
    assert fresh(second).state == "released"
    open_rows = Obligation.objects.everywhere("test").filter(done_at=None)
    assert not open_rows.filter(matter__in=[collecting, first, second]).exists()


def test_a_remark_is_a_line_with_its_clause():
    assert remarks_in("第一条：改\n全文:简") == [("第一条", "改"), ("全文", "简")]
    for wrong in ("没有冒号", "：没有条款", "第一条："):
        with pytest.raises(Invalid):
            remarks_in(wrong)


def test_help_is_asked_of_units_above_and_beside_but_not_of_another_place(
    here: County, clerk: Viewer
):
    worker = here.person("厂长", here.enterprise, roles.FULFIL, sees="own")
    given = {"asked": here.office, "need": "协调停气", "by_when": LATER}
    asked = open_by_hand(AssistanceFlow, given, clause=None, by=worker, at=DAY)
    assert (asked.unit, asked.title) == (here.office, "协助某某化工厂：协调停气")
    perform(asked, AssistanceFlow.accept, here, DAY)
    perform(asked, AssistanceFlow.answer, here, DAY)
    assert Assistance.objects.get(pk=asked.pk).answer == "已办"
    other = Place.objects.create(
        code="441523", name="陆河县", level="county", parent=here.place.parent,
        path="44/4415/441523/",
    )  # fmt: skip
    far = unit("陆河县应急局", "regulator", other)
    before = snapshot()
    with pytest.raises(NotAllowed, match="不能作“协助单位”"):
        open_by_hand(AssistanceFlow, {**given, "asked": far}, clause=None, by=worker, at=DAY)
    assert snapshot() == before


def test_an_open_request_goes_on_with_who_succeeds_the_unit_asked(here: County, clerk: Viewer):
    worker = here.person("厂长", here.enterprise, roles.FULFIL, sees="own")
    given = {"asked": here.regulator, "need": "协调停气", "by_when": LATER}
    asked = open_by_hand(AssistanceFlow, given, clause=None, by=worker, at=DAY)
    heir = unit("县应急和消防局", "department", here.place, here.office)
    decision = Decision(on=DAY.date(), reason="改革", by=Machine("test"), at=DAY)
    merge([here.regulator], heir, decision)
    perform(asked, AssistanceFlow.refuse, here, DAY, because="不属本部门职责")
    assert fresh(asked).state == "refused"
    assert Assistance.objects.get(pk=asked.pk).asked == Unit.objects.get(pk=heir.pk)
