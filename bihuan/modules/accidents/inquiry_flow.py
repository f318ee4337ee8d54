"""The verbs of an investigation: group, report within sixty days, reply, remedies, look back.

Articles are those of 生产安全事故报告和调查处理条例; the look back within a year is that of
安全生产法第八十六条.
"""

from datetime import date, datetime, timedelta
from typing import Any

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Law, Party, Proof, State, Step, days
from bihuan.kernel.obligations import extensions
from bihuan.kernel.obligations.models import Extension, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.lib.clocks import Limit, end_of
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import authorities, publicity, rules
from .models import Investigation, Remedy

ACCIDENT, SAFETY = Law("CN/accident-2007"), Law("CN/work-safety-2021")
GROUP, APPRAISED, SUBMITTED, REPLIED, PUT_RIGHT, ANNOUNCED = (
    ACCIDENT[f"第{n}条"] for n in ("二十二", "二十七", "二十九", "三十二", "三十三", "三十四")
)
LOOKED_BACK = SAFETY["第八十六条"]
#: Suggested ladders; each sleeps until a named person adopts it for the place.
#: What the report holds; technique and management have a chapter of their own.
CONTENT = (
    *("nature", "direct_cause", "indirect_cause", "technical", "managerial", "liabilities"),
    "proposals",
)
SIGNED = Proof("inquiry_report", "事故调查报告（成员签名）")
#: Who wrote the report does not reply to it; who concluded does not look back.
AUTHORS, CLOSERS = ("submit", "submit_again"), ("conclude", "conclude_again")
#: 四不放过: the four tests of an end, by field.
TESTS = ("cause_found", "liable_handled", "people_taught", "measures_made")


def reply_within(record: Investigation) -> Limit:
    """Return the days for the reply by the grade of the accident (第三十二条)."""
    heaviest = record.accident.grade == "extraordinary"
    return days(rules.REPLY_DAYS_EXTRAORDINARY if heaviest else rules.REPLY_DAYS)


def check_level(moved: Any) -> None:
    """Refuse another way of investigating than the ordinary one without its reason."""
    named: Investigation = moved.record
    if named.level != Investigation.Level.NORMAL and not named.level_because.strip():
        raise Invalid("还没有填写“提级或联合调查的理由”。", field="level_because")


def ask_longer(moved: Any) -> None:
    """Ask for a later day; for special circumstances within the sixty days of 第二十九条."""
    record: Investigation = moved.record
    row, wanted = _owed(record), record.wanted
    if row is None or wanted is None:
        raise WrongState("现在没有可以延长的调查期限。")
    most = latest(record)
    if record.ground == Investigation.Ground.SPECIAL and wanted > most:
        says = f"因特殊情况延长最长不超过 {rules.MOST_LONGER_DAYS} 日，到 {most}。"
        raise Invalid(says, field="wanted")
    extensions.ask(
        row, to_due=end_of(wanted), reason=record.wanted_because, by=moved.by, at=moved.at
    )


def latest(record: Investigation) -> date:
    """Return the last day that special circumstances allow; days of appraisal are not counted."""
    first = rules.inquiry_due(record.accident.happened_at)
    return first + timedelta(days=rules.MOST_LONGER_DAYS + record.appraised_days)


def not_asked(record: Investigation, _: datetime) -> str:
    """Say that no request for more time waits, "" while one does."""
    return "" if _asked(record) else "没有等待审批的延长申请。"


def grant(moved: Any) -> None:
    """Grant the later day, and write down the days of an appraisal that are not counted."""
    _decide(moved, granted=True)


def refuse(moved: Any) -> None:
    """Refuse the later day; the term stays."""
    _decide(moved, granted=False)


def note_reply(moved: Any) -> None:
    """Write down the day of the reply: the year of the look back runs from it."""
    record: Investigation = moved.record
    record.replied_on = rules.day_of(moved.at)
    record.evaluate_by = rules.evaluation_due(record.replied_on)
    record.save(update_fields=["replied_on", "evaluate_by"])


def demand(moved: Any) -> None:
    """Open the measure that a step named as a matter of the unit that has to take it."""
    asked: Investigation = moved.record
    unit, due, matter = asked.remedy_unit, asked.remedy_by, moved.matter
    if unit is None or due is None:
        raise Invalid("还没有填写“整改责任单位”。", field="remedy_unit")
    if due < rules.day_of(moved.at):
        raise Invalid(f"整改期限 {due} 已经过了。", field="remedy_by")
    remedy = Remedy(
        investigation=asked, asker_id=moved.by.unit_id, unit=unit, says=asked.remedy_says,
        due_on=due,
    )  # fmt: skip
    case = Case(f"{unit.name}：{remedy.says}"[:240], unit.place, unit, matter.clause, matter)
    begin(RemedyFlow, case, remedy, by=moved.by, at=moved.at)


