"""给其他系统用: tokens to the API, notices sent on to programs, and the page on how to call."""

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from bihuan.kernel.notices import sending, wording
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.roles import CAPABILITIES
from bihuan.surfaces.api import manual, pace, tokens, webhooks

from ..access import PUBLIC, SIGNED_IN, Route, WorkbenchRequest
from ..answers import unkept
from ..forms.programs import SubscriptionForm, TokenForm

SHOWN = 30


def tokens_page(request: WorkbenchRequest) -> HttpResponse:
    """Show one's tokens, and the form for a new one."""
    return _tokens(request, TokenForm(request.viewer))


def issue(request: WorkbenchRequest) -> HttpResponse:
    """Make a token and show its key, this once."""
    form = TokenForm(request.viewer, request.POST)
    made = form.tried(lambda given: tokens.issue(
        given["name"], given["may"], int(given["days"]), by=request.viewer, at=request.now
    ))  # fmt: skip
    return _tokens(request, form) if made is None else _tokens(
        request, TokenForm(request.viewer), made=made[0], secret=made[1]
    )  # fmt: skip


def revoke(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    done = tokens.revoke(pk, by=request.viewer, at=request.now)
    messages.success(request, f"已收回令牌“{done.name}”，马上不能再用。")
    return redirect("tokens")


def subscriptions_page(request: WorkbenchRequest) -> HttpResponse:
    """Show what is sent on to programs, and whether it arrived."""
    return _subscriptions(request, SubscriptionForm())


def subscribe(request: WorkbenchRequest) -> HttpResponse:
    """Send notices on to a program from now on; show the signatures' key, this once."""
    form = SubscriptionForm(request.POST)
    made = form.tried(lambda given: webhooks.subscribe(
        given["name"], given["url"], given["kinds"], by=request.viewer, at=request.now
    ))  # fmt: skip
    return _subscriptions(request, form) if made is None else _subscriptions(
        request, SubscriptionForm(), made=made[0], secret=made[1]
    )  # fmt: skip


def unsubscribe(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Stop sending notices on."""
    done = webhooks.end(pk, by=request.viewer, at=request.now)
    messages.success(request, f"已停止推送“{done.name}”，还没送出的也不再送。")
    return redirect("subscriptions")


def send_again(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Queue a message again that could not be delivered to a program."""
    found = webhooks.deliveries(request.viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这条推送，或者它不是您的。")
    sending.send_again(found, by=request.viewer, at=request.now)
    messages.success(request, f"已排队重发“{found.title}”。")
    return redirect("subscriptions")


def api(request: HttpRequest) -> HttpResponse:
    """Show how to call the API; needs no sign-in, for it tells nothing of anybody's records."""
    shown = {"calls": _calls(), "pace": pace.PER_MINUTE}
    return render(request, "workbench/programs/api.html", shown)


@cache
def _calls() -> SafeString:
    """Return every call as the page shows it; they change with the program only."""
    shown = {"areas": manual.areas(), "problems": manual.PROBLEMS}
    return render_to_string("workbench/programs/calls.html", shown)


def _tokens(request: WorkbenchRequest, form: TokenForm, **made: Any) -> HttpResponse:
    held = tokens.held(request.viewer, prefix=tokens.PREFIX)
    rows = [(row, tokens.ended(row, request.now)) for row in held[:SHOWN]]
    shown = {"rows": rows, "form": form, "does": CAPABILITIES, **made}
    return unkept(render(request, "workbench/programs/tokens.html", shown, status=form.status))


def _subscriptions(request: WorkbenchRequest, form: SubscriptionForm, **made: Any) -> HttpResponse:
    viewer = request.viewer
    shown = {
        "rows": [(row, webhooks.follower(row, request.now)) for row in webhooks.held(viewer)],
        "labels": {kind: wording.wording(kind).label for kind in webhooks.KINDS},
        "deliveries": webhooks.deliveries(viewer)[:SHOWN],
        "hosts": settings.WEBHOOK_HOSTS,
        "form": form,
        "may": viewer.can(roles.EXPORT),
        "resends": viewer.can(roles.MANAGE_ORGS),
        **made,
    }
    page = render(request, "workbench/programs/subscriptions.html", shown, status=form.status)
    return unkept(page)


ROUTES = (
    Route("me/tokens", tokens_page, "tokens", SIGNED_IN),
    Route("me/tokens/new", issue, "token-issue", SIGNED_IN, writes=True),
    Route("me/tokens/<int:pk>/revoke", revoke, "token-revoke", SIGNED_IN, writes=True),
    Route("me/subscriptions", subscriptions_page, "subscriptions", SIGNED_IN),
    Route("me/subscriptions/new", subscribe, "subscribe", roles.EXPORT, writes=True),
    Route("me/subscriptions/<int:pk>/end", unsubscribe, "unsubscribe", SIGNED_IN, writes=True),
    Route("me/deliveries/<int:pk>/again", send_again, "send-again", roles.MANAGE_ORGS,
          writes=True),
    Route("api", api, "api", PUBLIC),
)  # fmt: skip
