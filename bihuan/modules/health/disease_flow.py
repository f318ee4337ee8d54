"""A suspected or diagnosed occupational disease: reported, diagnosed, moved away, followed up.

The matter shows no name and no illness to anybody: those stand in :class:`Patient`.
"""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, State, Step
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER

from .models import Disease, ExposedWorker
from .parties import CARE, DIAGNOSE, EMPLOYER, OFFICE, REPORT


def check_days(moved: Any) -> None:
    """Refuse days that have not come or lie before the disease was found."""
    record, today = moved.record, in_shanghai(moved.at).date()
    for name in ("decided_on", "labour_told_on", "followed_on"):
        day = getattr(record, name)
        if day and not record.found_on <= day <= today:
            raise Invalid(f"日期应在 {record.found_on} 和今天之间。", field=name)


def diagnose(moved: Any) -> None:
    """Note that the disease is diagnosed."""
    check_days(moved)
    moved.record.kind = Disease.Kind.DIAGNOSED
    moved.record.save(update_fields=["kind"])


def still_exposed(record: Disease, _: datetime) -> str:
    """Say that the worker still stands at a post with hazards."""
    rows = ExposedWorker.objects.filter(
        unit=record.unit_id, person=record.patient.worker.person_id, until=None
    )
    return "这名劳动者还在接害岗位上，先在“接害人员”里登记调离。" if rows.exists() else ""


def unsettled(record: Disease, _: datetime) -> str:
    """Say that nobody visited yet, or that benefits or aid are asked for without an answer."""
    if not (record.injury and record.aid):
        return "还没有登记随访。先登记随访，写明工伤待遇和救助。"
    if Disease.Aid.ASKED in (record.injury, record.aid):
        return "还有待遇或者救助在申请中，有结果了登记随访再办结。"
    return ""


class DiseaseFlow(Flow, key="health.disease", of=Disease, title="职业病报告和处置", prefix="ZB"):
    """From the report to the last visit; nobody ends a case whose worker is still exposed."""

    employer, office = EMPLOYER, OFFICE
    acts = {"patient_read": "查看患者信息", "patient_named": "登记患者信息"}

    reported = State("待接收报告", initial=True)
    diagnosing = State("诊断、医学观察中")
    placing = State("待调离安置")
    caring = State("治疗和随访")
    excluded = State("排除职业病", final=True)
    closed = State("已办结", final=True)

    receive = Step(
        "接收疑似职业病报告", reported >> diagnosing, REPORT, who=OFFICE, takes=("opinion",),
        tells=(EMPLOYER,), ladder=STEP_LADDER,
        gates=(Gate("报告的是疑似", REPORT, can="受理的部门", missing=lambda r, _: (
            "" if r.kind == Disease.Kind.SUSPECTED else "报告的是确诊，选“接收确诊职业病报告”。"
        )),),
    )  # fmt: skip
    receive_diagnosed = Step(
        "接收确诊职业病报告", reported >> placing, REPORT, who=OFFICE, takes=("opinion",),
        tells=(EMPLOYER,),
        gates=(Gate("报告的是确诊", REPORT, can="受理的部门", missing=lambda r, _: (
            "" if r.kind == Disease.Kind.DIAGNOSED else "报告的是疑似，选“接收疑似职业病报告”。"
        )),),
    )  # fmt: skip
    confirm = Step(
        "诊断为职业病，报告卫生和人社部门", diagnosing >> placing, REPORT, who=EMPLOYER,
        asks=("decided_on", "labour_told_on"), tells=(OFFICE,), ladder=STEP_LADDER, then=diagnose,
    )  # fmt: skip
    exclude = Step(
        "诊断排除职业病", diagnosing >> excluded, DIAGNOSE, who=EMPLOYER, asks=("decided_on",),
        tells=(OFFICE,), then=check_days,
    )  # fmt: skip
    place = Step(
        "调离原岗位并安置", placing >> caring, CARE, who=EMPLOYER, asks=("placed",),
        gates=(Gate("已离开接害岗位", CARE, missing=still_exposed, can="用人单位"),),
        tells=(OFFICE,), ladder=STEP_LADDER,
    )  # fmt: skip
    visit = Step(
        "登记随访", caring >> caring, CARE, who=OFFICE, asks=("followed_on", "injury", "aid"),
        takes=("opinion",), repeats=True, tells=(EMPLOYER,), ladder=STEP_LADDER, then=check_days,
    )  # fmt: skip
    close = Step(
        "待遇和救助落实，办结", caring >> closed, CARE, who=OFFICE, takes=("opinion",),
        gates=(Gate("工伤待遇和救助有结果", CARE, missing=unsettled, can="受理的部门"),),
        tells=(EMPLOYER,), ladder=STEP_LADDER,
    )  # fmt: skip
