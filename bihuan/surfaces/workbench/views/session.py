"""Signing in and out, switching between one's posts, moving the demonstration's day."""

from datetime import date, datetime, time, timedelta
from importlib import import_module
from types import ModuleType
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from bihuan.kernel.orgs import accounts, terms
from bihuan.kernel.orgs.refusals import NotAllowed
from bihuan.lib.clocks import SHANGHAI, in_shanghai
from bihuan.surfaces import clock, rounds

from ..access import PUBLIC, SIGNED_IN, Route, WorkbenchRequest
from ..forms.password import PasswordForm
from ..middleware import TERM
from ..queries.own import own

WRONG = "登录名或密码不对。连续输错几次后要等一会儿才能再试。"
LOCKED = "连续输错次数过多，这个登录名暂时不能再试。请稍后再试，或请本单位账号管理员重设密码。"
DAY_WRITTEN = "日期要写成 2025-03-12 这样。"
ONLY_FORWARD = "痕迹只能往后写，演示日期不能往回改。要看过去的某一天，请用责任台账。"
#: Where a visitor lands: the first of these that is installed.
LANDINGS = ("desk", "policies")


def home(request: HttpRequest) -> HttpResponse:
    """Go to the first page of the workbench."""
    for name in LANDINGS:
        try:
            return HttpResponseRedirect(reverse(name))
        except NoReverseMatch:
            continue
    raise Http404


def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in page, or sign in and go where the visitor wanted to go."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    shown: dict[str, Any] = {"next": wanted, "login": request.POST.get("login", "")}
    if clock.is_demonstration():
        shown |= {"accounts": _demo().shown_accounts(clock.now()), "password": _demo().PASSWORD}
    if request.method != "POST":
        return render(request, "workbench/sign_in.html", shown)
    # By the name of the account's own field: failed attempts are counted by it.
    account = authenticate(request, login=shown["login"], password=request.POST.get("password", ""))
    if account is None:
        shown["problem"] = WRONG
        return render(request, "workbench/sign_in.html", shown, status=401)
    login(request, account)
    # The moment being shown, not that of the machine: others read when a unit was last heard of.
    account.last_login = clock.now()
    account.save(update_fields=["last_login"])
    return HttpResponseRedirect(_safe(request, wanted))


def locked_out(request: HttpRequest, credentials: object = None) -> HttpResponse:
    """Answer instead of the sign-in page while a login is locked after wrong passwords."""
    shown = {"login": request.POST.get("login", ""), "problem": LOCKED}
    return render(request, "workbench/sign_in.html", shown, status=429)


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


def me(request: HttpRequest) -> HttpResponse:
    """Show the posts the signed-in person holds on the day being shown."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    return _me(request, PasswordForm())


def change_password(request: WorkbenchRequest) -> HttpResponse:
    """Change one's own password; this session goes on, all others end."""
    if clock.is_demonstration():
        raise NotAllowed("演示账号的密码写在登录页上，不能改。")
    form = PasswordForm(request.POST)
    form.tried(lambda given: accounts.change_password(
        request.user, old=given["old"], new=given["password"], by=request.viewer, at=request.now,
    ))  # fmt: skip
    if form.errors:
        return _me(request, form)
    update_session_auth_hash(request, request.user)
    messages.success(request, "密码已改，您在别处的登录都已退出。")
    return redirect("me")


def _me(request: HttpRequest, form: PasswordForm) -> HttpResponse:
    held = terms.terms_on(request.user.person, _today(request))
    viewer = getattr(request, "viewer", None)
    shown = {"terms": held, "form": form, "fixed": clock.is_demonstration(),
             "own": own(viewer, request.now) if viewer and viewer.reads else None}  # fmt: skip
    return render(request, "workbench/me.html", shown, status=form.status)


def switch_post(request: WorkbenchRequest) -> HttpResponse:
    """Act from now on in another of one's own posts; the switch is traced."""
    term = request.POST.get("term", "")
    wanted = int(term) if term.isdecimal() else 0
    viewer = terms.switch(request.user, term_id=wanted, at=request.now)
    request.session[TERM] = viewer.term_id
    messages.success(request, f"现在以“{viewer.label}”办理。")
    return redirect("home")


def move_clock(request: WorkbenchRequest) -> HttpResponse:
    """Show another day in a demonstration and do what the nightly jobs would have done by then."""
    if not clock.is_demonstration():
        raise Http404
    here, back = clock.now(), HttpResponseRedirect(_safe(request, request.POST.get("back", "")))
    moment = _asked_moment(request, here)
    if moment is None:
        messages.error(request, DAY_WRITTEN)
    elif moment < here:
        messages.error(request, ONLY_FORWARD)
    else:
        clock.move_to(moment)
        messages.success(request, rounds.make(moment).says)
    return back


def _asked_moment(request: HttpRequest, here: datetime) -> datetime | None:
    """Return the moment asked for by number of days or by date, ``None`` when it is neither."""
    try:
        if days := request.POST.get("days"):
            return here + timedelta(days=int(days))
        day = date.fromisoformat(request.POST.get("day", ""))
    except (ValueError, OverflowError):
        return None
    if day == in_shanghai(here).date():
        return here
    return datetime.combine(day, time(8, 0), tzinfo=SHANGHAI)


def _safe(request: HttpRequest, wanted: str) -> str:
    """Return an address of this installation: the wanted one if it is, else the first page."""
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else reverse("home")


def _today(request: HttpRequest) -> date:
    return in_shanghai(request.now).date()  # type: ignore[attr-defined]


def _demo() -> ModuleType:
    """Return the accounts of the demonstration; the surfaces do not know the package."""
    return import_module(settings.DEMONSTRATION_ACCOUNTS)


ROUTES = (
    Route("", home, "home", PUBLIC),
    Route("sign-in", sign_in, "sign-in", PUBLIC),
    Route("sign-out", sign_out, "sign-out", PUBLIC, writes=True),
    Route("me", me, "me", PUBLIC),
    Route("me/password", change_password, "change-password", SIGNED_IN, writes=True),
    Route("me/post", switch_post, "switch-post", SIGNED_IN, writes=True),
    Route("demonstration/day", move_clock, "move-clock", SIGNED_IN, writes=True),
)
