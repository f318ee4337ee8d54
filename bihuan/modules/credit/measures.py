"""Pushing a listing to each body its clause names, and calling their measures off at its end."""

from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from bihuan.kernel.flows.advance import Case, advance, begin
from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.law.settings import setting
from bihuan.kernel.obligations.assignments import decide
from bihuan.kernel.orgs import places
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai

from . import listings, rules
from .measure_flow import MeasureFlow
from .models import Dishonesty, Restriction

FIELD: Final = "body"
#: The states in which a body, or who is to name it, still owes a receipt.
OWING: Final = ("waiting", "sent", "lifting")


def areas_of(path: str) -> list[tuple[rules.Area, Clause]]:
    """Return the areas of the documents in force in a place, with their clause."""
    rows = Clause.objects.filter(
        document__key__in={one.document for one in rules.areas()},
        document__status=Document.Status.IN_FORCE, document__place__path__in=places.ancestors(path),
        no__in={one.clause for one in rules.areas()},
    ).select_related("document")  # fmt: skip
    here = {(row.document.key, row.no): row for row in rows}
    return [
        (one, here[one.document, one.clause])
        for one in rules.areas() if (one.document, one.clause) in here
    ]  # fmt: skip


def body_of(key: str, path: str, at: datetime) -> Unit | None:
    """Return the body somebody named for an area; None while nobody did."""
    row = setting(key, FIELD, path=path, at=at)
    return Unit.objects.filter(pk=row.value).first() if row else None


def name_body(  # noqa: PLR0913 - for which area, which body, where, why, by whom
    key: str, body: Unit, *, place: Place, reason: str, by: Viewer, at: datetime
) -> None:
    """Name the body that punishes in an area, for a place. Raises :class:`Invalid`."""
    if key not in {one.key for one in rules.areas()}:
        raise Invalid("没有这个方面。", field="area")
    decide(key, FIELD, body.pk, place=place, reason=reason, by=by, at=at)


def push(moved: Any) -> None:
    """Open one measure for each area of the place's clauses; each owes its receipt.

    Where nobody named the body the measure waits for that at who decided, and is seen to wait.
    """
    record, matter = moved.record, moved.matter
    for area, clause in areas_of(matter.place_path):
        body = body_of(area.key, matter.place_path, moved.at)
        one = Restriction(
            office=record.office, dishonesty=record, area=area.title, key=area.key, body=body
        )
        title = f"失信惩戒（{area.title}）：{record.unit.name}"[:240]
        case = Case(title, matter.place, record.office, clause, matter)
        opened = begin(MeasureFlow, case, one, by=moved.by, at=moved.at)
        if body is not None:
            advance(
                opened, MeasureFlow.send_at_once, by=moved.by, at=moved.at,
                revision=opened.revision, fields={"body": body},
            )  # fmt: skip


def running(record: Dishonesty, at: datetime) -> str:
    """Say until when the term still runs, "" once it is over."""
    today = in_shanghai(at).date()
    if record.until is None or record.until <= today:
        return ""
    return f"管理期限到 {record.until}，期满自动失效，不用提前办理。"


def let_go(moved: Any) -> None:
    """End the spell and call the measures off."""
    listings.leave(moved)
    release(moved)


def release(moved: Any) -> None:
    """Call off every measure of a listing that ended; each body owes that it lifted its own."""
    record, step = moved.record, moved.step.title
    open_ = Restriction.objects.filter(dishonesty=record, matter__closed_at=None)
    for one in open_.exclude(matter__state="lifting").select_related("matter"):
        row = one.matter
        taken = MeasureFlow.call_off if row.state == "applied" else MeasureFlow.drop
        advance(
            row, taken, by=moved.by, at=moved.at, revision=row.revision,
            fields={"ended_because": step},
        )  # fmt: skip


def silent(listings_: Any) -> dict[int, list[str]]:
    """Return the areas of listings, by their keys, in which a body still owes its receipt."""
    rows = Restriction.objects.filter(dishonesty__in=listings_, matter__state__in=OWING)
    found: dict[int, list[str]] = {}
    for pk, area in rows.order_by("pk").values_list("dishonesty", "area"):
        found.setdefault(pk, []).append(area)
    return found


def of(record: Dishonesty) -> QuerySet[Restriction]:
    """Return the measures of a listing, in the order of its clause."""
    return record.measures.select_related("matter", "body").order_by("pk")
