"""An order opened by hand: numbered, signed by a second person, served, answered, checked."""

from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.law.models import Ladder, LadderStep
from bihuan.kernel.letters import letters
from bihuan.kernel.letters.models import Letter, Series
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.obligations.obligations import open_one
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.orgs.refusals import NotAllowed, ProofMissing, Refused, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.kernel.trace.verify import verify
from bihuan.lib.clocks import end_of
from bihuan.modules.correspondence import service
from bihuan.modules.correspondence.flows import OrderFlow
from tests.kernel import factories
from tests.kernel.factories import AT
from tests.kernel.letters.county import SWEEP
from tests.modules.correspondence.conftest import Here, letter_of, now

LATER = AT + timedelta(hours=3)
TAKEN = {"recipient": "王强", "served_at": LATER}


def step(matter: Matter, taken: Step, by: Viewer, at: Any = LATER, **fields: Any) -> Matter:
    held = now(matter)
    advance(held, taken, by=by, at=at, revision=held.revision, fields=fields)
    return now(matter)


def owed(matter: Matter) -> Obligation:
    return Obligation.objects.everywhere("test").get(matter=matter, done_at=None)


def everything(matter: Matter) -> tuple[Any, ...]:
    """All that may not change when an act is refused."""
    return (now(matter).state, letter_of(matter).state, Entry.objects.count())


def test_an_order_is_numbered_when_opened_and_says_why_what_and_by_when(here, order):
    letter = letter_of(order())
    assert (letter.number, letter.state) == ("海安督〔2024〕1号", "draft")
    assert letter.addressee == here.late.holder
    assert letter.title == "关于海丰县应急管理局未按期办结“报送整治清单”（逾期10天）的督办单"
    assert letter.body["paragraphs"][1:5] == [
        "依据：《海丰县实施方案》第1条。",
        "督办事由：两次催办没有报送。",
        "办理要求：五日内报送清单。",
        "请自本督办单送达之日起5日内书面答复。",
    ]


def test_what_is_done_badly_though_in_time_is_supervised_without_lateness(here, order):
    good = open_one(
        kind="periodic", title="上报情况", holder=here.office.regulator, clause=here.late.clause,
        legal_due=AT + timedelta(days=3), ladder=None, by=SWEEP, at=AT,
    )  # fmt: skip
    letter = letter_of(order(late=good))
    assert letter.title == "关于督办“上报情况”的督办单"
    assert not any("逾期" in paragraph for paragraph in letter.body["paragraphs"])


def test_an_order_goes_from_draft_to_closed_and_its_clock_starts_at_service(here, order):
    matter = order()
    service.sign(letter_of(matter), by=here.leader, at=LATER)
    served = service.Served(here.office.regulator, "direct", TAKEN)
    service.serve(letter_of(matter), served, by=here.clerk, at=LATER + timedelta(days=2))
    assert now(matter).state == "served"
    assert owed(matter).current_due == end_of(date(2024, 3, 17))
    step(matter, OrderFlow.answer, here.called, answer="已报送。")
    back = {"opinion": "缺两个镇", "again_by": date(2024, 3, 25)}
    step(matter, OrderFlow.send_back, here.clerk, **back)
    assert owed(matter).current_due == end_of(date(2024, 3, 25))
    step(matter, OrderFlow.answer_again, here.called, answer="已补报。")
    assert step(matter, OrderFlow.check, here.clerk, opinion="属实").state == "closed"
    assert verify().ok


def test_who_opened_an_order_does_not_sign_it_nor_the_holder_check_its_own_answer(here, order):
    matter = order(by=here.leader)
    before = everything(matter)
    with pytest.raises(NotAllowed, match="拟办人.*是您本人"):
        service.sign(letter_of(matter), by=here.leader, at=LATER)
    with pytest.raises(NotAllowed):
        service.sign(letter_of(matter), by=here.clerk, at=LATER)
    assert everything(matter) == before
    Matter.objects.everywhere("test").filter(pk=matter.pk).update(state="answered")
    before = everything(matter)
    with pytest.raises(NotAllowed, match="海丰县安委办"):
        step(matter, OrderFlow.check, here.called, opinion="属实")
    assert everything(matter) == before


