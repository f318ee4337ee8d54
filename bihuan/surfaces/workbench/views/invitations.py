"""邀请: who was invited, the paper with its code, and the page on which somebody takes it up."""

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles, terms
from bihuan.kernel.orgs.models import Account
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.accounts import first_passwords, invitations
from bihuan.modules.accounts.invitations import Issued

from .. import entering
from ..access import PUBLIC, Route, WorkbenchRequest
from ..answers import unkept
from ..forms.invitations import JoinForm
from ..queries.paging import Order
from ..queries.paging import page as paged

ORDER = (Order("pk", falling=True),)


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the invitations into the units whose accounts the viewer manages."""
    rows = invitations.held(request.viewer)
    page = paged(rows, ORDER, after=request.GET.get("after", ""))
    shown = [(one, invitations.ended(one, request.now)) for one in page.rows]
    answer = {"page": page, "rows": shown, "ways": invitations.ways()}
    return render(request, "workbench/invitations.html", answer)


def again(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Invite somebody anew; the key sent before is void."""
    found = invitations.held(request.viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这份邀请，或您的岗位看不到。")
    way = request.POST.get("way") or found.way
    return answered(request, invitations.issue(found.term, way, by=request.viewer, at=request.now))


def revoke(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Make an invitation void."""
    done = invitations.revoke(pk, by=request.viewer, at=request.now)
    messages.success(
        request, f"给{done.term.person.name}的邀请已撤回；任职不变，要离任的另行办理。"
    )
    return redirect("invitations")


def answered(request: WorkbenchRequest, issued: Issued) -> HttpResponse:
    """Return the paper to print, this once, or say where the invitation went."""
    made = issued.invitation
    if made.way == invitations.Way.PRINT:
        picture = segno.make(issued.address, error="m").svg_data_uri(scale=6, border=2)
        shown = {"made": made, "address": issued.address, "picture": picture}
        return unkept(render(request, "workbench/invitation.html", shown))
    name, way = made.term.person.name, made.get_way_display()[1:]
    messages.success(request, f"给{name}的邀请已用{way}发出，本人凭里面的网址自己设密码。")
    return redirect("invitations")


def join(request: HttpRequest, key: str) -> HttpResponse:
    """Let the invited person make her sign-in, and let her in."""
    now: Any = request.now  # type: ignore[attr-defined]
    found = invitations.find(key, now)
    person = found.term.person
    known = Account.objects.filter(person=person).first()
    login = known.login if known else first_passwords.login_for(person)
    form = JoinForm(request.POST if request.method == "POST" else None, initial={"login": login})
    if request.method == "POST":
        account = form.tried(lambda given: invitations.accept(
            key, given["login"].strip(), given["password"], at=now
        ))  # fmt: skip
        if account is not None:
            return _joined(request, account, found.term.since)
    shown = {"form": form, "invitation": found, "key": key}
    return unkept(render(request, "workbench/entering/join.html", shown, status=form.status))


def _joined(request: HttpRequest, account: Account, since: Any) -> HttpResponse:
    if terms.viewer_on(account, request.now) is None:  # type: ignore[attr-defined]
        messages.success(request, f"账号已建好。您从 {since} 起任职，那天起可以登录。")
        return redirect("sign-in")
    messages.success(request, "账号已建好，今后用登录名和密码登录。")
    return entering.start(request, account, way=entering.PASSWORD, wanted="")


ROUTES = (
    Route("invitations", listing, "invitations", roles.MANAGE_ACCOUNTS),
    Route("invitations/<int:pk>/again", again, "invitation-again", roles.MANAGE_ACCOUNTS,
          writes=True),
    Route("invitations/<int:pk>/revoke", revoke, "invitation-revoke", roles.MANAGE_ACCOUNTS,
          writes=True),
    Route("join/<str:key>", join, "join", PUBLIC),
)  # fmt: skip
