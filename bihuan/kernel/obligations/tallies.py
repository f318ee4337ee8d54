"""Counting without counting: open obligations by place, kind and stage as sums of differences."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Count

from . import dialect
from .models import Tally

Counts = dict[int, int]

_ADD = "INSERT INTO obligations_tally (place_path, kind, stage, n) VALUES (%s, %s, %s, %s)"
_SUM = """
SELECT kind, stage, SUM(n) FROM obligations_tally
WHERE place_path >= %(path)s AND place_path < %(end)s GROUP BY kind, stage HAVING SUM(n) <> 0
"""
_SHARE = """
SELECT COALESCE(SUM(n) FILTER (WHERE place_path >= %(path)s AND place_path < %(end)s), 0),
  COALESCE(SUM(n), 0) FROM obligations_tally
"""
_SUM_BELOW = """
SELECT substr(place_path, 1, %(length)s + $next), stage, SUM(n) FROM obligations_tally
WHERE place_path >= %(path)s AND place_path < %(end)s AND kind LIKE %(kind)s
GROUP BY 1, stage HAVING SUM(n) <> 0
"""


def add(place_path: str, kind: str, stage: int, n: int) -> None:
    """Write down that ``n`` more (or fewer) obligations are open; in the caller's transaction."""
    dialect.run(_ADD, [place_path, str(kind), stage, n])


def counts(path: str) -> dict[str, Counts]:
    """Return how many are open in a place and all below: ``{kind: {stage: n}}``, zeros left out."""
    found: dict[str, Counts] = defaultdict(dict)
    for kind, stage, n in dialect.rows(_SUM, {"path": path, "end": path[:-1] + "0"}):
        found[kind][stage] = int(n)
    return dict(found)


def counts_below(path: str, kind: str = "") -> dict[str, Counts]:
    """Return how many are open in each part of a place: ``{path of the part: {stage: n}}``.

    What sits at the place itself stands under its own path. ``kind`` narrows to one kind.
    """
    rest = f"substr(place_path, {len(path) + 1})"
    position = f"strpos({rest}, '/')" if dialect.postgresql() else f"instr({rest}, '/')"
    found: dict[str, Counts] = defaultdict(dict)
    values = {"path": path, "end": path[:-1] + "0", "length": len(path), "kind": kind or "%"}
    for part, stage, n in dialect.rows(_SUM_BELOW, values, next=position):
        found[part][stage] = int(n)
    return dict(found)


@transaction.atomic
def fold() -> int:
    """Merge the differences of each place, kind and stage into one row; return the rows saved.

    Safe beside running sweeps: rows written meanwhile are left for the next time.
    """
    key = ("place_path", "kind", "stage")
    saved = 0
    for group in Tally.objects.values(*key).annotate(rows=Count("pk")).filter(rows__gt=1):
        same = Tally.objects.filter(**{name: group[name] for name in key})
        held = list(same.select_for_update().order_by("pk"))
        same.filter(pk__in=[row.pk for row in held]).delete()
        n = sum(row.n for row in held)
        if n:
            add(group["place_path"], group["kind"], group["stage"], n)
        saved += len(held) - bool(n)
    return saved


def share(path: str) -> tuple[int, int]:
    """Return how many obligations are open in a place and all below, and how many everywhere."""
    ((here, everywhere),) = dialect.rows(_SHARE, {"path": path, "end": path[:-1] + "0"})
    return int(here), int(everywhere)


def total(path: str) -> int:
    """Return how many obligations are open in a place and all below."""
    return share(path)[0]
