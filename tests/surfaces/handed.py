"""What a county of the tests handed over, commended and wrote down; every name bears its mark."""

from datetime import timedelta

from bihuan.kernel.flows.advance import Case, begin
from bihuan.modules.commendation.flows import CommendationFlow
from bihuan.modules.commendation.models import Commendation, Nominee
from bihuan.modules.interference import records
from bihuan.modules.interference.models import Interference
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
    organ = factories.unit(f"{mark}纪委监委", "judiciary", county.place)
    facts = records.Facts(
        who=f"{mark}某", who_post=f"{mark}某局", happened_on=day, how="hint",
        concerned=f"{mark}停产整顿", said=f"{mark}缓一缓", discipline=organ,
    )  # fmt: skip
    by = factories.viewer_of(clerk, on=twins.NOW.date())
    return records.record(facts, by=by, at=twins.NOW)
