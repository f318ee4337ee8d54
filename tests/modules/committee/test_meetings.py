"""A meeting from its plan to its minutes: who is called, what it meets and hands out."""

from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.kernel.law.models import Clause, Rule
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.obligations.obligations import open_one
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Conflict, Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.orgs.viewer import Machine, Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.modules.committee import meetings, seats
from bihuan.modules.committee.flows import DirectiveFlow
from bihuan.modules.committee.meeting_flow import ConvocationFlow, MeetingFlow
from bihuan.modules.committee.meetings import Planned
from bihuan.modules.committee.models import Meeting
from tests.modules.committee.conftest import DAY, named
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import County

MEETS = DAY + timedelta(days=7)
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def duty(here: County, committee: Unit, clause: Clause) -> Obligation:
    """The committee's quarterly meeting, open and due at the end of March."""
    rule = Rule.objects.create(
        key="441521/plan#committee.quarter", clause=clause, place=here.place, duty="meeting",
        title="召开安委会会议", says="会议", per="quarter", times=1, record="meeting",
        selects={"kinds": ["committee"]}, proof=["会议记录"], in_force_from=date(2025, 1, 1),
    )  # fmt: skip
    return open_one(
        kind="periodic", title="召开安委会会议", holder=committee, clause=clause, rule=rule,
        period="2025Q1", legal_due=DAY + timedelta(days=28), ladder=None, by=Machine("test"),
        at=DAY - timedelta(days=60),
    )  # fmt: skip


def planned(duty: Obligation | None = None, **given: Any) -> Planned:
    known = {
        "kind": "plenary", "meets_on": MEETS.date(), "starts_at": "09:00", "venue": "县政府二楼",
        "replies_by": (MEETS - timedelta(days=2)).date(), "duty": duty,
    }  # fmt: skip
    return Planned(**(known | given))


def called(here: County, body: Unit, clerk: Viewer, duty: Obligation | None) -> Meeting:
    """Plan a meeting and call its members."""
    matter = meetings.plan(body, planned(duty), by=clerk, at=DAY)
    perform(matter, MeetingFlow.call, here, DAY, by=clerk)
    return Meeting.objects.get(pk=matter.pk)


def of(meeting: Meeting) -> Matter:
    return fresh(Matter.objects.everywhere("test").get(pk=meeting.pk))


def doing(meeting: Meeting, by: Viewer, at: Any = MEETS) -> dict[str, Any]:
    return {"by": by, "at": at, "revision": of(meeting).revision}


def everybody(meeting: Meeting, *presences: str) -> dict[int, tuple[str, str]]:
    rows = meeting.convocations.order_by("pk")
    return {one.pk: (presence, "") for one, presence in zip(rows, presences, strict=True)}


def papers(here: County, meeting: Meeting, clerk: Viewer) -> None:
    """Hand in the minutes, as the office does, with files that are really kept."""
    from io import BytesIO

    from bihuan.kernel.flows.advance import advance

    matter = of(meeting)
    files = [
        evidence.store(owner=matter, kind=kind, name=f"{kind}.pdf", content=BytesIO(PDF),
                       happened_at=None, by=clerk, at=MEETS)
        for kind in ("meeting_minutes", "attendance_sheet")
    ]  # fmt: skip
    advance(
        matter, MeetingFlow.hold, by=clerk, at=MEETS, revision=matter.revision, evidence=files,
        fields={"held_on": MEETS.date(), "said": "听取汇报，研究部署"},
    )  # fmt: skip


def test_a_meeting_called_asks_every_member_and_each_owes_a_reply(
    here: County, committee: Unit, clerk: Viewer, duty: Obligation
):
    meeting = called(here, committee, clerk, duty)
    assert [one.unit.name for one in meeting.convocations.order_by("pk")] == [
        "县人民政府", "县公安局", "县应急管理局",
    ]  # fmt: skip
    owed = Obligation.objects.everywhere("test").filter(step="reply", done_at=None)
    assert {(o.holder.name, o.current_due.date()) for o in owed if o.holder and o.current_due} == {
        (name, (MEETS - timedelta(days=2)).date())
        for name in ("县人民政府", "县公安局", "县应急管理局")
    }
    kinds = list(meeting.items.values_list("kind", flat=True))
    assert kinds == ["analysis", "late"]
    assert of(meeting).clause == duty.clause


