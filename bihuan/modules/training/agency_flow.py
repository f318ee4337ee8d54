"""A training body is checked against its conditions once a round; who fails is cleared out."""

from datetime import datetime
from typing import Any, Final

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles, terms
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import TASK_LADDER, demand_ahead

from .models import AgencyCheck

CLERK = Party("复核单位经办人", at="office", may=roles.SUPERVISE)
LEADER = Party("复核单位负责人", at="office", may=roles.RELEASE)
AGENCY = Party("培训机构（不在系统里的由复核单位登记）", at=lambda r, day: answerer(r, day),
               may=roles.FULFIL)  # fmt: skip
SEEN = Proof("agency_check", "现场复核记录、照片")
FIXED = Proof("agency_fixed", "整改材料")
#: Who trains: bodies of these kinds of unit can be checked.
BODIES: Final = ("agency", "school", "enterprise", "other")


def answerer(record: AgencyCheck, on: Any) -> Any:
    """Return who enters what the body put right: itself where somebody of it signs in."""
    return record.agency if terms.answers(record.agency, on) else record.office


def settle(record: AgencyCheck, by: Viewer, at: datetime) -> None:
    """Refuse a body that is none, and a day that has passed."""
    if record.agency.kind not in BODIES or record.agency_id == by.unit_id:
        raise Invalid(f"{record.agency.name}不是培训机构。", field="agency")
    if record.look_by < in_shanghai(at).date():
        raise Invalid(f"现场复核期限 {record.look_by} 已经过了。", field="look_by")
    again = AgencyCheck.objects.filter(agency=record.agency, matter__closed_at=None)
    if again.exists():
        says = f"{record.agency.name}正在复核，编号 {again[0].matter.number}。"
        raise Invalid(says, field="agency")


def check_fix_by(moved: Any) -> None:
    """Refuse a term for rectification that has passed."""
    demand_ahead(moved, "fix_by")


class AgencyFlow(
    Flow, key="training.agency", of=AgencyCheck, title="培训机构条件复核", prefix="FH"
):
    """A training body looked at on the spot: it meets the conditions, mends, or is cleared out."""

    clerk, leader, agency = CLERK, LEADER, AGENCY

    opening = Opening(
        "复核一家培训机构", roles.SUPERVISE, ("agency", "conditions", "look_by"),
        called=lambda r: f"培训机构条件复核：{r.agency.name}", doer="checker", office="office",
        grounded=True, about=("培训机构", "安全培训"), beyond=("agency",), settles=settle,
    )  # fmt: skip

    opened = State("待现场复核", initial=True)
    fixing = State("整改中")
    fixed = State("待再次复核")
    removing = State("待批准清退")
    good = State("符合条件", final=True)
    removed = State("已清退", final=True)

    pass_ = Step(
        "符合条件", opened >> good, OWN, who=CLERK, due="look_by", needs=(SEEN,),
        asks=("findings",), tells=(AGENCY,), ladder=TASK_LADDER,
    )  # fmt: skip
    order = Step(
        "不符合，限期整改", opened >> fixing, OWN, who=CLERK, needs=(SEEN,),
        asks=("findings", "problems", "fix_by"), tells=(AGENCY,), then=check_fix_by,
    )  # fmt: skip
    mend = Step(
        "报整改情况", fixing >> fixed, OWN, who=AGENCY, due="fix_by", needs=(FIXED,),
        asks=("fixed",), tells=(CLERK,), ladder=TASK_LADDER,
    )  # fmt: skip
    overdue = Step(
        "到期没有整改，提请清退", fixing >> removing, OWN, who=CLERK, asks=("reason",),
        optional=True, tells=(LEADER,),
    )  # fmt: skip
    accept = Step(
        "整改后符合条件", fixed >> good, OWN, who=CLERK, needs=(SEEN,), asks=("findings",),
        unlike=("mend",), tells=(AGENCY,), ladder=TASK_LADDER,
    )  # fmt: skip
    propose = Step(
        "仍不符合，提请清退", fixed >> removing, OWN, who=CLERK, asks=("reason",), tells=(LEADER,)
    )
    remove = Step(
        "批准清退", removing >> removed, OWN, who=LEADER, unlike=("checker", "propose", "overdue"),
        tells=(AGENCY,), ladder=TASK_LADDER,
    )  # fmt: skip
    keep = Step(
        "不予清退，再整改", removing >> fixing, OWN, who=LEADER, asks=("reason", "fix_by"),
        returns=True, tells=(AGENCY,), then=check_fix_by,
    )  # fmt: skip
