"""A town of six firms in a month of one duty: each reported in its own way, or did not."""

from datetime import date, datetime, timedelta

from bihuan.kernel.law.models import Rule
from bihuan.kernel.obligations.fulfilments import fulfil
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import SHANGHAI
from tests.kernel import factories
from tests.surfaces.twins import NOW, TODAY, County

#: The morning after the month ended.
APRIL = datetime(2025, 4, 1, 9, 0, tzinfo=SHANGHAI)
PERIOD = "2025-03"
RECORD = {"place": "车间", "participants": "班长", "findings": "一处已整改"}


def phone(n: int) -> str:
    """Return a telephone number nobody has."""
    return f"1{n:010}"


def town_of(county: County) -> dict[str, Unit]:
    """Return the firms of the county's town by what they will have done; all but one can be called.

    ``twin`` has the same safety officer as ``silent``; ``stopped`` is left out of the base.
    """
    town = county.units["town"]
    firms = {
        name: factories.enterprise(town, f"{county.mark}{name}厂")
        for name in ("own", "zero", "proxy", "silent", "twin", "stopped")
    }
    Unit.objects.filter(pk=firms["stopped"].pk).update(status=Unit.Status.STOPPED)
    for n, (name, firm) in enumerate(firms.items()):
        number = "" if name == "proxy" else phone(100 if name == "twin" else 97 + n)
        post = factories.post(firm, "safety_officer", lead="safety")
        term = factories.person_in(post, f"{county.mark}{name}安全员")
        Person.objects.filter(pk=term.person_id).update(phone=number)
    return firms


def rule_of(county: County) -> Rule:
    """Return the monthly duty that all enterprises of the county have."""
    return Rule.objects.create(
        key=f"{county.place.code}/t#month", clause=county.clause, place=county.place, duty="month",
        title=f"{county.mark}每月报送排查情况", says="每月", per="month", times=1,
        selects={"kinds": ["enterprise"]}, proof=[], zero_allowed=True,
        in_force_from=date(2025, 3, 1),
    )  # fmt: skip


def month_of(county: County) -> dict[str, Obligation]:
    """Open the month, let each firm do what its name says, and return what each owed."""
    firms, rule = town_of(county), rule_of(county)
    materialise(NOW)
    rows = Obligation.objects.everywhere("test").filter(rule=rule, period=PERIOD)
    owed = {name: rows.filter(holder=firm).first() for name, firm in firms.items()}
    station = factories.viewer_of(county.terms["town_station"], on=TODAY)
    for name, mode in (("own", "findings"), ("zero", "zero")):
        post = firms[name].posts.get()
        report(owed[name], mode, by=factories.viewer_of(post.terms.get(), on=TODAY))
    report(owed["proxy"], "proxy", by=station)
    return {name: one for name, one in owed.items() if one is not None}


def report(row: Obligation | None, mode: str, *, by: Viewer) -> None:
    """Enter that a duty was met."""
    assert row is not None
    row.refresh_from_db()
    fulfil(
        row, mode=mode, happened_at=NOW - timedelta(hours=1), record=RECORD,
        proxy_reason="企业没有网络" if mode == "proxy" else "", by=by, at=NOW,
        revision=row.revision,
    )  # fmt: skip
