"""日历订阅: one's duties in the calendar of a telephone, under a secret address one may revoke."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.kernel.orgs.refusals import NotFound
from bihuan.surfaces import clock
from bihuan.surfaces.api import tokens
from bihuan.surfaces.api.problems import Unknown
from bihuan.surfaces.layouts.calendar import calendar

from ..access import PUBLIC, SIGNED_IN, Route, WorkbenchRequest
from ..answers import unkept
from ..forms.calendar import AddressForm
from ..queries import feed

SHOWN = 30
CLOSED = "没有这个日历地址，或者已经停用。请在“我的岗位”的“日历订阅”里另建。"


def addresses(request: WorkbenchRequest) -> HttpResponse:
    """Show the addresses of one's calendar, and the form for a new one."""
    return _page(request, AddressForm())


def issue(request: WorkbenchRequest) -> HttpResponse:
    """Make an address and show it, this once."""
    form = AddressForm(request.POST)
    made = form.tried(lambda given: tokens.issue(
        given["name"], (), tokens.LONGEST, by=request.viewer, at=request.now,
        prefix=tokens.CALENDAR,
    ))  # fmt: skip
    if made is None:
        return _page(request, form)
    address = settings.ORIGIN + reverse("calendar-feed", args=[made[1]])
    return _page(request, AddressForm(), made=made[0], address=address)


def revoke(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Close an address at once."""
    if not tokens.held(request.viewer, prefix=tokens.CALENDAR).filter(pk=pk).exists():
        raise NotFound("没有这个日历地址，或者它不是您的。")
    done = tokens.revoke(pk, by=request.viewer, at=request.now)
    messages.success(request, f"已停用日历地址“{done.name}”，马上看不到了。")
    return redirect("calendar")


def show(request: HttpRequest, key: str) -> HttpResponse:
    """Return the duties of whoever made the address, as her post stands now.

    Needs no sign-in: who has the address has the calendar, and nothing else.
    """
    now = clock.now()
    try:
        use = tokens.opened(key, now, prefix=tokens.CALENDAR)
    except Unknown as unknown:
        raise NotFound(CLOSED) from unknown
    tokens.note(use.token, now)
    post = use.term.post
    made = calendar(f"{post.unit.name} {post.title} 责任事项", feed.entries(use.viewer, now), now)
    return HttpResponse(made, content_type="text/calendar; charset=utf-8", headers={
        "Cache-Control": "private, no-store",
        "Content-Disposition": 'inline; filename="bihuan.ics"',
    })  # fmt: skip


def _page(request: WorkbenchRequest, form: AddressForm, **made: Any) -> HttpResponse:
    held = tokens.held(request.viewer, prefix=tokens.CALENDAR)[:SHOWN]
    shown = {"rows": [(row, tokens.ended(row, request.now)) for row in held], "form": form, **made}
    return unkept(render(request, "workbench/calendar.html", shown, status=form.status))


ROUTES = (
    Route("me/calendar", addresses, "calendar", SIGNED_IN),
    Route("me/calendar/new", issue, "calendar-issue", SIGNED_IN, writes=True),
    Route("me/calendar/<int:pk>/revoke", revoke, "calendar-revoke", SIGNED_IN, writes=True),
    Route("calendar/<str:key>.ics", show, "calendar-feed", PUBLIC),
)