def test_only_the_office_plans_and_only_what_can_be_held(
    here: County, committee: Unit, clerk: Viewer, duty: Obligation
):
    before = snapshot()
    other = here.person("他人", named("县公安局"), roles.ASSIGN, roles.FULFIL)
    with pytest.raises(NotAllowed, match="由县安委办筹备"):
        meetings.plan(committee, planned(duty), by=other, at=DAY)
    yesterday = (DAY - timedelta(days=1)).date()
    with pytest.raises(Invalid, match="已经过了"):
        meetings.plan(committee, planned(duty, meets_on=yesterday), by=clerk, at=DAY)
    late = (MEETS + timedelta(days=1)).date()
    with pytest.raises(Invalid, match="截止日期") as refusal:
        meetings.plan(committee, planned(duty, replies_by=late), by=clerk, at=DAY)
    assert refusal.value.field == "replies_by"
    Obligation.objects.everywhere("test").filter(pk=duty.pk).update(holder=here.office)
    with pytest.raises(Invalid, match="不是这个安委会现在应开的会"):
        meetings.plan(committee, planned(duty), by=clerk, at=DAY)
    Obligation.objects.everywhere("test").filter(pk=duty.pk).update(holder=committee)
    assert snapshot() == before


def test_members_put_items_until_the_day_and_nobody_else_does(
    here: County, committee: Unit, clerk: Viewer, duty: Obligation
):
    meeting = called(here, committee, clerk, duty)
    police = here.person("民警", named("县公安局"), roles.FULFIL)
    meetings.put_item(meeting, "农村道路安全", "", None, **doing(meeting, police, DAY))
    firm = here.person("厂长", here.enterprise, roles.FULFIL)
    before = snapshot()
    with pytest.raises(NotAllowed, match="成员单位"):
        meetings.put_item(meeting, "我的议题", "", None, **doing(meeting, firm, DAY))
    with pytest.raises(WrongState, match="截止"):
        meetings.put_item(
            meeting, "太晚", "", None, **doing(meeting, police, MEETS - timedelta(days=1))
        )
    with pytest.raises(Conflict):
        meetings.put_item(meeting, "旧页面", "", None, by=police, at=DAY, revision=0)
    assert snapshot() == before
    item = meeting.items.get(kind="item")
    assert item.unit == named("县公安局")
    with pytest.raises(Invalid, match="不列入的理由"):
        meetings.decline_item(item, " ", **doing(meeting, clerk, DAY))
    system = meeting.items.get(kind="late")
    with pytest.raises(WrongState, match="由系统列入"):
        meetings.decline_item(system, "不听", **doing(meeting, clerk, DAY))
    meetings.decline_item(item, "并入专题会", **doing(meeting, clerk, DAY))
    item.refresh_from_db()
    assert item.declined == "并入专题会"


def test_minutes_wait_for_attendance_quorum_and_decisions(
    here: County, committee: Unit, clerk: Viewer, duty: Obligation
):
    seats.set_quorum(committee, "2/3", reason="议事规则", by=clerk, at=DAY)
    meeting = called(here, committee, clerk, duty)
    with pytest.raises(WrongState, match="当天起"):
        meetings.record_attendance(
            meeting, everybody(meeting, "present", "present", "present"), by=clerk, at=DAY
        )
    with pytest.raises(ProofMissing, match="还有3个成员没有记录到会情况"):
        papers(here, meeting, clerk)
    meetings.record_attendance(
        meeting, everybody(meeting, "present", "absent", "leave"), by=clerk, at=MEETS
    )
    with pytest.raises(ProofMissing, match="应到3，实到1，不足法定人数2"):
        papers(here, meeting, clerk)
    assert of(meeting).state == "called"


