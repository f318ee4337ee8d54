"""The region tree: loading it, finding a place by a code of any day, adding functional zones."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import groupby

from django.db import transaction

from . import ports, roles
from .authority import demand, demand_place
from .models import Place, Succession
from .refusals import Invalid, NotFound
from .viewer import Actor

NATION = "0"
_LEVELS = {"1": "province", "2": "city", "3": "county", "4": "town", "5": "village", "zone": "zone"}
_ZONES_IN_PLACE = 99


def ancestors(path: str) -> list[str]:
    """Return a place path and those of all places above it, nearest first.

    >>> ancestors("0/440000/441500/")
    ['0/440000/441500/', '0/440000/', '0/']
    """
    codes = path.strip("/").split("/")
    return ["/".join(codes[:n]) + "/" for n in range(len(codes), 0, -1)]


def place(code: str) -> Place:
    """Return the place that has, or earlier had, this code. Raises :class:`NotFound`."""
    found = Place.objects.filter(code=code).first()
    if found is None:
        renamed = Succession.objects.filter(kind=Succession.Kind.RECODED, before=code)
        last = renamed.select_related("new_place").order_by("-on", "-pk").first()
        found = last.new_place if last else None
    if found is None:
        raise NotFound(f"没有区划代码 {code}。请先导入区划。")
    return found


def name_on(of: Place, day: date) -> str:
    """Return the name a place bore on a day."""
    later = Succession.objects.filter(kind=Succession.Kind.RENAMED, new_place=of, on__gt=day)
    first = later.exclude(applied_at=None).order_by("on", "pk").first()
    return first.before if first else of.name


@transaction.atomic
def load_places(rows: Iterable[Mapping[str, str]]) -> int:
    """Add the places of a table of divisions that are not there yet; return how many were added.

    A row gives ``id``, ``code`` (empty for a functional zone), ``name``, ``parent`` (an id, empty
    for a province) and ``level`` (1 to 5 or ``zone``). Places that exist stay as they are: their
    changes are successions. One statement per level. Raises :class:`Invalid` for a row whose
    parent is nowhere.
    """
    nation = Place(code=NATION, name="全国", level=Place.Level.NATION, path=f"{NATION}/")
    Place.objects.bulk_create([nation], ignore_conflicts=True)
    before = Place.objects.count()
    ordered = sorted(rows, key=lambda row: (row["level"], row["id"]))
    codes = {row["id"]: row["code"] or _zone_code(row) for row in ordered}
    for level, group in groupby(ordered, key=lambda row: row["level"]):
        known = {p.code: p for p in Place.objects.only("code", "path")}
        new = [_place(row, _LEVELS[level], codes, known) for row in group]
        Place.objects.bulk_create(new, ignore_conflicts=True, batch_size=5_000)
    return Place.objects.count() - before


@transaction.atomic
def add_place(  # noqa: PLR0913 - a place has a name, a place above, a code, a level and a day
    name: str, *, parent: Place, code: str = "", level: str = Place.Level.ZONE,
    since: date | None, by: Actor, at: datetime,
) -> Place:  # fmt: skip
    """Add a place below another; a functional zone (开发区) gets a code: the place's, Z, a number.

    Raises :class:`Invalid` when the place has a part of that name, or another has that code.
    """
    demand(by, roles.MANAGE_ORGS)
    demand_place(by, parent)
    held = Place.objects.select_for_update().get(pk=parent.pk)
    if held.children.filter(name=name, until=None).exists():
        raise Invalid(f"{held.name}已有“{name}”。", field="name")
    if Place.objects.filter(code=code).exists():
        raise Invalid(f"区划代码 {code} 已有。", field="code")
    taken = set(held.children.values_list("code", flat=True))
    numbers = (f"{held.code}Z{number:02}" for number in range(1, _ZONES_IN_PLACE + 1))
    code = code or next(code for code in numbers if code not in taken)
    made = Place.objects.create(
        code=code, name=name, level=level, parent=held, path=f"{held.path}{code}/", since=since
    )
    ports.record("s", "place_added", by=by, at=at, body={"place": code, "name": name})
    return made


def _place(
    row: Mapping[str, str], level: str, codes: Mapping[str, str], known: Mapping[str, Place]
) -> Place:
    above = known.get(codes.get(row["parent"], row["parent"]) or NATION)
    if above is None:
        raise Invalid(f"区划{row['name']}的上级 {row['parent']} 不在表中。", field="parent")
    code = codes[row["id"]]
    return Place(
        code=code, name=row["name"], level=level, parent=above, path=f"{above.path}{code}/"
    )


def _zone_code(row: Mapping[str, str]) -> str:
    """Return our own code of a zone without one: its place's, ``Z`` and the end of its id."""
    return f"{row['parent']}Z{row['id'].rpartition('-')[2]}"
