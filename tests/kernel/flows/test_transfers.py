"""Handing a matter over: a reply, a result, or "not ours" with the next addressee."""

from datetime import date

import pytest

from bihuan.kernel.flows.models import Transfer
from bihuan.kernel.flows.transfers import Sending, TransferFlow, send
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.trace.models import Matter
from tests.kernel.flows.test_advance import open_duties, refused
from tests.testapp.performing import fresh, perform
from tests.testapp.world import County, moment, unit

DAY = moment("2025-03-02")


@pytest.fixture
def housing(here: County) -> Unit:
    """The department that gets the matter."""
    return unit("县住建局", "department", here.place)


def hand_over(here: County, danger: Matter, to: Unit, *may: str, **more: object) -> Matter:
    sending = Sending(
        about=danger, kind=Transfer.Kind.ACROSS, addressee=to,
        opinion=str(more.get("opinion", "属燃气管道，请处理")), reply_due=date(2025, 3, 5),
        result_due=date(2025, 3, 20), copies=(here.enterprise,),
    )  # fmt: skip
    clerk = here.person("经办人", here.regulator, *(may or ("assign", "fulfil")))
    return send(sending, by=clerk, at=DAY)


def test_a_transfer_has_a_reply_clock_then_a_result_clock(
    here: County, danger: Matter, housing: Unit
):
    matter = hand_over(here, danger, housing)
    assert open_duties(matter) == [("accept", "县住建局", date(2025, 3, 5))]
    perform(matter, TransferFlow.accept, here, DAY, reply="已接收")
    assert open_duties(matter) == [("report", "县住建局", date(2025, 3, 20))]
    perform(matter, TransferFlow.report, here, DAY, result="已更换管段")
    assert fresh(matter).state == "done"
    assert open_duties(matter) == []


def test_copies_are_told_and_owe_nothing(here: County, danger: Matter, housing: Unit):
    Notice.objects.everywhere("test").all().delete()
    matter = hand_over(here, danger, housing)
    told = Notice.objects.everywhere("test").order_by("pk")
    assert [(n.unit.name, n.template) for n in told] == [
        ("县住建局", "opened"), ("某某化工厂", "copied"),
    ]  # fmt: skip
    owed = Obligation.objects.everywhere("test").filter(matter=matter, holder=here.enterprise)
    assert not owed.exists()


def test_not_ours_opens_the_next_transfer_with_as_many_days(
    here: County, danger: Matter, housing: Unit
):
    gas = unit("县城管局", "department", here.place)
    matter = hand_over(here, danger, housing)
    later = moment("2025-03-04")
    perform(
        matter, TransferFlow.refuse, here, later,
        refused_because="管道归城管部门", next_addressee=gas.pk,
    )  # fmt: skip
    assert open_duties(matter) == []
    following = Matter.objects.everywhere("test").get(parent=matter, flow="transfer")
    assert open_duties(following) == [("accept", "县城管局", date(2025, 3, 7))]
    assert following.transfer.about == danger


def test_only_a_post_that_assigns_hands_over(here: County, danger: Matter, housing: Unit):
    with refused(NotAllowed, "您的岗位不能抄告、下达或上报事项"):
        hand_over(here, danger, housing, "fulfil")


def test_a_transfer_says_what_is_asked_and_goes_to_somebody_else(
    here: County, danger: Matter, housing: Unit
):
    with refused(Invalid, "还没有填写“处理意见”"):
        hand_over(here, danger, housing, opinion="  ")
    with refused(Invalid, "接收单位是本单位"):
        hand_over(here, danger, here.regulator)
