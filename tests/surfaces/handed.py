"""What a county of the tests handed over, commended and wrote down; every name bears its mark."""

from datetime import timedelta

from bihuan.kernel.flows.advance import Case, begin
from bihuan.modules.commendation.flows import CommendationFlow
from bihuan.modules.commendation.models import Commendation, Nominee
from bihuan.modules.dossier.models import Grid, GridPost, GridReport, GridUnit
from bihuan.modules.dossier.report_flow import GridReportFlow
from bihuan.modules.interference import records
from bihuan.modules.interference.models import Interference
from bihuan.modules.oversight.flows import IssueFlow, OversightFlow
from bihuan.modules.oversight.models import Issue, Oversight
from bihuan.modules.referral.flows import ReferralFlow
from bihuan.modules.referral.models import Referral
from tests.kernel import factories
from tests.surfaces import twins
from tests.surfaces.twins import County


def over(county: County) -> Interference:
    """Refer, commend and record in a county; return the record, which its clerk wrote."""
    office, mark = county.units["office"], county.mark
    clerk, day = county.terms["office_clerk"], (twins.NOW - timedelta(days=3)).date()
    record = Referral(
        office=office, proposer=clerk.person, kind="clue", recipient=county.units["bureau"],
        subject=county.units["firm"], facts=f"{mark}事实", reason=f"{mark}理由",
    )  # fmt: skip
    case = Case(f"{mark}移送", county.place, office, county.clause)
    begin(ReferralFlow, case, record, by=twins.BY, at=twins.NOW)
    honours = Commendation(
        office=office, proposer=clerk.person, kind="honour", honour=f"{mark}先进",
        nominated="", decider=office,
    )  # fmt: skip
    case = Case(f"{mark}表彰", county.place, office, county.clause)
    begin(CommendationFlow, case, honours, by=twins.BY, at=twins.NOW)
    Nominee.objects.create(
        commendation=honours, number=1, unit=county.units["firm"], merits=f"{mark}事迹",
        granted_on=day,
    )  # fmt: skip
    _oversee(county)
    _draw_grid(county)
    organ = factories.unit(f"{mark}纪委监委", "judiciary", county.place)
    facts = records.Facts(
        who=f"{mark}某", who_post=f"{mark}某局", happened_on=day, how="hint",
        concerned=f"{mark}停产整顿", said=f"{mark}缓一缓", discipline=organ,
    )  # fmt: skip
    by = factories.viewer_of(clerk, on=twins.NOW.date())
    return records.record(facts, by=by, at=twins.NOW)


def _oversee(county: County) -> None:
    """Let the county's congress raise a problem with its bureau."""
    office, mark = county.units["office"], county.mark
    activity = Oversight(
        office=office, registrar=county.terms["office_clerk"].person, kind="inspection",
        body=factories.unit(f"{mark}人大常委会", "congress", county.place), topic=f"{mark}执法检查",
    )  # fmt: skip
    case = Case(f"{mark}监督", county.place, office, county.clause)
    parent = begin(OversightFlow, case, activity, by=twins.BY, at=twins.NOW)
    bureau = county.units["bureau"]
    issue = Issue(oversight=activity, owner=bureau, says=f"{mark}问题", due_on=twins.TODAY)
    begin(IssueFlow, Case(f"{mark}问题", county.place, bureau, county.clause, parent), issue,
          by=twins.BY, at=twins.NOW)  # fmt: skip


def _draw_grid(county: County) -> None:
    """Give the village a grid with its informant's post, an enterprise and a report."""
    village, mark = county.units["village"], county.mark
    term = county.terms["village_informant"]
    grid = Grid.objects.create(unit=village, name=f"{mark}网格", since=twins.TODAY)
    GridPost.objects.create(grid=grid, post=term.post, part="worker", manner="part")
    shop = factories.unit(f"{mark}作坊", "enterprise", village.place, county.units["town"])
    GridUnit.objects.create(grid=grid, unit=shop, since=twins.TODAY)
    seen = GridReport(
        office=village, reporter=term.person, grid=grid, kind="hazard", unit=shop,
        spot=f"{mark}门口", says=f"{mark}堆物", found_on=twins.TODAY, receiver=county.units["town"],
    )  # fmt: skip
    begin(GridReportFlow, Case(f"{mark}上报", village.place, village, None), seen,
          by=twins.BY, at=twins.NOW)  # fmt: skip
