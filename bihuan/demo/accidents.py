"""Accidents of the demonstration: one from its report to the year before the look back, one found.

The first is reported in time, passed up, investigated and put right within the terms; of the second
the unit said nothing, the authority entered it and waits for the government to investigate.
"""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from bihuan.demo.acting import at_hour
from bihuan.demo.publications import SCREENED
from bihuan.demo.staff import Staff
from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.modules.accidents.inquiry_flow import InvestigationFlow as Inquiry
from bihuan.modules.accidents.inquiry_flow import RemedyFlow
from bihuan.modules.accidents.models import Relay, Remedy
from bihuan.modules.accidents.report_flow import AccidentFlow, RelayFlow
from bihuan.modules.disclosure.flows import PublicationFlow as Public
from bihuan.modules.disclosure.publications import publications_of
from bihuan.modules.disclosure.rules import CONTENT

REPORTED_ON, FOUND_ON = date(2024, 3, 15), date(2025, 3, 4)
INQUIRED_ON, CONCLUDED_ON = date(2024, 5, 20), date(2024, 6, 20)
REPORTED_IN, FOUND_IN = "441521", "370200"
MEASURES = ("加装拉绳急停和防护罩联锁", "修订检维修规程，执行上锁挂牌")


def happen(staff: Staff) -> None:
    """Let the accident of a day of the history happen, and what people do about it that day."""
    if staff.day == REPORTED_ON:
        _reported(staff, _firm(REPORTED_IN))
    inquiry = Matter.objects.everywhere("the demonstration").filter(flow=Inquiry.key).first()
    if staff.day == INQUIRED_ON and inquiry:
        _inquired(staff, inquiry)
    if staff.day == CONCLUDED_ON and inquiry:
        _concluded(staff, inquiry)
    if staff.day == FOUND_ON:
        _found(staff, _firm(FOUND_IN))


def _reported(staff: Staff, firm: Unit) -> None:
    at = at_hour(staff.day, 8, 20)
    by = staff.doer(firm)
    if by is None:
        return
    accident = open_by_hand(AccidentFlow, {
        "unit": firm, "sort": "work", "kind": "机械伤害", "happened_at": at,
        "heard_at": at + timedelta(minutes=5), "site": "成型车间 3 号线", "deaths": 1, "injured": 0,
        "loss": "130", "leading": "present",
        "course": "清理输送带积料时未停机，一名工人手臂被卷入，送医抢救无效死亡。",
        "measures": "停机断电、送医、封锁现场，全厂停产自查。",
    }, clause=None, by=by, at=at + timedelta(minutes=35))  # fmt: skip
    watch = _story(staff, at + timedelta(minutes=90))
    for relay in Relay.objects.filter(accident=accident.pk).select_related("matter").order_by("pk"):
        watch(
            relay.matter, RelayFlow.send, sent_to="上一级应急管理部门", way="phone",
            sent_at=at + timedelta(minutes=80), government_told_at=at + timedelta(minutes=85),
            told="公安、人社、工会、检察院已电话通知。",
        )  # fmt: skip
    if not watch(accident, AccidentFlow.begin_inquiry):
        return
    inquiry = Matter.objects.everywhere("the demonstration").get(parent=accident, flow=Inquiry.key)
    later = _story(staff, at + timedelta(hours=8))
    later(
        inquiry, Inquiry.name_group, led_by=Relay.objects.order_by("pk")[0].unit,
        leader="分管副县长", level="normal", members=[firm.supervisor_id],
        invited="县检察院派员参加；聘请机械专家 2 名。",
    )  # fmt: skip
    later(
        inquiry, Inquiry.ask_longer, ground="appraisal", wanted=date(2024, 6, 13),
        wanted_because="输送带控制回路送检，鉴定 30 天。",
    )  # fmt: skip
    later(inquiry, Inquiry.allow, opinion="同意，鉴定时间不计入调查期限。")


