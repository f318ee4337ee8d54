"""A settled result goes to the body that pays or promotes, which answers what it did with it."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.models import Clause
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.trace.models import Matter
from bihuan.modules.assessment.flows import ResultFlow
from bihuan.modules.assessment.models import Result
from bihuan.modules.remuneration.flows import PayNoticeFlow as Flow
from bihuan.modules.remuneration.models import PayNotice
from tests.modules.assessment.conftest import DAY, Here, day, here
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import unit
from tests.walks import walks

__all__ = ["here"]
WALKS = list(walks(Flow))
LATER = DAY + timedelta(days=40)


@pytest.fixture
def firm(here: Here) -> Unit:
    """A unit whose result is public, its appeal over; a clause ties pay to it."""
    Clause.objects.filter(pk=here.clause.pk).update(
        text="考核结果与企业负责人薪酬、评优、晋升挂钩。"
    )
    here.held()
    found = here.result(here.trade)
    Matter.unscoped.filter(pk=found.pk).update(state="public")
    Result.objects.filter(pk=found.pk).update(
        appeal_by=day(21), settle_by=day(30), total=88, grade="合格", barred=False
    )
    return here.trade


def settled(here: Here) -> Matter:
    matter = here.result(here.trade).matter
    here.take(matter, ResultFlow.settle, here.leader, at=LATER)
    return fresh(matter)


def opened(here: Here, firm: Unit) -> Matter:
    return open_by_hand(Flow, {"unit": firm}, clause=here.clause, by=here.clerk, at=LATER)


def drafted(here: Here, matter: Matter, **given: Any) -> Matter:
    recipient = Unit.objects.filter(name="县国资局").first() or unit(
        "县国资局", "department", here.county.place, here.county.office
    )
    fields = {"recipient": recipient, "use": "pay", "advice": "按办法核减绩效年薪",
              "reply_by": day(50), "report_by": day(80), **given}  # fmt: skip
    return here.take(matter, Flow.draft, here.clerk, at=LATER, **fields).matter


def sign(matter: Matter) -> None:
    drafts = Letter.objects.everywhere("test").filter(matter=matter, state="draft")
    drafts.update(state=Letter.State.SIGNED, signed_at=LATER)


def test_each_walk_ends_with_nothing_owed_and_they_take_every_step(here: Here, firm: Unit):
    settled(here)
    for walk in WALKS:
        PayNotice.objects.all().delete()
        matter, at = opened(here, firm), LATER
        for step in walk:
            sign(matter)
            asks = {"recipient": here.county.regulator, "use": "pay"} if "use" in step.asks else {}
            perform(matter, step, here.county, at, **asks)
            at += timedelta(minutes=1)
        rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not rows.exists()
    assert {step for walk in WALKS for step in walk} == set(Flow.steps.values())


def test_a_settled_result_of_a_state_owned_unit_opens_the_notice_by_itself_once(
    here: Here, firm: Unit
):
    UnitTag.objects.create(unit=firm, tag="国有控股")
    result = settled(here)
    notice = PayNotice.objects.get()
    assert (notice.result, notice.recipient, notice.matter.state) == (result, None, "asked")
    assert "88.00 分，合格" in notice.says
    owed = Obligation.objects.everywhere("test").get(matter=notice.matter, done_at=None)
    assert owed.holder == here.county.office
    before = snapshot()
    with pytest.raises(Invalid, match="已经在送交"):
        opened(here, firm)
    assert snapshot() == before


def test_a_unit_that_no_clause_ties_gets_no_notice_by_itself_but_by_hand(here: Here, firm: Unit):
    with pytest.raises(Invalid, match="还没有由本单位确定"):
        opened(here, firm)
    settled(here)
    assert not PayNotice.objects.exists()
    assert opened(here, firm).state == "asked"


def test_the_recipient_gets_a_signed_letter_and_answers_with_receipt_and_what_it_did(
    here: Here, firm: Unit
):
    settled(here)
    matter = drafted(here, opened(here, firm))
    before = snapshot()
    with pytest.raises(NotAllowed):
        here.take(matter, Flow.approve, here.clerk, at=LATER)
    assert snapshot() == before
    matter = here.take(matter, Flow.approve, here.leader, at=LATER).matter
    letter = Letter.objects.everywhere("test").get(matter=matter)
    assert "按办法核减绩效年薪" in " ".join(letter.body["paragraphs"])
    with pytest.raises(ProofMissing, match="还没有签发"):
        here.take(matter, Flow.send, here.clerk, at=LATER)
    sign(matter)
    matter = here.take(matter, Flow.send, here.clerk, at=LATER).matter
    # Nobody signs in for the recipient: the office enters what it answered, with its proof.
    perform(matter, Flow.receive, here.county, LATER, reply="5月16日签收")
    perform(matter, Flow.report, here.county, LATER, outcome="核减绩效年薪 10%")
    assert fresh(matter).state == "done"
    assert PayNotice.objects.get().outcome == "核减绩效年薪 10%"


@pytest.mark.parametrize(
    ("given", "says"),
    [({"reply_by": day(1)}, "已经过了"), ({"report_by": day(45)}, "不能早于回执期限")],
)
def test_days_the_wrong_way_round_are_refused(
    here: Here, firm: Unit, given: dict[str, Any], says: str
):
    settled(here)
    matter = opened(here, firm)
    before = snapshot()
    with pytest.raises(Invalid, match=says):
        drafted(here, matter, **given)
    rows = [row for row in snapshot()[0] if row["id"] == matter.pk]
    assert rows == [row for row in before[0] if row["id"] == matter.pk]
