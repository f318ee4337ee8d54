"""领导首页: one screen of a phone that says what waits for a leader; which page one begins with."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from .. import first_pages
from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries import desk, figures
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
    to_sign, own = reads.to_sign(viewer), reads.own(viewer, now)
    climbed = reads.climbed(viewer, before or now - reads.FIRST)
    room = {request.GET.get("all", ""): FULL}
    mine, latest = list(own[: room.get("own", SHOWN)]), reads.latest(viewer, now)
    new, orders = climbed[: room.get("climbed", SHOWN)], reads.unanswered(viewer)
    signing = room.get("to-sign", SHOWN)
    rows = reads.shown(mine, latest, (one.obligation for one in new))
    return render(request, "workbench/overview.html", {
        "to_sign": to_sign,
        "letters": to_sign.letters[:signing],
        "extensions": to_sign.extensions[:signing],
        "approvals": to_sign.approvals[:signing],
        "own": mine,
        "own_count": own.count(),
        "latest": latest,
        "counts": desk.counts(viewer, ALL.filters, numbers.whole),
        "slowest": figures.named(numbers.slowest[:SHOWN]),
        "climbed": new,
        "climbed_count": len(climbed),
        "before": before,
        "orders": orders[: room.get("orders", SHOWN)],
        "orders_count": orders.count(),
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
