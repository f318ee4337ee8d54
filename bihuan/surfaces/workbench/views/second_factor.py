"""动态码: taken on by a phone, asked for on the way in, given up; what a place demands."""

from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Account, Place
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.accounts import second_factors as factors
from bihuan.surfaces import clock

from .. import entering
from ..access import PUBLIC, SIGNED_IN, Route, WorkbenchRequest
from ..answers import unkept
from ..forms.form import Form
from ..forms.second_factor import CodeForm, ConfirmFactorForm, DemandsForm

FOLDER = "workbench/entering"


def code(request: HttpRequest) -> HttpResponse:
    """Ask somebody on the way in for a code of her phone."""
    found = entering.at(request, entering.CODE)
    if found is None:
        return entering.go_on(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.tried(lambda given: take(found.account, given["code"], request))
        if not form.errors:
            entering.keep_factor(request)
            return entering.go_on(request)
    shown = {"form": form, "entering": found}
    return render(request, f"{FOLDER}/code.html", shown, status=form.status)


def take(account: Account, given: str, request: Any) -> None:
    """Take a code. Raises :class:`Invalid` with what is wrong; a wrong one has counted by then."""
    if says := factors.tried(account, given, at=request.now, tick=clock.tick()):
        raise Invalid(says, field="code")


def demanded(request: HttpRequest) -> HttpResponse:
    """Let somebody on the way in take on the second factor her post demands."""
    found = entering.at(request, entering.FACTOR)
    if found is None:
        return entering.go_on(request)
    if request.method != "POST":
        if not factors.proposed(found.account):
            factors.propose(found.account)
        return _enrol(request, found.account, ConfirmFactorForm(), entering=found)
    form = ConfirmFactorForm(request.POST)
    codes = form.tried(lambda given: _confirm(request, found.account, found.viewer, given["code"]))
    if codes is None:
        return _enrol(request, found.account, form, entering=found)
    entering.keep_factor(request)
    return _codes(request, codes, entering=found)


def mine(request: WorkbenchRequest) -> HttpResponse:
    """Show one's second factor: how to take one on, or how many recovery codes are left."""
    return _mine(request, CodeForm())


def begin(request: WorkbenchRequest) -> HttpResponse:
    """Make a secret for a phone to take on; it counts once a code of it was given."""
    factors.propose(request.user)
    return redirect("factor")


def confirm(request: WorkbenchRequest) -> HttpResponse:
    """Let the factor count from the first right code on; show the recovery codes, this once."""
    form = ConfirmFactorForm(request.POST)
    codes = form.tried(lambda given: _confirm(request, request.user, request.viewer, given["code"]))
    if codes is None:
        return _enrol(request, request.user, form)
    return _codes(request, codes)


def renew(request: WorkbenchRequest) -> HttpResponse:
    """Make new recovery codes and show them, this once."""
    form = CodeForm(request.POST)
    codes = form.tried(lambda given: factors.renew_codes(
        request.user, given["code"], by=request.viewer, at=request.now, tick=clock.tick()
    ))  # fmt: skip
    return _mine(request, form) if codes is None else _codes(request, codes)


def remove(request: WorkbenchRequest) -> HttpResponse:
    """Give the second factor up."""
    form = CodeForm(request.POST)
    form.tried(lambda given: factors.remove(
        request.user, given["code"], by=request.viewer, at=request.now, tick=clock.tick()
    ))  # fmt: skip
    if form.errors:
        return _mine(request, form)
    messages.success(request, "动态码已停用，今后只凭密码登录。")
    return redirect("me")


def demands(request: WorkbenchRequest) -> HttpResponse:
    """Show what the viewer's place demands of who signs in."""
    return _demands(request, DemandsForm(factors.demands(request.viewer.path, request.now)))


def set_demands(request: WorkbenchRequest) -> HttpResponse:
    """Set what the viewer's place and all below demand of who signs in."""
    form = DemandsForm(factors.demands(request.viewer.path, request.now), request.POST)
    place = form.tried(lambda given: factors.demand_codes(
        frozenset(given["roles"]), signing=given["signing"], reason=given["reason"],
        by=request.viewer, at=request.now,
    ))  # fmt: skip
    if place is None:
        return _demands(request, form)
    messages.success(request, f"已为{place.name}设定登录要求，各人下次登录时生效。")
    return redirect("sign-in-demands")


def _demands(request: WorkbenchRequest, form: Form) -> HttpResponse:
    place = Place.objects.get(path=request.viewer.path)
    shown = {"form": form, "place": place, "sets": request.viewer.sees == "subtree"}
    return render(request, "workbench/sign_in_demands.html", shown, status=form.status)


def _confirm(request: Any, account: Account, viewer: Viewer, given: str) -> list[str]:
    return factors.confirm(account, given, by=viewer, at=request.now, tick=clock.tick())


def _mine(request: WorkbenchRequest, form: Form) -> HttpResponse:
    account = request.user
    if factors.of(account) is None and factors.proposed(account):
        return _enrol(request, account, ConfirmFactorForm())
    shown = {
        "factor": factors.of(account), "left": factors.left(account), "form": form,
        "required": factors.is_required(account, request.now),
    }  # fmt: skip
    return unkept(render(request, "workbench/factor.html", shown, status=form.status))


def _enrol(request: HttpRequest, account: Account, form: Form, **more: Any) -> HttpResponse:
    address = factors.proposed(account)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=2) if address else ""
    secret = address.partition("secret=")[2].partition("&")[0]
    groups = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
    shown = {"form": form, "picture": picture, "secret": groups, "account": account, **more}
    return unkept(render(request, f"{FOLDER}/factor.html", shown, status=form.status))


def _codes(request: HttpRequest, codes: list[str], **more: Any) -> HttpResponse:
    return unkept(render(request, f"{FOLDER}/codes.html", {"codes": codes, **more}))


def carry_on(request: HttpRequest) -> HttpResponse:
    """Go on into the workbench once the recovery codes were written down."""
    return entering.go_on(request)


ROUTES = (
    Route("sign-in/code", code, "sign-in-code", PUBLIC),
    Route("sign-in/factor", demanded, "sign-in-factor", PUBLIC),
    Route("sign-in/go-on", carry_on, "sign-in-go-on", PUBLIC, writes=True),
    Route("me/factor", mine, "factor", SIGNED_IN),
    Route("me/factor/begin", begin, "factor-begin", SIGNED_IN, writes=True),
    Route("me/factor/confirm", confirm, "factor-confirm", SIGNED_IN, writes=True),
    Route("me/factor/codes", renew, "factor-codes", SIGNED_IN, writes=True),
    Route("me/factor/remove", remove, "factor-remove", SIGNED_IN, writes=True),
    Route("sign-in-demands", demands, "sign-in-demands", roles.MANAGE_ACCOUNTS),
    Route("sign-in-demands/set", set_demands, "sign-in-demands-set", roles.MANAGE_ACCOUNTS,
          writes=True),
)  # fmt: skip
