"""The verbs of an accident's report: by the unit within the hour, passed up within two, closed.

Every step carries out an article of 生产安全事故报告和调查处理条例.
"""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.advance import Case, advance, begin
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Law, Opening, Party, Proof, State, Step, hours
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import matters
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER

from . import authorities, rules, tolls
from .inquiry_flow import InvestigationFlow
from .models import Accident, Investigation, Relay

ACCIDENT = Law("CN/accident-2007")
GRADED, REPORTED, REACHES, PASSED, AMENDED = (
    ACCIDENT[f"第{n}条"] for n in ("三", "九", "十", "十一", "十三")
)
#: Who can supply an investigation by a government that is no user here.
OUTSIDE = "接报部门登记上级政府的调查结果"
INVESTIGATED, ANNOUNCED = ACCIDENT["第十九条"], ACCIDENT["第三十四条"]


def settle(record: Accident, by: Viewer, at: datetime) -> None:
    """Check what is entered and grade the accident; see :func:`tolls.settle`."""
    tolls.settle(record, at)


def opened(record: Accident, by: Viewer, at: datetime) -> None:
    """Keep the first count; what a unit enters about itself is its report already."""
    tolls.keep(record, by=by, at=at)
    if by.unit_id == record.unit_id:
        matter = record.matter
        told = {"account": record.course, "heard_at": record.heard_at}
        advance(matter, AccidentFlow.report, by=by, at=at, revision=matter.revision, fields=told)


def tell_authorities(moved: Any) -> None:
    """Open the way up of the report at each authority that is told first."""
    tolls.check_heard(moved.record, moved.at)
    on = in_shanghai(moved.at).date()
    for unit in authorities.told_first(moved.record.unit, on):
        _relay(moved.record, unit, moved, moved.at)


def pass_on(moved: Any) -> None:
    """Check when it was sent, and open the relay of the authority above that is known here."""
    sent: Relay = moved.record
    if not sent.received_at <= (sent.sent_at or moved.at) <= moved.at:
        raise Invalid("上报时间应在接报以后、现在以前。", field="sent_at")
    above = authorities.authority_above(sent.unit, in_shanghai(moved.at).date())
    if above is not None and not sent.accident.relays.filter(unit=above).exists():
        _relay(sent.accident, above, moved, sent.sent_at or moved.at)


def _relay(accident: Accident, unit: Unit, moved: Any, received: datetime) -> None:
    matters.add_party(accident.matter, unit, "told", by=moved.by, at=moved.at)
    relay = Relay(accident=accident, unit=unit, received_at=received)
    title = f"上报{accident.matter.title}"[:240]
    begin(
        RelayFlow, Case(title, unit.place, unit, None, accident.matter), relay,
        by=moved.by, at=moved.at,
    )  # fmt: skip


def investigate(moved: Any) -> None:
    """Open the investigation of the accident at the government that is to investigate it."""
    accident = moved.record
    government = authorities.investigating(accident, in_shanghai(moved.at).date())
    matter = accident.matter
    authority = Unit.objects.get(pk=moved.by.unit_id)
    case = Case(f"{matter.title}调查"[:240], matter.place, authority, matter.clause, matter)
    inquiry = Investigation(
        accident=accident, government=government, due_on=rules.inquiry_due(accident.happened_at)
    )
    begin(InvestigationFlow, case, inquiry, by=moved.by, at=moved.at)


def not_concluded(record: Accident, _: datetime) -> str:
    """Say that an investigation is not concluded, "" when every one is."""
    running = record.investigations.filter(published_on=None) | record.investigations.filter(
        matter__state__in=("forming", "inquiring", "submitted", "rectifying")
    )
    return "事故调查还没有结案并公布。" if running.exists() else ""


def unreachable(record: Accident, at: datetime) -> str:
    """Say that the government that investigates is not in this installation, "" when it is."""
    if authorities.investigating(record, in_shanghai(at).date()):
        return ""
    government = rules.GOVERNMENTS[rules.INVESTIGATES[record.grade]]
    return f"{rules.GRADES[record.grade]}事故由{government}负责调查，本系统没有登记它。"


def reachable(record: Accident, at: datetime) -> str:
    """Say which government of this installation investigates, "" when none of it does."""
    found = authorities.investigating(record, in_shanghai(at).date())
    return f"{found.name}负责调查，请提请它组织调查。" if found else ""


def must_go_on(record: Relay, _: datetime) -> str:
    """Say that the grade must be reported further up than this authority, "" when not."""
    grade = record.accident.grade
    if rules.must_go_on(grade, record.unit.place.level):
        return f"{rules.GRADES[grade]}事故应当继续逐级上报。"
    return ""


#: What may be told later than the rest: shown again as it stands, so that nothing of it is lost.
HEARD = ("heard_at", "leading", "rostered")
TOLL = ("deaths", "injured", "missing", "slight", "loss")


