"""Supervision gaps (监管空白): enterprises, areas and links that nobody answers for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bihuan.kernel.law.models import Document
from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand, demand_place, units_seen
from bihuan.kernel.orgs.models import Place, Term, Unit
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.scope import places_seen
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import in_shanghai

from . import sources
from .keeping import ENTERPRISE
from .models import LinkCharge
from .sources import Link

#: Kinds of unit that answer for a town or village.
LOCAL: Final = ("town_government", "zone_committee", "station", "village")


@dataclass(frozen=True)
class Area:
    """A place with enterprises in which no unit with a holder of a post answers for them."""

    place: Place
    enterprises: int


@dataclass(frozen=True)
class Cell:
    """One link of a trade in a place: who is in charge; nobody is a gap, several are doubled."""

    link: Link
    charges: list[LinkCharge]

    @property
    def state(self) -> str:
        """Return ``gap``, ``doubled`` or "" for exactly one in charge."""
        return "" if len(self.charges) == 1 else "doubled" if self.charges else "gap"


def unsupervised(by: Viewer) -> QuerySet[Unit]:
    """Return the running enterprises in sight, stopped ones too, that nobody answers for."""
    rows = Unit.objects.filter(units_seen(by), kind=ENTERPRISE, until=None, supervisor=None)
    return rows.order_by("place_path", "name", "pk")


def areas(by: Viewer) -> list[Area]:
    """Return the towns and villages in sight with enterprises where nobody holds a post."""
    here = Unit.objects.filter(place=OuterRef("pk"), kind__in=LOCAL, until=None)
    held = Term.objects.filter(on_day(by.on), post__unit__place=OuterRef("pk"),
                               post__unit__kind__in=LOCAL, post__unit__until=None)  # fmt: skip
    rows = Place.objects.filter(
        places_seen(by, "path"), ~Q(Exists(here)) | ~Q(Exists(held)),
        level__in=(Place.Level.TOWN, Place.Level.VILLAGE, Place.Level.ZONE),
    )  # fmt: skip
    running = Q(units__kind=ENTERPRISE, units__until=None)
    counted = rows.annotate(n=Count("units", filter=running)).filter(n__gt=0)
    return [Area(one, one.n) for one in counted.order_by("path")]


def cells(by: Viewer) -> list[Cell]:
    """Return every link that documents in force here ask for, with who is in charge today."""
    place = Place.objects.get(path=by.path)
    documents = sources.in_force(place.path, by.on)
    asked = [link for link in sources.links() if link.document in documents]
    rows = LinkCharge.objects.filter(on_day(by.on), place__path__in=_above(documents, asked, by))
    held: dict[str, list[LinkCharge]] = {}
    for row in rows.select_related("unit").order_by("pk"):
        held.setdefault(row.link, []).append(row)
    return [Cell(link, held.get(link.key, [])) for link in asked]


def _above(documents: dict[str, Document], asked: Iterable[Link], by: Viewer) -> set[str]:
    return {documents[link.document].place.path for link in asked} | {by.path}


@transaction.atomic
def put_in_charge(  # noqa: PLR0913 - a charge has a link, a unit, a day and a basis
    key: str, unit: Unit, *, since: date, basis: str, by: Viewer, at: datetime
) -> LinkCharge:
    """Put a department in charge of a link in the place of the document, from a day on.

    Raises :class:`NotAllowed`, :class:`Invalid` for a link no document here asks for.
    """
    demand(by, roles.SET_UNSET)
    link = next((one for one in sources.links() if one.key == key), None)
    document = link and sources.in_force(by.path, by.on).get(link.document)
    if link is None or not document:
        raise Invalid("本地施行的文件没有写到这个环节。", field="link")
    demand_place(by, document.place)
    if since > in_shanghai(at).date():
        raise Invalid("“从哪天起”不能晚于今天。", field="since")
    if not basis.strip():
        raise Invalid("还没有填写“依据”。", field="basis")
    if not Unit.objects.filter(units_seen(by), pk=unit.pk, until=None).exists():
        raise Invalid(f"{unit.name}不在您的管辖范围。", field="unit")
    rows = LinkCharge.objects.filter(place=document.place, link=key, unit=unit, until=None)
    if rows.exists():
        raise WrongState(f"{link.title}已由{unit.name}负责。")
    made = LinkCharge.objects.create(
        place=document.place, link=key, unit=unit, since=since, basis=basis.strip()[:200],
        by_id=by.person_id, at=at,
    )  # fmt: skip
    body = {"link": key, "since": since.isoformat(), "basis": basis}
    entries.append_to(unit.chain, "link_charged", by=by, at=at, body=body)
    return made


@transaction.atomic
def relieve(charge: LinkCharge, *, on: date, by: Viewer, at: datetime) -> LinkCharge:
    """End a department's charge of a link on a day."""
    demand(by, roles.SET_UNSET)
    held = LinkCharge.objects.select_for_update().select_related("place", "unit").get(pk=charge.pk)
    demand_place(by, held.place)
    if held.until is not None:
        raise WrongState(f"{held.unit.name}已于 {held.until} 不再负责这个环节。")
    if on < held.since:
        raise Invalid(f"不能早于 {held.since}。", field="on")
    held.until = on
    held.save(update_fields=["until"])
    body = {"link": held.link, "on": on.isoformat()}
    entries.append_to(held.unit.chain, "link_relieved", by=by, at=at, body=body)
    return held