def test_signing_the_minutes_meets_the_duty_and_hands_out_what_was_decided(
    here: County, committee: Unit, clerk: Viewer, director: Viewer, duty: Obligation
):
    meeting = called(here, committee, clerk, duty)
    police = meeting.convocations.get(unit__name="县公安局")
    perform(police.matter, ConvocationFlow.reply, here, DAY, reply="deputy", attendee="副局长王某")
    meetings.record_attendance(
        meeting, everybody(meeting, "present", "deputy", "absent"), by=clerk, at=MEETS
    )
    due = (MEETS + timedelta(days=20)).date()
    holder = here.regulator
    meetings.resolve(meeting, "排查加油站", holder, due, **doing(meeting, clerk))
    meetings.resolve(meeting, "会议认为形势平稳", None, None, **doing(meeting, clerk))
    with pytest.raises(Invalid, match="都要填"):
        meetings.resolve(meeting, "只有单位", holder, None, **doing(meeting, clerk))
    papers(here, meeting, clerk)
    both = here.person("又办又签", committee, roles.RELEASE, roles.ASSIGN, roles.FULFIL)
    assert both.person_id != clerk.person_id
    perform(of(meeting), MeetingFlow.sign, here, MEETS, by=director, chair=director.person_id)
    duty = Obligation.objects.everywhere("test").get(pk=duty.pk)
    assert (duty.outcome, duty.times_done) == ("on_time", 1)
    done = Fulfilment.objects.get(obligation=duty)
    assert done.led_by_id == director.person_id
    assert done.record["place"] == "县政府二楼"
    assert "县公安局（副局长王某，代会）" in done.record["participants"]
    assert "县应急管理局（缺席）" in done.record["absent"]
    assert "1. 排查加油站（县应急管理局，2025年3月30日前）" in done.record["decisions"]
    [given] = Matter.objects.everywhere("test").filter(flow=DirectiveFlow.key)
    assert (given.unit, given.parent_id) == (here.regulator, meeting.pk)
    assert given.directive.given_by == here.office
    assert given.directive.source == duty
    following = called_after(here, committee, clerk)
    assert following.items.first().kind == "followup"  # type: ignore[union-attr]
    assert list(meetings.followed_up(following, clerk)) == [given]


def called_after(here: County, committee: Unit, clerk: Viewer) -> Meeting:
    later = MEETS + timedelta(days=80)
    plan = planned(
        None, kind="special", meets_on=later.date(),
        replies_by=(later - timedelta(days=1)).date(),
    )  # fmt: skip
    matter = meetings.plan(committee, plan, by=clerk, at=later - timedelta(days=5))
    return Meeting.objects.get(pk=matter.pk)


def test_a_refused_signature_leaves_the_duty_and_hands_out_nothing(
    here: County, committee: Unit, clerk: Viewer, director: Viewer, duty: Obligation
):
    meeting = called(here, committee, clerk, duty)
    meetings.record_attendance(
        meeting, everybody(meeting, "present", "present", "present"), by=clerk, at=MEETS
    )
    meetings.resolve(meeting, "排查", here.regulator, MEETS.date(), **doing(meeting, clerk))
    papers(here, meeting, clerk)
    before = snapshot()
    late = MEETS + timedelta(days=3)
    slow = Viewer(**{**vars(director), "on": late.date()})
    with pytest.raises(Invalid, match="已经过了"):
        perform(of(meeting), MeetingFlow.sign, here, late, by=slow, chair=slow.person_id)
    assert snapshot() == before
    perform(of(meeting), MeetingFlow.send_back, here, late, by=director, opinion="期限已过")
    assert of(meeting).state == "called"


def test_a_cancelled_meeting_takes_its_calls_back_and_meets_nothing(
    here: County, committee: Unit, clerk: Viewer, duty: Obligation
):
    meeting = called(here, committee, clerk, duty)
    perform(of(meeting), MeetingFlow.cancel, here, DAY, by=clerk, opinion="改期")
    states = Matter.objects.everywhere("test").filter(flow=ConvocationFlow.key)
    assert set(states.values_list("state", flat=True)) == {"withdrawn"}
    duty = Obligation.objects.everywhere("test").get(pk=duty.pk)
    assert duty.done_at is None
    open_replies = Obligation.objects.everywhere("test").filter(step="reply", done_at=None)
    assert not open_replies.exists()
