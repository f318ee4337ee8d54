"""A round of assessment in a county of the tests: its bureau is to state how it did in February."""

from datetime import timedelta

from bihuan.kernel.flows.advance import Case, begin
from bihuan.modules.assessment.flows import ResultFlow, SchemeFlow
from bihuan.modules.assessment.models import Result, Scheme
from tests.surfaces import twins
from tests.surfaces.twins import County

PERIOD = "2025-02"
CRITERIA = "责任按期办结；过程；60；按期办结率\n事故控制；结果；40；评分"
GRADES = "合格；60\n不合格；0；取消评优"


def hold(county: County) -> Result:
    """Open a scheme and the bureau's result in it; every name bears the county's mark."""
    office, day = county.units["office"], (twins.NOW + timedelta(days=9)).date()
    scheme = Scheme(
        drafter=county.terms["office_clerk"].person, name=f"{county.mark}部门考核",
        subjects="departments", criteria=CRITERIA, grades=GRADES, period=PERIOD, self_by=day,
        score_by=day + timedelta(days=9), next_on=day + timedelta(days=30),
    )  # fmt: skip
    case = Case(scheme.name, county.place, office, county.clause)
    above = begin(SchemeFlow, case, scheme, by=twins.BY, at=twins.NOW)
    found = Result(
        scheme=scheme, unit=county.units["bureau"], office=office, period=PERIOD, self_by=day,
        score_by=scheme.score_by,
    )  # fmt: skip
    case = Case(f"{county.mark}二月考核", county.place, found.unit, county.clause, above)
    begin(ResultFlow, case, found, by=twins.BY, at=twins.NOW)
    return found