def test_an_order_is_not_moved_on_without_its_receipt_nor_to_another_day(here, order):
    matter = order()
    service.sign(letter_of(matter), by=here.leader, at=LATER)
    before = everything(matter)
    with pytest.raises(ProofMissing, match="还没有登记送达回证"):
        step(matter, OrderFlow.serve, here.clerk, served_on=date(2024, 3, 12))
    assert everything(matter) == before


def test_one_order_runs_on_a_thing_at_a_time(here, order):
    matter = order()
    numbers = Series.objects.get().last
    with pytest.raises(WrongState, match="已经有督办单海安督〔2024〕1号"):
        order()
    assert Series.objects.get().last == numbers
    service.cancel(letter_of(matter), reason="事由有误", by=here.leader, at=LATER)
    assert (now(matter).state, letter_of(matter).state) == ("withdrawn", "cancelled")
    assert letter_of(order()).number == "海安督〔2024〕2号"


def test_nobody_supervises_the_own_unit_or_a_thing_nobody_owes(here, order):
    rows = Obligation.objects.everywhere("test").filter(pk=here.late.pk)
    for holder, says in ((here.office.unit, "本单位自己"), (None, "还没有责任单位")):
        rows.update(holder=holder)
        late = rows.get()
        with pytest.raises(WrongState, match=says):
            order(late=late)
    worker = factories.viewer_in(here.office.unit, "worker")
    with pytest.raises(NotAllowed, match="不能“开具督办单”"):
        order(by=worker)
    assert Letter.objects.everywhere("test").count() == 0


def with_ladder(here: Here) -> Obligation:
    """Let the ladder ask for an order on what is late, as of now."""
    ladder = Ladder.objects.create(key="441521/plan#l", title="督办")
    LadderStep.objects.create(
        ladder=ladder, position=0, after_hours=0, stage=3, tells=["holder"],
        letter="supervision_order",
    )  # fmt: skip
    return open_one(
        kind="periodic", title="报表", holder=here.office.regulator, clause=here.late.clause,
        supervisor=here.office.unit, legal_due=AT - timedelta(days=1), ladder=ladder, by=SWEEP,
        at=AT - timedelta(days=9),
    )  # fmt: skip


def test_the_ladder_draws_up_no_second_order_for_what_a_person_ordered(here, order):
    late = with_ladder(here)
    order(late=late)
    sweep(LATER)
    late = Obligation.objects.everywhere("test").get(pk=late.pk)
    assert late.stage == 3
    assert Letter.objects.everywhere("test").count() == 1


def test_the_ladder_draws_up_its_order_when_nobody_did_or_it_was_cancelled(here, order):
    late = with_ladder(here)
    matter = order(late=late)
    service.cancel(letter_of(matter), reason="事由有误", by=here.leader, at=AT)
    sweep(LATER)
    rows = Letter.objects.everywhere("test").filter(cause__startswith=f"{late.chain}:")
    assert sorted(rows.values_list("state", flat=True)) == ["cancelled", "draft"]


def test_an_order_is_signed_where_its_words_stand_and_nowhere_else(here, order):
    matter = order()
    before = everything(matter)
    for mark in ("", "0" * 64):
        with pytest.raises(Refused):
            step(matter, OrderFlow.sign, here.leader, words_read=mark)
    assert everything(matter) == before


def test_a_letter_changed_since_it_was_read_is_not_signed(here, order):
    matter = order()
    read = letter_of(matter)
    letters.revise(read, title="督办单", paragraphs=["请办。"], by=here.clerk, at=AT)
    before = everything(matter)
    with pytest.raises(WrongState, match="打开以后改过"):
        service.sign(read, by=here.leader, at=LATER)
    assert everything(matter) == before
