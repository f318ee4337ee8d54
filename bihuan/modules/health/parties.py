"""Who takes part: the enterprise, and the department it names as its receiver."""

from typing import Any, Final

from bihuan.kernel.flows.steps import Law, Party, Ref
from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.orgs.viewer import Viewer

LAW: Final = Law("CN/occupational-disease-2018")
DECLARE, MEASURE, EXAMINE, KEEP, REPORT, DIAGNOSE, CARE = (
    LAW[f"第{n}条"] for n in ("十六", "二十六", "三十五", "三十六", "五十", "五十五", "五十六")
)
ENTERPRISE: Final = "enterprise"
#: Who can be named as the receiver of declarations, reports and cases.
RECEIVERS: Final = ("regulator", "emergency_department", "department")

EMPLOYER = Party("用人单位", at="unit", may=roles.MANAGE_ORGS)
OFFICE = Party("受理的部门", at="office", may=roles.SUPERVISE)


def clause_of(ref: Ref) -> Clause | None:
    """Return the clause a reference names, None where its pack is not loaded."""
    rows = Clause.objects.filter(document__key=ref.document, path=ref.path)
    return rows.select_related("document").order_by("-version").first()


def demand_own(record: Any, by: Viewer) -> None:
    """Set the enterprise of a record to the opener's own. Refuses who works for none."""
    unit = Unit.objects.select_related("place").get(pk=by.unit_id)
    if unit.kind != ENTERPRISE:
        raise NotAllowed("由用人单位自己申报和登记。", can="企业主要负责人、安全管理人员")
    record.unit = unit
    demand_receiver(record.office)


def employs(by: Viewer, unit: int) -> bool:
    """Say whether a viewer acts for an enterprise, and keeps its files: nobody above does."""
    return by.reads and by.unit_id == unit and by.can(roles.MANAGE_ORGS)


def demand_employer(by: Viewer, unit: Unit) -> None:
    """Refuse whoever does not act for an enterprise itself."""
    if not employs(by, unit.pk):
        says = f"由{unit.name}自己登记，监管部门不能代填。"
        raise NotAllowed(says, can=f"{unit.name}主要负责人、安全管理人员")


def demand_receiver(office: Unit) -> None:
    """Refuse a receiver that supervises nobody."""
    if office.kind not in RECEIVERS:
        says = f"{office.name}不是监管部门，不能受理。请写负责职业卫生监管的部门。"
        raise Invalid(says, field="office")
