"""Hazards as they are exchanged with others: their words, how one of theirs is registered here."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import SHANGHAI, in_shanghai

from . import queries, rules
from .hazard_flow import HazardFlow
from .models import Hazard

#: States in which somebody else has to look, as others tell the states apart.
CHECKING: Final = frozenset(
    ("submitted", "rechecking", "evaluating", "accepting", "signing", "refused")
)
WORDS: Final = (
    *("number", "spot", "says", "grade", "channel", "channel_says", "category_says", "found_on"),
    *("found_at", "finder", "criterion", "measures", "money", "spent", "responsible", "due_on"),
    *("fixed_on", "closed_on", "accepted_by", "accepted_at", "stage", "listing"),
    *("principal_told_on", "controller_told_on"),
    *(f"part_{part.value}" for part in rules.Part),
)


def rows(viewer: Viewer, since: date, until: date) -> Any:
    """Return the hazards in sight that were found or crossed off in some days."""
    begins = datetime.combine(since, time(), tzinfo=SHANGHAI)
    ends = datetime.combine(until + timedelta(days=1), time(), tzinfo=SHANGHAI)
    found = queries.hazards(viewer)
    changed = found.filter(matter__opened_at__gte=begins, matter__opened_at__lt=ends)
    closed = found.filter(matter__closed_at__gte=begins, matter__closed_at__lt=ends)
    both = (changed | closed).select_related(
        "matter", "unit", "finder", "checker", "responsible", "listing", "criterion__criteria",
        "against",
    )  # fmt: skip
    return both.prefetch_related("parts").order_by("pk")


def say(one: Hazard) -> Mapping[str, Any]:
    """Return what is known of a hazard, by word; what is unset is None."""
    matter, closed = one.matter, one.matter.closed_at
    stage = "closed" if closed else "checking" if matter.state in CHECKING else "rectifying"
    code = one.unit.credit_code or ""
    parts = {f"part_{part.part}": part.on for part in one.parts.all()}
    return {
        "id": str(uuid5(NAMESPACE_OID, matter.number)), "number": matter.number,
        "credit_code": code, "organisation_code": code[8:17], "unit": one.unit.name,
        "spot": one.spot, "says": one.says, "grade": one.grade, "channel": one.channel,
        "channel_says": one.get_channel_display(), "category_says": one.get_category_display(),
        "found_on": one.found_on, "found_at": _moment(matter.opened_at),
        "finder": one.finder.name, "criterion": one.criterion or one.against,
        "measures": one.measures, "money": one.money, "spent": one.spent,
        "responsible": one.responsible.name if one.responsible else None, "due_on": one.due_on,
        "fixed_on": one.fixed_on, "closed_on": in_shanghai(closed).date() if closed else None,
        "accepted_by": one.checker.name if closed and one.checker else None,
        "accepted_at": _moment(closed) if closed else None, "stage": stage,
        "listing": one.listing.number if one.listing else None,
        "principal_told_on": one.principal_told_on,
        "controller_told_on": one.controller_told_on, **parts,
    }  # fmt: skip


def _moment(at: datetime) -> str:
    return f"{in_shanghai(at):%Y-%m-%d %H:%M:%S}"


def take(words: Mapping[str, str], unit: Unit, *, by: Viewer, at: datetime) -> Matter:
    """Register a hazard that another system found; it is graded here like any other.

    Raises :class:`Invalid` for one without place or description, or a day that is none.
    """
    fields: dict[str, Any] = {
        "unit": unit, "spot": words.get("spot", "")[:120], "says": words.get("says", "")[:1000],
    }  # fmt: skip
    if day := words.get("found_at") or words.get("found_on"):
        try:
            fields["found_on"] = date.fromisoformat(day[:10])
        except ValueError as error:
            raise Invalid(f"登记时间“{day}”不是日期。", field="found_on") from error
    return open_by_hand(HazardFlow, fields, clause=None, by=by, at=at)


def ours(unit: Unit, matter: Matter | None) -> Mapping[str, Any]:
    """Return what is ours of a hazard known already and may differ there: it is never written."""
    if matter is None:
        return {}
    said = say(Hazard.objects.select_related("matter", "unit", "finder").get(pk=matter.pk))
    return {word: said[word] for word in ("spot", "says", "grade", "stage", "due_on")}
