"""Who takes part: the enterprise, the clerk and the leader of the department that grades."""

from typing import Final

from bihuan.kernel.flows.steps import Party
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid

ENTERPRISE: Final = "enterprise"
GRADERS: Final = ("regulator", "emergency_department", "department")
FIRM = Party("企业", at="unit", may=roles.MANAGE_ORGS)
CLERK = Party("定级部门经办人", at="office", may=roles.SUPERVISE)
LEADER = Party("定级部门负责人", at="office", may=roles.RELEASE)


def demand_enterprise(unit: Unit) -> None:
    """Refuse what is no running enterprise."""
    if unit.kind != ENTERPRISE or unit.until is not None:
        raise Invalid(f"{unit.name}不是正在经营的企业。", field="unit")
