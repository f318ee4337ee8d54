"""整改不到位,系统会警示; 责任不落实,系统会督办: a flow's duties climb by themselves."""

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import end_of
from tests.testapp.flows import RectificationFlow as Flow
from tests.testapp.performing import perform
from tests.testapp.world import County, moment


def duty(matter: Matter) -> Obligation:
    return Obligation.objects.everywhere("test").get(matter=matter, kind=Kind.STEP, done_at=None)


def told(template: str) -> set[str]:
    rows = Notice.objects.everywhere("test").filter(template=template)
    return {notice.unit.name for notice in rows.select_related("unit")}


def supervision(holder: Unit) -> Obligation:
    rows = Obligation.objects.everywhere("test").filter(kind=Kind.SUPERVISE)
    return rows.get(holder=holder, done_at=None)


def test_late_work_warns_its_holder_and_obliges_its_supervisor(here: County, danger: Matter):
    perform(danger, Flow.plan, here, moment("2025-03-02"), money=1)
    sweep(moment("2025-03-31", hour=20))
    assert duty(danger).stage == 0
    sweep(moment("2025-04-01"))
    assert duty(danger).stage == 2
    assert told("warning") == {"某某化工厂", "县应急管理局"}
    assert supervision(here.regulator).parent == duty(danger)


def test_rejected_work_warns_at_once_with_a_new_date_beside_the_legal_one(
    here: County, danger: Matter
):
    perform(danger, Flow.plan, here, moment("2025-03-02"), money=1)
    perform(danger, Flow.submit, here, moment("2025-03-20"))
    perform(
        danger, Flow.send_back, here, moment("2025-03-25"),
        opinion="泄爆片未安装", due_on="2025-04-08",
    )  # fmt: skip
    again = duty(danger)
    assert again.stage == 2
    assert again.legal_due == end_of(moment("2025-03-31").date())
    assert again.current_due == end_of(moment("2025-04-08").date())
    assert told("returned") == {"某某化工厂"}
    notice = Notice.objects.everywhere("test").get(template="returned")
    assert notice.urgent


def test_a_supervisor_who_does_nothing_is_ordered_by_a_numbered_letter(
    here: County, danger: Matter
):
    perform(danger, Flow.plan, here, moment("2025-03-02"), money=1)
    sweep(moment("2025-04-01"))
    idle = supervision(here.regulator)
    sweep(moment("2025-04-20"))
    idle.refresh_from_db()
    assert idle.stage == 3
    order = Letter.objects.everywhere("test").get(kind="supervision_order")
    assert order.addressee == here.regulator
    assert order.number


def test_work_done_ends_the_supervision_it_caused(here: County, danger: Matter):
    perform(danger, Flow.plan, here, moment("2025-03-02"), money=1)
    sweep(moment("2025-04-01"))
    watching = supervision(here.regulator)
    perform(danger, Flow.submit, here, moment("2025-04-02"))
    watching.refresh_from_db()
    assert watching.outcome == "lapsed"
