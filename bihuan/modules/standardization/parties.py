"""Who takes part: the enterprise, the clerk and the leader of the department that grades."""

from typing import Any, Final

from bihuan.kernel.flows.steps import Party
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.lib.clocks import in_shanghai

ENTERPRISE: Final = "enterprise"
GRADERS: Final = ("regulator", "emergency_department", "department")
FIRM = Party("企业", at="unit", may=roles.MANAGE_ORGS)
CLERK = Party("定级部门经办人", at="office", may=roles.SUPERVISE)
LEADER = Party("定级部门负责人", at="office", may=roles.RELEASE)


def demand_enterprise(unit: Unit) -> None:
    """Refuse what is no running enterprise."""
    if unit.kind != ENTERPRISE or unit.until is not None:
        raise Invalid(f"{unit.name}不是正在经营的企业。", field="unit")


def demand_past(moved: Any, *names: str) -> None:
    """Refuse days that have not come."""
    today = in_shanghai(moved.at).date()
    for name in names:
        day = getattr(moved.record, name)
        if day and day > today:
            raise Invalid(f"{day} 还没有到。", field=name)


def demand_ahead(moved: Any, name: str) -> None:
    """Refuse a term that has passed."""
    today = in_shanghai(moved.at).date()
    if getattr(moved.record, name) <= today:
        raise Invalid(f"期限要晚于今天 {today}。", field=name)
