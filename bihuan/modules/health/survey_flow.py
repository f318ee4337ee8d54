"""A report on workplaces, with its readings; what is over the limit is treated, or stops."""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Opening, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import RECTIFY_LADDER, STEP_LADDER

from . import rules, surveys
from .models import Survey
from .parties import EMPLOYER, ENTERPRISE, MEASURE, OFFICE, demand_own

REPORT = Proof("survey_report", "检测（评价）报告")
AGAIN = Proof("survey_again", "复测报告")


def settle(record: Survey, by: Viewer, at: datetime) -> None:
    """Check the day of a report and that it is entered once."""
    demand_own(record, by)
    if record.done_on > in_shanghai(at).date():
        raise Invalid(f"{record.done_on} 还没有到。", field="done_on")
    if Survey.objects.filter(unit=record.unit, number=record.number).exists():
        raise Invalid(f"已登记编号 {record.number} 的报告。", field="number")


def no_readings(record: Survey, _: datetime) -> str:
    """Say that no result was entered."""
    return "" if record.readings.exists() else "还没有登记检测结果。在本页“检测结果”里逐项登记。"


def over(record: Survey, _: datetime) -> str:
    """Name the results over the limit, which keep a report from being filed as clean."""
    rows = record.readings.filter(verdict=rules.OVER).order_by("pk")
    found = "、".join(str(one) for one in rows)
    return f"有超限的结果：{found}。选“有超限，转治理”。" if found else ""


def none_over(record: Survey, _: datetime) -> str:
    """Say that nothing is over the limit."""
    return "" if record.readings.filter(verdict=rules.OVER).exists() else "没有超限的结果。"


def not_within(record: Survey, _: datetime) -> str:
    """Name what was over the limit and has not been measured within it since."""
    rows = record.readings.filter(verdict=rules.OVER).exclude(again_verdict=rules.WITHIN)
    left = "、".join(str(one) for one in rows.order_by("pk"))
    return f"还没有复测不超限的结果：{left}。在本页登记复测结果。" if left else ""


def hazards_open(record: Survey, _: datetime) -> str:
    """Name the hazards opened for over-limit places that are not crossed off."""
    rows = record.readings.filter(hazard__isnull=False, hazard__closed_at=None)
    left = "、".join(sorted({one.hazard.number for one in rows.select_related("hazard")
                            if one.hazard}))  # fmt: skip
    return f"转整改的隐患还没有销号：{left}。" if left else ""


def check_days(moved: Any) -> None:
    """Refuse days that have not come, or a term that has passed."""
    record, today = moved.record, in_shanghai(moved.at).date()
    for name in ("told_on", "again_on"):
        day = getattr(record, name)
        if day and (day > today or day < record.done_on):
            raise Invalid(f"日期应在 {record.done_on} 和今天之间。", field=name)
    if moved.step is SurveyFlow.treat and record.fix_by <= today:
        raise Invalid(f"治理期限要晚于今天 {today}。", field="fix_by")


def file_clean(moved: Any) -> None:
    """Check the days and note that the unit was surveyed."""
    check_days(moved)
    surveys.settle_due(moved.record, by=moved.by, at=moved.at)


WITHIN = Gate("复测不超限", MEASURE, missing=not_within, can="用人单位")
CROSSED_OFF = Gate("转整改的隐患已销号", MEASURE, missing=hazards_open, can="复查的单位")
READ = Gate("登记了检测结果", MEASURE, missing=no_readings, can="用人单位")


class SurveyFlow(Flow, key="health.survey", of=Survey, title="职业病危害因素检测评价", prefix="ZY"):
    """A survey from its report to places that keep within their limits."""

    employer, office = EMPLOYER, OFFICE
    acts = {"reading_kept": "登记检测结果", "reading_dropped": "删去检测结果",
            "measured_again": "登记复测结果", "hazard_opened": "转为隐患"}  # fmt: skip

    opening = Opening(
        "登记检测评价报告", roles.MANAGE_ORGS,
        ("kind", "office", "agency", "licence", "number", "done_on"), whose="unit",
        doer="recorder", called=lambda r: f"{r.unit.name}{r.get_kind_display()} {r.number}",
        about=("职业病", "职业健康", "职业卫生"), beyond=("office",), settles=settle,
        kinds=(ENTERPRISE,),
    )  # fmt: skip

    recording = State("登记中", initial=True)
    fixing = State("治理中")
    stopped = State("已停止作业")
    filed = State("已存档报告", final=True)
    dropped = State("登记有误", final=True)

    file = Step(
        "没有超限，存档并报告", recording >> filed, MEASURE, who=EMPLOYER, asks=("told_on",),
        needs=(REPORT,), gates=(READ, Gate("没有超限", MEASURE, missing=over, can="用人单位")),
        tells=(OFFICE,), ladder=STEP_LADDER, then=file_clean,
    )  # fmt: skip
    treat = Step(
        "有超限，转治理", recording >> fixing, MEASURE, who=EMPLOYER, asks=("told_on", "fix_by"),
        needs=(REPORT,), gates=(Gate("有超限", MEASURE, missing=none_over, can="用人单位"),),
        tells=(OFFICE,), then=file_clean,
    )  # fmt: skip
    drop = Step(
        "登记有误，撤回", recording >> dropped, MEASURE, who=EMPLOYER, asks=("fixed",),
        optional=True,
    )  # fmt: skip
    close = Step(
        "治理合格，存档并报告", fixing >> filed, MEASURE, who=EMPLOYER, due="fix_by",
        asks=("fixed", "again_on"), needs=(AGAIN,), gates=(WITHIN, CROSSED_OFF), tells=(OFFICE,),
        ladder=RECTIFY_LADDER, then=check_days,
    )  # fmt: skip
    stop = Step(
        "仍然超限，停止作业", fixing >> stopped, MEASURE, who=EMPLOYER, asks=("stopped",),
        tells=(OFFICE,),
    )  # fmt: skip
    order = Step(
        "责令停止作业", fixing >> stopped, MEASURE, who=OFFICE, asks=("stopped",), optional=True,
        tells=(EMPLOYER,),
    )  # fmt: skip
    resume = Step(
        "治理合格，重新作业", stopped >> filed, MEASURE, who=EMPLOYER, asks=("fixed", "again_on"),
        needs=(AGAIN,), gates=(WITHIN, CROSSED_OFF), tells=(OFFICE,), then=check_days,
    )  # fmt: skip