def open_remedies(record: Investigation, _: datetime) -> str:
    """Say that no measure was handed out, or which are not done and checked yet."""
    rows = list(record.remedies.select_related("matter").order_by("pk"))
    if not rows:
        return "还没有下达整改措施。"
    waiting = [row.says[:20] for row in rows if row.matter.closed_at is None]
    return f"还有 {len(waiting)} 项整改措施没有核查合格：{'、'.join(waiting)}。" if waiting else ""


def check_tests(moved: Any) -> None:
    """Refuse an end while one of the four tests is not passed (四不放过)."""
    record: Investigation = moved.record
    fields: Any = Investigation._meta.get_field
    unmet = rules.unmet({fields(n).verbose_name: getattr(record, n) for n in TESTS})
    if unmet:
        raise Invalid(f"四不放过还没有做到：{unmet}。做到以后再结案。", field=TESTS[0])


def _decide(moved: Any, *, granted: bool) -> None:
    record: Investigation = moved.record
    asked = _asked(record)
    if asked is None:
        raise WrongState("没有等待审批的延长申请。")
    extensions.decide(asked, granted=granted, opinion=record.opinion, by=moved.by, at=moved.at)
    if granted and record.ground == Investigation.Ground.APPRAISAL:
        record.appraised_days += (rules.day_of(asked.to_due) - rules.day_of(asked.from_due)).days
        record.save(update_fields=["appraised_days"])


def _owed(record: Investigation) -> Obligation | None:
    rows = Obligation.objects.everywhere("the duty to report an investigation")
    found: Obligation | None = rows.filter(
        matter=record.matter_id, done_at=None, step="submit"
    ).first()
    return found


def _asked(record: Investigation) -> Extension | None:
    rows = Extension.objects.filter(
        granted=None, obligation__matter=record.matter_id, obligation__done_at=None
    )
    return rows.order_by("-pk").first()


class RemedyFlow(Flow, key="accidents.remedy", of=Remedy, title="事故整改措施", prefix="CS"):
    """One measure after an accident, until who asked for it found it done on the spot."""

    unit = Party("整改责任单位", at="unit", may=roles.FULFIL)
    asker = Party("核查单位", at="asker", may=roles.RECHECK)

    demanded = State("整改中", initial=True)
    submitted = State("待核查")
    returned = State("退回")
    done = State("已落实", final=True)

    submit = Step(
        "报整改结果", demanded >> submitted, PUT_RIGHT, who=unit, due="due_on", asks=("result",),
        needs=(Proof("remedy_done", "整改佐证"),), tells=(asker,), ladder=TASK_LADDER,
    )  # fmt: skip
    accept = Step(
        "核查合格", submitted >> done, PUT_RIGHT, who=asker, asks=("opinion",),
        unlike=("submit", "submit_again"), tells=(unit,), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "核查不合格", submitted >> returned, PUT_RIGHT, who=asker, asks=("opinion", "again_by"),
        unlike=("submit", "submit_again"), tells=(unit,), returns=True,
    )  # fmt: skip
    submit_again = Step(
        "重报整改结果", returned >> submitted, PUT_RIGHT, who=unit, due="again_by",
        asks=("result",), needs=(Proof("remedy_done", "整改佐证"),), tells=(asker,),
        ladder=TASK_LADDER,
    )  # fmt: skip


