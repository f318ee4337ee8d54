"""Money, engineering and plans in a county of the tests; every name is marked."""

from datetime import timedelta
from typing import Any

from bihuan.kernel.flows.advance import Case, begin
from bihuan.modules.funds.budget_flow import BudgetFlow
from bihuan.modules.funds.fee_flow import FeeFlow
from bihuan.modules.funds.models import Budget, FeeYear
from bihuan.modules.planning.flows import PlanFlow
from bihuan.modules.planning.models import SafetyPlan
from bihuan.modules.projects import programmes
from bihuan.modules.projects.flows import ProjectFlow
from bihuan.modules.projects.models import Project, Tender
from bihuan.modules.projects.tender_flow import TenderFlow
from tests.surfaces import twins
from tests.surfaces.twins import County


def fill(county: County) -> None:
    """Let the firm keep a ledger, the bureau a fund, a project and a plan."""
    mark, today, year = county.mark, twins.TODAY, twins.TODAY.year
    firm, bureau = county.units["firm"], county.units["bureau"]
    safety = county.terms["safety_officer"].person
    clerk = county.terms["department_clerk"].person
    kept: tuple[tuple[Any, Any, Any], ...] = (
        (FeeFlow, firm, FeeYear(
            unit=firm, keeper=safety, year=year, begins_on=today.replace(month=1, day=1),
        )),
        (BudgetFlow, bureau, Budget(
            office=bureau, drafter=clerk, kind="work", year=year, amount=9,
            cut_reason=f"{mark}理由",
        )),
        (ProjectFlow, bureau, Project(
            lead=bureau, keeper=clerk, programme=next(iter(programmes.programmes())),
            name=f"{mark}改造", site=f"{mark}路", planned=9, starts_by=today,
            ends_by=today + timedelta(days=9),
        )),
        (TenderFlow, firm, Tender(
            office=bureau, keeper=clerk, owner=firm, name=f"{mark}施工", site=f"{mark}路",
            works="build_road", cost=9, bidder=f"{mark}公司", price=8,
        )),
        (PlanFlow, bureau, SafetyPlan(
            office=bureau, drafter=clerk, kind="safety", title=f"{mark}规划", from_year=year,
            until_year=year, content=f"{mark}内容",
        )),
    )  # fmt: skip
    for flow, unit, record in kept:
        case = Case(f"{mark}{flow.title}", county.place, unit, county.clause)
        begin(flow, case, record, by=twins.BY, at=twins.NOW)