class RelayFlow(Flow, key="accidents.relay", of=Relay, title="事故上报", prefix="SB"):
    """The report of an accident at one authority: passed up within two hours, or ended there."""

    authority = Party("接报部门", at="unit", may=roles.FULFIL)

    received = State("待上报", initial=True)
    sent = State("已上报", final=True)
    kept = State("不再上报", final=True)

    send = Step(
        "上报事故", received >> sent, PASSED, who=authority, within=hours(2), since="received_at",
        asks=("sent_to", "sent_at", "way", "government_told_at", "told"), ladder=STEP_LADDER,
        then=pass_on,
    )  # fmt: skip
    keep = Step(
        "登记不再上报", received >> kept, REACHES, who=authority,
        asks=("kept_because", "government_told_at", "told"),
        gates=(Gate("已到规定的层级", REACHES, missing=must_go_on, can="接报部门逐级上报"),),
    )  # fmt: skip


class AccidentFlow(Flow, key="accidents.accident", of=Accident, title="事故", prefix="SG"):
    """An accident from the moment it is known to the end of what follows from it."""

    unit = Party("事故发生单位", at="unit", may=roles.FULFIL)
    authority = Party("接报部门", at=authorities.receiving, may=roles.SUPERVISE)
    leader = Party("接报部门负责人", at=authorities.receiving, may=roles.RELEASE)

    opening = Opening(
        "报告事故", roles.FULFIL,
        ("unit", "sort", "kind", "happened_at", "site", "deaths", "injured", "course", "measures"),
        takes=(
            "heard_at", "missing", "slight", "loss", "leading", "rostered", "social_impact",
            "unlawful",
        ),
        called=lambda a: f"{a.unit.name}{in_shanghai(a.happened_at):%m月%d日}{a.kind}事故",
        whose="unit", doer="reporter", office="office", about=("事故报告", "报告事故"),
        settles=settle, then=opened,
    )  # fmt: skip

    known = State("待事故单位报告", initial=True)
    reported = State("已报告")
    inquiring = State("调查处理中")
    closed = State("已结案", final=True)
    dismissed = State("不属于生产安全事故", final=True)

    report = Step(
        "报告事故", known >> reported, REPORTED, who=unit, within=hours(rules.REPORT_HOURS),
        asks=("account",), takes=HEARD, edits=HEARD, tells=(authority,),
        ladder=STEP_LADDER, then=tell_authorities,
    )  # fmt: skip
    note_silence = Step(
        "登记事故单位没有报告", known >> reported, REPORTED, who=authority,
        asks=("finding_says",), optional=True, tells=(unit, leader), then=tell_authorities,
    )  # fmt: skip
    add = Step(
        "补报", reported >> reported, AMENDED, who=unit,
        asks=("deaths", "injured", "changed"), takes=("missing", "slight", "loss"), edits=TOLL,
        optional=True, tells=(authority,), then=tolls.count,
    )  # fmt: skip
    correct = Step(
        "核实伤亡和损失", reported >> reported, GRADED, who=authority,
        asks=("deaths", "injured", "changed"), takes=("missing", "slight", "loss", "social_impact"),
        edits=(*TOLL, "social_impact"),
        optional=True, tells=(unit, leader), then=tolls.count,
    )  # fmt: skip
    find = Step(
        "认定报告情形", reported >> reported, REPORTED, who=leader,
        asks=("finding", "finding_says"), takes=("rescue_delayed",), edits=("rescue_delayed",),
        unlike=("reporter",),
        optional=True, tells=(unit,),
    )  # fmt: skip
    begin_inquiry = Step(
        "提请组织调查", reported >> inquiring, INVESTIGATED, who=authority, takes=("changed",),
        gates=(Gate("负责调查的政府在本系统", INVESTIGATED, missing=unreachable, can=OUTSIDE),),
        tells=(unit, leader), ladder=STEP_LADDER, then=investigate,
    )  # fmt: skip
    record_outcome = Step(
        "登记上级政府的调查结果", reported >> closed, INVESTIGATED, who=authority,
        asks=("changed",), needs=(Proof("inquiry_report", "上级批复的事故调查报告"),),
        gates=(Gate("由本系统以外的政府调查", INVESTIGATED, missing=reachable, can="接报部门"),),
        tells=(unit, leader),
    )  # fmt: skip
    dismiss = Step(
        "认定不属于生产安全事故", reported >> dismissed, GRADED, who=leader,
        asks=("finding_says",), needs=(Proof("accident_dismissal", "认定的依据"),),
        unlike=("reporter",), optional=True, tells=(unit,),
    )  # fmt: skip
    correct_later = Step(
        "核实伤亡和损失", inquiring >> inquiring, GRADED, who=authority,
        asks=("deaths", "injured", "changed"), takes=("missing", "slight", "loss", "social_impact"),
        edits=(*TOLL, "social_impact"),
        optional=True, tells=(unit, leader), then=tolls.count,
    )  # fmt: skip
    find_later = Step(
        "认定报告情形", inquiring >> inquiring, REPORTED, who=leader,
        asks=("finding", "finding_says"), takes=("rescue_delayed",), edits=("rescue_delayed",),
        unlike=("reporter",),
        optional=True, tells=(unit,),
    )  # fmt: skip
    close = Step(
        "事故结案", inquiring >> closed, ANNOUNCED, who=authority, takes=("changed",),
        gates=(Gate("调查已结案并公布", ANNOUNCED, missing=not_concluded, can="负责调查的政府"),),
        tells=(unit,), ladder=STEP_LADDER,
    )  # fmt: skip