class InvestigationFlow(
    Flow, key="accidents.investigation", of=Investigation, title="事故调查", prefix="SD"
):
    """An accident investigated by a group whose leader answers for it, to the look back."""

    acts = {"published": "向社会公布"}

    government = Party("负责调查的人民政府", at="government", may=roles.RELEASE)
    group = Party("调查组牵头单位", at="led_by", may=roles.FULFIL)
    checker = Party("调查组牵头单位核查人", at="led_by", may=roles.RECHECK)

    above = Party("上一级监管部门", at=authorities.overseeing, may=roles.SUPERVISE)

    forming = State("待成立调查组", initial=True)
    inquiring = State("调查中")
    submitted = State("待批复")
    reopened = State("补充调查中")
    rectifying = State("整改落实中")
    concluded = State("已结案，待评估")
    lacking = State("整改未落实")
    evaluated = State("已评估", final=True)

    name_group = Step(
        "成立调查组", forming >> inquiring, GROUP, who=government,
        asks=("led_by", "leader", "members", "level"), takes=("level_because", "invited"),
        tells=(group,), ladder=STEP_LADDER, then=check_level,
    )  # fmt: skip
    submit = Step(
        "提交事故调查报告", inquiring >> submitted, SUBMITTED, who=group, due="due_on",
        asks=CONTENT, needs=(SIGNED,), tells=(government,), ladder=TASK_LADDER,
    )  # fmt: skip
    ask_longer = Step(
        "申请延长调查期限", inquiring >> inquiring, SUBMITTED, who=group,
        asks=("ground", "wanted", "wanted_because"), optional=True, tells=(government,),
        then=ask_longer,
    )  # fmt: skip
    allow = Step(
        "批准延长", inquiring >> inquiring, SUBMITTED, who=government, asks=("opinion",),
        gates=(Gate("有延长申请", SUBMITTED, missing=not_asked, can="调查组牵头单位"),),
        unlike=("ask_longer",), optional=True, tells=(group,), then=grant,
    )  # fmt: skip
    deny = Step(
        "不批准延长", inquiring >> inquiring, SUBMITTED, who=government, asks=("opinion",),
        gates=(Gate("有延长申请", SUBMITTED, missing=not_asked, can="调查组牵头单位"),),
        unlike=("ask_longer",), optional=True, tells=(group,), then=refuse,
    )  # fmt: skip
    reply = Step(
        "批复事故调查报告", submitted >> rectifying, REPLIED, who=government, within=reply_within,
        asks=("opinion",), needs=(Proof("inquiry_reply", "批复文件"),), unlike=AUTHORS,
        tells=(group,), ladder=STEP_LADDER, then=note_reply,
    )  # fmt: skip
    send_back = Step(
        "退回补充调查", submitted >> reopened, REPLIED, who=government,
        asks=("opinion", "due_on"), unlike=AUTHORS, tells=(group,), returns=True,
    )  # fmt: skip
    submit_again = Step(
        "重新提交事故调查报告", reopened >> submitted, SUBMITTED, who=group, due="due_on",
        asks=CONTENT, needs=(SIGNED,), tells=(government,), ladder=TASK_LADDER,
    )  # fmt: skip
    hand_out = Step(
        "下达整改措施", rectifying >> rectifying, PUT_RIGHT, who=group,
        asks=("remedy_unit", "remedy_says", "remedy_by"), optional=True, then=demand,
    )  # fmt: skip
    explain = Step(
        "登记解读和回应", rectifying >> rectifying, ANNOUNCED, who=group, asks=("explained",),
        optional=True,
    )  # fmt: skip
    conclude = Step(
        "结案", rectifying >> concluded, PUT_RIGHT, who=checker, asks=(*TESTS, "closing"),
        gates=(
            Gate("整改措施都已核查合格", PUT_RIGHT, missing=open_remedies, can="整改责任单位"),
            Gate("已经向社会公布", ANNOUNCED, missing=publicity.unpublished, can="公开单位"),
        ),
        tells=(government,), ladder=STEP_LADDER, then=check_tests,
    )  # fmt: skip
    evaluate = Step(
        "评估整改落实情况并公开", concluded >> evaluated, LOOKED_BACK, who=government,
        due="evaluate_by", asks=("evaluation",),
        needs=(Proof("inquiry_evaluation", "评估报告和公开的页面"),), unlike=CLOSERS,
        tells=(group, above), ladder=TASK_LADDER,
    )  # fmt: skip
    find_lacking = Step(
        "评估：整改没有落实", concluded >> lacking, LOOKED_BACK, who=government,
        asks=("evaluation", "evaluate_by"), unlike=CLOSERS, tells=(group, above), optional=True,
    )  # fmt: skip
    hand_out_again = Step(
        "再次下达整改措施", lacking >> lacking, PUT_RIGHT, who=group,
        asks=("remedy_unit", "remedy_says", "remedy_by"), optional=True, then=demand,
    )  # fmt: skip
    conclude_again = Step(
        "重新结案", lacking >> concluded, PUT_RIGHT, who=checker, due="evaluate_by",
        asks=(*TESTS, "closing"),
        gates=(
            Gate("整改措施都已核查合格", PUT_RIGHT, missing=open_remedies, can="整改责任单位"),
        ),
        tells=(government,), ladder=TASK_LADDER, then=check_tests,
    )  # fmt: skip
