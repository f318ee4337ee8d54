"""From self-assessment to a grade: scored, applied for, accepted, reviewed, decided by a leader."""

from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules import STEP_LADDER, TASK_LADDER, demand_ahead, demand_past

from .models import Grading
from .parties import CLERK, ENTERPRISE, FIRM, GRADERS, LEADER, demand_enterprise
from .scoring import unscored


def settle(record: Grading, by: Viewer, at: datetime) -> None:
    """Set the enterprise to the opener's own; refuse a second application, a body that is none."""
    record.unit = Unit.objects.select_related("place").get(pk=by.unit_id)
    demand_enterprise(record.unit)
    if record.office.kind not in GRADERS:
        raise Invalid(f"{record.office.name}不是监管部门，不能定级。", field="office")
    running = Grading.objects.filter(unit=record.unit, matter__closed_at=None)
    if known := running.select_related("matter").first():
        raise Invalid(f"{known.matter.number} 还没有办完。", field="kind")


def check_self(moved: Any) -> None:
    """Refuse a self-assessment that has not been."""
    demand_past(moved, "self_on")


def check_term(moved: Any) -> None:
    """Refuse a term of review that has passed."""
    demand_ahead(moved, "review_by")


def check_review(moved: Any) -> None:
    """Refuse a review that has not been."""
    demand_past(moved, "reviewed_on")


def check_grade(moved: Any) -> None:
    """Refuse a grade better than what was applied for, or a validity the wrong way round."""
    from .rules import lower

    record: Any = moved.record
    if lower(record.wanted, record.grade):
        raise Invalid(f"申请的是{record.wanted}，不能定得更高。", field="grade")
    demand_past(moved, "since")
    if record.until <= record.since:
        raise Invalid("“有效期止”要晚于“有效期起”。", field="until")


class GradingFlow(
    Flow, key="standardization.grading", of=Grading, title="标准化定级", prefix="BD"
):  # fmt: skip
    """An enterprise graded by the standard of its trade."""

    firm, clerk, leader = FIRM, CLERK, LEADER
    acts = {"items_scored": "逐项打分"}

    opening = Opening(
        "自评并申请标准化定级", roles.MANAGE_ORGS, ("office", "kind", "sector", "wanted"),
        whose="unit", doer="applicant",
        called=lambda r: f"{r.unit.name}标准化{r.get_kind_display()}{r.wanted}",
        about=("标准化",), beyond=("office",), settles=settle, kinds=(ENTERPRISE,),
    )  # fmt: skip

    scoring = State("自评中", initial=True)
    applied = State("待审核材料")
    reviewing = State("评审中")
    deciding = State("待定级")
    graded = State("已定级", final=True)
    refused = State("不予定级", final=True)
    dropped = State("已撤回", final=True)

    apply = Step(
        "自评完成，申请定级", scoring >> applied, OWN, who=FIRM,
        asks=("self_on", "self_score", "self_says"), needs=(Proof("self_report", "自评报告"),),
        gates=(Gate("逐项打分", OWN, missing=unscored, can="企业"),), tells=(CLERK,),
        then=check_self,
    )  # fmt: skip
    drop = Step("撤回", scoring >> dropped, OWN, who=FIRM, asks=("reason",), optional=True)
    accept = Step(
        "材料合格，交付评审", applied >> reviewing, OWN, who=CLERK, asks=("reviewer", "review_by"),
        takes=("opinion",), tells=(FIRM,), ladder=STEP_LADDER, then=check_term,
    )  # fmt: skip
    send_back = Step(
        "材料不合格，退回", applied >> scoring, OWN, who=CLERK, asks=("opinion",), returns=True,
        tells=(FIRM,),
    )  # fmt: skip
    review = Step(
        "登记评审结论，报请定级", reviewing >> deciding, OWN, who=CLERK, due="review_by",
        asks=("reviewed_on", "score", "findings"), needs=(Proof("review_report", "评审报告"),),
        tells=(LEADER,), ladder=TASK_LADDER, then=check_review,
    )  # fmt: skip
    grant = Step(
        "定级", deciding >> graded, OWN, who=LEADER, unlike=("accept", "review"),
        asks=("grade", "number", "since", "until"), tells=(FIRM,), ladder=STEP_LADDER,
        then=check_grade,
    )  # fmt: skip
    refuse = Step(
        "不予定级", deciding >> refused, OWN, who=LEADER, unlike=("accept", "review"),
        asks=("reason",), tells=(FIRM,),
    )  # fmt: skip