def _inquired(staff: Staff, inquiry: Matter) -> None:
    morning, noon = _story(staff, at_hour(staff.day, 9)), _story(staff, at_hour(staff.day, 14))
    morning(
        inquiry, Inquiry.submit, nature="liable",
        direct_cause="作业人员未停机上锁即清理积料。",
        indirect_cause="企业未落实检维修作业审批，班组长在场未制止。",
        technical="输送带未设拉绳急停和防护罩联锁，带病运行。",
        managerial="检维修规程没有上锁挂牌的要求；新员工三级教育流于形式。",
        liabilities="企业负主要责任；主要负责人、车间主任依法处理，见附件。",
        proposals="加装拉绳急停和联锁；修订检维修规程；全员重新考核。",
    )  # fmt: skip
    noon(inquiry, Inquiry.reply, opinion="同意调查报告。")
    firm = inquiry.parent.unit if inquiry.parent else None
    for says in MEASURES:
        noon(
            inquiry, Inquiry.hand_out, remedy_unit=firm, remedy_says=says,
            remedy_by=CONCLUDED_ON + timedelta(days=5),
        )  # fmt: skip


def _concluded(staff: Staff, inquiry: Matter) -> None:
    morning, noon = _story(staff, at_hour(staff.day, 9)), _story(staff, at_hour(staff.day, 14))
    for remedy in Remedy.objects.filter(investigation=inquiry.pk).select_related("matter"):
        morning(remedy.matter, RemedyFlow.submit, result="已完成，现场照片见佐证。")
        noon(remedy.matter, RemedyFlow.accept, opinion="现场核查属实。")
    noon(inquiry, Inquiry.explain, explained="召开情况说明会，回应家属和职工提问。")
    if not _publish(noon, inquiry):
        return
    noon(
        inquiry, Inquiry.conclude, cause_found=True, liable_handled=True, people_taught=True,
        measures_made=True, closing="原因已查清；责任人员已按批复处理；同类企业已开展警示教育。",
    )  # fmt: skip
    if inquiry.parent:
        noon(inquiry.parent, AccidentFlow.close)


def _publish(take: Any, inquiry: Matter) -> bool:
    """Make the report public by three people; False where the authority has too few."""
    record = publications_of(inquiry).get()
    known = {name: getattr(record, name) for name in CONTENT if getattr(record, name)}
    return (
        take(record.matter, Public.compose, **known)
        and take(record.matter, Public.check, screening=SCREENED)
        and take(record.matter, Public.approve)
        and take(record.matter, Public.publish)
    )


def _found(staff: Staff, firm: Unit) -> None:
    at = at_hour(staff.day, 16, 10)
    happened = at - timedelta(days=1, hours=5)
    authority = Unit.objects.filter(
        kind="emergency_department", place__code=FOUND_IN, until=None
    ).first()
    by = staff.able(authority, AccidentFlow.note_silence.who.may, last=True)
    if by is None:
        return
    accident = open_by_hand(AccidentFlow, {
        "unit": firm, "sort": "work", "kind": "高处坠落", "happened_at": happened,
        "site": "厂房屋面", "deaths": 0, "injured": 1,
        "course": "医院反映：一名工人检修屋面采光板时踏空坠落，腰椎骨折。",
        "measures": "伤者已住院；监管人员到场，责令停止屋面作业。",
    }, clause=None, by=by, at=at)  # fmt: skip
    _story(staff, at + timedelta(hours=2))(
        accident, AccidentFlow.note_silence,
        finding_says="事故发生 29 小时后由医院反映，单位至今没有报告。",
    )  # fmt: skip


def _firm(code: str) -> Unit:
    rows = Unit.objects.filter(kind="enterprise", place__path__contains=f"/{code}/", until=None)
    firm = rows.filter(supervisor__isnull=False).select_related("supervisor").order_by("pk").first()
    if firm is None:
        raise LookupError(f"no enterprise in {code}")
    return firm


def _story(staff: Staff, at: datetime) -> Any:
    """Return how a step is taken at a moment by somebody who may; False where there is nobody."""

    def take(matter: Matter, step: Step, **fields: Any) -> bool:
        now = Matter.objects.everywhere("the demonstration").get(pk=matter.pk)
        record = flow_of(now.flow).record(now.pk)
        unit = step.who.unit(record, staff.day)
        barred = Entry.objects.filter(chain=now.chain, verb__in=step.unlike)
        kept_out = set(barred.values_list("person", flat=True))
        by = staff.able(unit, step.who.may, besides=kept_out, last=True)
        if by is None:
            return False
        papers = [
            evidence.store(
                owner=now, kind=proof.kind, name=f"{proof.title}.txt",
                content=BytesIO(f"{proof.title}\n{now.title}\n（演示）\n".encode()),
                happened_at=at, by=by, at=at,
            )
            for proof in step.needs
        ]  # fmt: skip
        advance(now, step, by=by, at=at, revision=now.revision, evidence=papers, fields=fields)
        return True

    return take
