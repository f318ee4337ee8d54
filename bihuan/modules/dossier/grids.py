"""Grids (网格): named parts of a village, town or zone, each with posts and with enterprises.

Who looks after a grid holds a term of its post like anybody in office: no second register. Which
enterprises belong to it somebody says; one that is in no grid is found, not guessed into one.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import roles, terms
from bihuan.kernel.orgs.authority import demand, may
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import in_shanghai

from . import census, keeping
from .models import Grid, GridPost, GridUnit

#: What a grid worker may: visit, report, and nothing that only an authority does.
ROLE: Final = "village_informant"
Part, Manner = GridPost.Part, GridPost.Manner


@transaction.atomic
def draw(  # noqa: PLR0913 - a grid has a unit, a name, a worker and a day
    unit: Unit, name: str, *, manner: str, since: date, by: Viewer, at: datetime
) -> Grid:  # fmt: skip
    """Draw a grid of a village, town or zone, with the post of its worker, still vacant.

    Raises :class:`NotAllowed`, :class:`Invalid` naming the field.
    """
    demand(by, roles.MANAGE_ORGS, over=unit)
    if unit.kind not in census.GRIDS or unit.until is not None:
        raise Invalid(f"{unit.name}不是在用的村、镇街或功能区，不设网格。", field="unit")
    if not name.strip():
        raise Invalid("还没有填写“网格名称”。", field="name")
    _check_day(since, at)
    try:
        with transaction.atomic():
            made = Grid.objects.create(unit=unit, name=name.strip(), since=since)
    except IntegrityError as error:
        raise Invalid(f"{unit.name}已有“{name.strip()}”。", field="name") from error
    body = {"grid": made.pk, "name": made.name, "since": since.isoformat()}
    entries.append_to(unit.chain, "grid_drawn", by=by, at=at, body=body)
    add_post(made, Part.WORKER, manner, by=by, at=at)
    return made


@transaction.atomic
def add_post(grid: Grid, part: str, manner: str, *, by: Viewer, at: datetime) -> GridPost:
    """Open one more post in a grid; who holds it is appointed as to any other post."""
    demand(by, roles.MANAGE_ORGS, over=grid.unit)
    _running(grid)
    if part not in Part.values:
        raise Invalid(f"岗位应为{'、'.join(Part.labels)}之一。", field="part")
    if manner not in Manner.values:
        raise Invalid(f"用工方式应为{'、'.join(Manner.labels)}之一。", field="manner")
    n = GridPost.objects.filter(grid=grid, part=part).count()
    called = "网格员" if part == Part.WORKER else "公益岗"
    title = f"{grid.name}{called}{n + 1 if n else ''}"
    post = terms.open_post(grid.unit, title, role=ROLE, by=by, at=at)
    return GridPost.objects.create(grid=grid, post=post, part=part, manner=manner)


@transaction.atomic
def include(
    grid: Grid, units: Iterable[Unit], *, since: date, by: Viewer, at: datetime
) -> list[GridUnit]:
    """Let enterprises belong to a grid from a day; each leaves the grid it was in that day.

    Raises :class:`NotAllowed`, :class:`Invalid` for one that lies elsewhere; then none is taken.
    """
    demand(by, roles.MANAGE_ORGS, over=grid.unit)
    _running(grid)
    _check_day(since, at)
    wanted = {one.pk: one for one in units}
    rows = GridUnit.objects.select_for_update(of=("self",)).select_related("grid__unit", "unit")
    known = {one.unit_id: one for one in rows.filter(unit__in=wanted, until=None)}
    made = []
    for unit in wanted.values():
        if unit.kind != keeping.ENTERPRISE or unit.until is not None:
            raise Invalid(f"{unit.name}不是在营的生产经营单位。", field="units")
        if not unit.place_path.startswith(grid.unit.place_path):
            raise Invalid(f"{unit.name}不在{grid.unit.place.name}。", field="units")
        held = known.get(unit.pk)
        if held and held.grid_id == grid.pk:
            continue
        if held:
            leave(held, on=since, by=by, at=at)
        made.append(GridUnit(grid=grid, unit=unit, since=since))
    if made:
        GridUnit.objects.bulk_create(made)
        body = {"grid": grid.pk, "units": [one.unit_id for one in made], "since": str(since)}
        entries.append_to(grid.unit.chain, "grid_included", by=by, at=at, body=body)
    return made


def free(grid: Grid) -> QuerySet[Unit]:
    """Return the running enterprises of a grid's place that are in no grid."""
    here = Unit.objects.filter(within(grid.unit.place_path), kind=keeping.ENTERPRISE, until=None)
    return here.filter(~in_a_grid()).order_by("place_path", "name", "pk")


@transaction.atomic
def leave(member: GridUnit, *, on: date, by: Viewer, at: datetime) -> GridUnit:
    """Let an enterprise belong to a grid no more from a day on."""
    demand(by, roles.MANAGE_ORGS, over=member.grid.unit)
    if member.until is not None:
        raise WrongState(f"{member.unit.name}已于 {member.until} 离开{member.grid.name}。")
    if on < member.since:
        raise Invalid(f"不能早于它编入的日子 {member.since}。", field="since")
    member.until = on
    member.save(update_fields=["until"])
    body = {"grid": member.grid_id, "unit": member.unit_id, "on": on.isoformat()}
    entries.append_to(member.grid.unit.chain, "grid_left", by=by, at=at, body=body)
    return member


@transaction.atomic
def end(grid: Grid, *, on: date, reason: str, by: Viewer, at: datetime) -> Grid:
    """End a grid on a day, and that enterprises belong to it; its posts must be vacant by then."""
    demand(by, roles.MANAGE_ORGS, over=grid.unit)
    held = _running(grid)
    if not held.since <= on <= in_shanghai(at).date():
        raise Invalid(f"撤销的日子应在 {held.since} 和今天之间。", field="on")
    if not reason.strip():
        raise Invalid("还没有填写“原因”。", field="reason")
    sitting = Term.objects.filter(on_day(on), post__grid_post__grid=held)
    if names := list(sitting.values_list("person__name", flat=True)):
        raise WrongState(f"{'、'.join(names)}还在任，先在单位页办理离任。")
    for member in held.members.filter(until=None).select_related("grid__unit", "unit"):
        leave(member, on=max(on, member.since), by=by, at=at)
    held.until = on
    held.save(update_fields=["until"])
    body = {"grid": held.pk, "on": on.isoformat(), "reason": reason.strip()}
    entries.append_to(held.unit.chain, "grid_ended", by=by, at=at, body=body)
    return held


def kept(by: Viewer, grid: Grid) -> bool:
    """Say whether somebody may change a grid."""
    return may(by, roles.MANAGE_ORGS, over=grid.unit)


def in_a_grid() -> Q:
    """Match the units that are in a grid."""
    return Q(Exists(GridUnit.objects.filter(unit=OuterRef("pk"), until=None)))


def own(by: Viewer) -> QuerySet[Grid]:
    """Return the grids whose post the viewer holds in the post she acts in."""
    rows = Grid.objects.filter(posts__post=by.post_id, until=None)
    return rows.select_related("unit__place").order_by("pk")


def _running(grid: Grid) -> Grid:
    """Return a grid, locked. Refuses one that ended."""
    held = Grid.objects.select_for_update(of=("self",)).select_related("unit").get(pk=grid.pk)
    if held.until is not None:
        raise WrongState(f"{held.name}已于 {held.until} 撤销。")
    return held


def _check_day(since: date, at: datetime) -> None:
    if since > in_shanghai(at).date():
        raise Invalid("“从哪天起”不能晚于今天。", field="since")
