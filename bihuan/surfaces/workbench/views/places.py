"""一地一页: a city, county or town, with what stands open in it and in each of its parts."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.orgs import roles

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries import desk, figures, orders
from ..queries import place as reads
from ..queries.asking import Filters
from ..queries.rows import rows_of
from ..sheets import List, handed_out

#: How many rows a part shows that is asked for in full (``?all=``).
FULL = 200


def place(request: WorkbenchRequest, code: str) -> HttpResponse:
    """Show one place."""
    viewer, now = request.viewer, request.now
    found = reads.find(viewer, code)
    filters, room = Filters(place=found.code), {request.GET.get("all", ""): FULL}
    numbers = reads.read(viewer, found, now)
    counts = desk.counts(viewer, filters, numbers.cells)
    late, idle = reads.stuck(viewer, found, now)
    return render(request, "workbench/place.html", {
        "place": found,
        "above": reads.above(viewer, found),
        "counts": counts,
        "counted_at": numbers.at,
        "strip": list(desk.strip(filters, counts)),
        "parts": reads.parts(found, numbers),
        "columns": reads.COLUMNS,
        "slowest": figures.named(numbers.slowest),
        "late": late,
        "idle": idle,
        "rows": rows_of([*late, *idle], viewer, now),
        "periods": reads.reported(viewer, found, now),
        "unreached": reads.unreached(viewer, found),
        "orders": orders.unanswered(viewer, found.path, room.get("orders", reads.SHOWN)),
        "drafts": orders.drafts(viewer, found.path, room.get("drafts", reads.SHOWN)),
        "matters": reads.matters(viewer, found),
        "kinds": reads.kinds(numbers),
    })  # fmt: skip


def export(request: WorkbenchRequest, code: str) -> HttpResponseBase:
    """Return the table of a place's parts as CSV or Excel."""
    found = reads.find(request.viewer, code)
    columns = ("区划", "区划代码", "在办", *reads.COLUMNS.values(), "督办方没动")
    rows = _rows(reads.parts(found, reads.read(request.viewer, found, request.now)))
    return handed_out(request, List(f"{found.name}各地情况", found.name, columns, rows))


def _rows(parts: list[reads.Part]) -> Iterator[tuple[Any, ...]]:
    for part in parts:
        yield part.name, part.code, part.total, *(n for _, _, n in part.states), part.idle


ROUTES = (
    Route("places/<str:code>", place, "place", SIGNED_IN),
    Route("places/<str:code>/export", export, "place-export", roles.EXPORT),
)
