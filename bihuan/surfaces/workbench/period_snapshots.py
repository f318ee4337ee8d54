"""Taking how far the running and the last period are reported, by place and by supervisor.

One statement over the members of both periods' bases yields all of it. A scope with no more than
``wide`` members is counted when asked; but what a unit supervises lies anywhere in a base, so that
is kept however little it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from bihuan.kernel.obligations.models import Base, Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.lib.clocks import in_shanghai

from . import scopes
from .models import Snapshot
from .queries.standings import BACK, Group, groups, in_groups

#: Of months, quarters and so on so many periods, the running one first.
KEPT = 2


class _Row(NamedTuple):
    base: int
    joined: bool
    path: str
    supervisor: int | None
    watcher: int | None
    numbers: tuple[int, ...]


def scope(of: str, period: str) -> str:
    """Return the word of a scope in a period."""
    return f"{of}#{period}"


def take(at: datetime, wide: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield scope and figures of the periods that run at a moment and of those before them."""
    for period, bases in _bases(at, wide).items():
        for of, found in _of_period(bases, at, wide):
            lines = [[*group, *numbers] for group, numbers in found.items()]
            yield scope(of, period), {"groups": lines}


def read(snapshot: Snapshot) -> list[Group]:
    """Return the groups a snapshot holds."""
    return groups(snapshot.figures["groups"])


def _bases(at: datetime, wide: int) -> dict[str, list[int]]:
    """Return all bases of the newest periods of each length, of those with many members."""
    today = in_shanghai(at).date()
    rows = Base.objects.filter(starts__lte=today, starts__gt=today - BACK, size__gt=0)
    newest: dict[str, dict[str, None]] = defaultdict(dict)
    found: dict[str, list[int]] = defaultdict(list)
    size: Counter[str] = Counter()
    listed = rows.order_by("-starts", "pk").values_list("pk", "per", "period", "size")
    for pk, per, period, n in listed:
        newest[per].setdefault(period)
        if period in list(newest[per])[:KEPT]:
            found[period].append(pk)
            size[period] += n
    return {period: bases for period, bases in found.items() if size[period] > wide}


def _of_period(
    bases: list[int], at: datetime, wide: int
) -> Iterator[tuple[str, dict[tuple[Any, ...], list[int]]]]:
    rows = [_Row(*row[:5], row[5:]) for row in _members(bases, at)]
    size: Counter[str] = Counter()
    for row in rows:
        for of, _ in scopes.holding(row.path, _supervisors(row)):
            size[of] += _all(row)
    homes = dict(
        Unit.objects.filter(pk__in={unit for row in rows for unit in _supervisors(row)})
        .values_list("pk", "place_path")
    )  # fmt: skip
    kept: dict[str, dict[tuple[Any, ...], list[int]]] = defaultdict(dict)
    for row in rows:
        tops = {scopes.of_supervisor(unit): unit for unit in _supervisors(row)}
        for of, part in scopes.holding(row.path, _supervisors(row)):
            if size[of] > wide or of in tops:
                _add(kept[of], row, _below(homes[tops[of]], row.path) if of in tops else part)
    yield from kept.items()


def _members(bases: list[int], at: datetime) -> Any:
    rows = Obligation.objects.everywhere("how far periods are reported").filter(base__in=bases)
    columns = ("base", "late_joiner", "place_path", "supervisor", "holder__supervisor")
    return in_groups(rows, *columns, now=at)


def _supervisors(row: _Row) -> set[int]:
    """Return the units that see a row because they watch it, or its holder."""
    return {unit for unit in (row.supervisor, row.watcher) if unit is not None}


def _all(row: _Row) -> int:
    return sum(row.numbers[:-1])


def _below(home: str, path: str) -> str:
    """Return the place right below another in which a path lies, as ``part_below`` does."""
    if not path.startswith(home):
        return path
    return home + path[len(home) :].partition("/")[0] + "/" if path != home else home


def _add(found: dict[tuple[Any, ...], list[int]], row: _Row, part: str) -> None:
    key = (row.base, bool(row.joined), part, row.supervisor)
    there = found.get(key)
    found[key] = list(row.numbers) if there is None else [
        a + b for a, b in zip(there, row.numbers, strict=True)
    ]  # fmt: skip
