"""领导首页: one screen of a phone that says what waits for a leader; which page one begins with."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from .. import first_pages
from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries import desk, figures, orders
from ..queries import overview as reads
from ..queries.asking import ALL
from ..queries.rows import rows_of

#: How many rows a part shows, and how many the one that is asked for in full (``?all=``).
SHOWN, FULL = reads.FEW, 200


def overview(request: WorkbenchRequest) -> HttpResponse:
    """Show what waits for a leader, and note that she looked."""
    viewer, now = request.viewer, request.now
    before = first_pages.visit(viewer, now) if viewer.reads else None
    numbers = figures.read(viewer, ALL, now)
    room = {request.GET.get("all", ""): FULL}
    to_sign = reads.to_sign(viewer, room.get("to-sign", SHOWN))
    own = reads.own(viewer, now, room.get("own", SHOWN))
    new = reads.climbed(viewer, before or now - reads.FIRST, room.get("climbed", SHOWN))
    latest, approvals = reads.latest(viewer, now), to_sign.approvals.rows
    rows = reads.shown(own.rows, latest, [one.obligation for one in new.rows], approvals)
    return render(request, "workbench/overview.html", {
        "to_sign": to_sign,
        "own": own,
        "latest": latest,
        "counts": desk.counts(viewer, ALL.filters, numbers.whole),
        "slowest": figures.named(numbers.slowest[:SHOWN]),
        "climbed": new,
        "before": before,
        "orders": orders.unanswered(viewer, viewer.path, room.get("orders", SHOWN)),
        "rows": rows_of(rows, viewer, now),
    })  # fmt: skip


def choose(request: WorkbenchRequest) -> HttpResponse:
    """Begin with another page from now on."""
    chosen = first_pages.choose(request.POST.get("page", ""), by=request.viewer)
    messages.success(request, f"以后登录先看：{first_pages.PAGES[chosen.page]}。")
    return redirect("me")


ROUTES = (
    Route("overview", overview, "overview", SIGNED_IN),
    Route("me/first-page", choose, "first-page", SIGNED_IN, writes=True),
)
