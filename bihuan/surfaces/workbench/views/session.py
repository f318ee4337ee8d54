"""Signing in and out, switching between one's posts, moving the demonstration's day."""

from datetime import date, datetime, time, timedelta
from importlib import import_module
from types import ModuleType
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from bihuan.kernel.orgs import accounts, roles, terms
from bihuan.kernel.orgs.models import Account
from bihuan.kernel.orgs.refusals import NotAllowed
from bihuan.lib.clocks import SHANGHAI, in_shanghai
from bihuan.modules.accounts import first_passwords, links, second_factors, sign_ins
from bihuan.surfaces import clock, lockout, rounds
from bihuan.surfaces.sign_on.providers import providers

from .. import entering, first_pages
from ..access import PUBLIC, SIGNED_IN, Route, WorkbenchRequest
from ..forms.password import PasswordForm
from ..middleware import TERM
from ..queries.own import own

WRONG = "登录名或密码不对。连续输错几次后要等一会儿才能再试。"
LOCKED = "连续输错次数过多，暂时不能登录。请 {n} 分钟后再试，或请账号管理员解除锁定。"
DAY_WRITTEN = "日期要写成 2025-03-12 这样。"
ONLY_FORWARD = "痕迹只能往后写，演示日期不能往回改。要看过去的某一天，请用责任台账。"
#: Where a visitor lands: the first of these that is installed.
LANDINGS = ("desk", "policies")


def home(request: HttpRequest) -> HttpResponse:
    """Go to the page the visitor begins with."""
    viewer = getattr(request, "viewer", None)
    first = first_pages.of(viewer, request.term) if viewer else ""  # type: ignore[attr-defined]
    for name in (first, *LANDINGS):
        try:
            return HttpResponseRedirect(reverse(name))
        except NoReverseMatch:
            continue
    raise Http404


def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in page, or sign in and go where the visitor wanted to go."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    shown = offered(request, wanted)
    if clock.is_demonstration():
        shown |= {"accounts": _demo().shown_accounts(clock.now()), "password": _demo().PASSWORD}
    if request.method != "POST":
        return render(request, "workbench/sign_in.html", shown)
    # By the name of the account's own field: failed attempts are counted by it.
    account = authenticate(request, login=shown["login"], password=request.POST.get("password", ""))
    if account is None:
        shown["problem"] = WRONG
        return render(request, "workbench/sign_in.html", shown, status=401)
    _demand_password(account, request.now)  # type: ignore[attr-defined]
    return entering.start(request, account, way=entering.PASSWORD, wanted=wanted)


def offered(request: HttpRequest, wanted: str, problem: str = "") -> dict[str, Any]:
    """Return what the sign-in page offers: ways in, and out of the one that was used before."""
    ways, left = providers(), request.GET.get("left", "")
    return {
        "next": wanted, "login": request.POST.get("login", ""), "problem": problem,
        "providers": list(ways.values()), "left": ways.get(left),
        "leaving": ways[left].leaving(settings.ORIGIN) if left in ways else "",
    }  # fmt: skip


def _demand_password(account: Account, at: datetime) -> None:
    """Refuse a password where people sign in by another system, but for who manages accounts."""
    if settings.EVERYBODY_BY_PASSWORD:
        return
    day = in_shanghai(at).date()
    held = terms.terms_on(account.person, day)
    if not any(roles.MANAGE_ACCOUNTS in term.post.role.may for term in held):
        titles = "、".join(one.title for one in providers().values())
        raise NotAllowed(f"本系统统一从“{titles}”登录，不用密码。", can="在登录页上点它的名称")


def locked_out(request: HttpRequest, credentials: object = None) -> HttpResponse:
    """Answer instead of the sign-in page while a login is locked after wrong passwords."""
    name = request.POST.get("login", "")
    shown = offered(request, "", LOCKED.format(n=lockout.minutes_left(name, request)))
    return render(request, "workbench/sign_in.html", shown, status=429)


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; who came by another system is offered to sign out there too."""
    way = ""
    if entering.SIGN_IN in request.session:
        way = sign_ins.close(request.session[entering.SIGN_IN], "本人退出", clock.now())
    logout(request)
    left = f"?left={way}" if way in providers() else ""
    return HttpResponseRedirect(reverse("sign-in") + left)


def me(request: WorkbenchRequest) -> HttpResponse:
    """Show the posts the signed-in person holds, her duties, her password and her sign-ins."""
    return _me(request, PasswordForm())


def change_password(request: WorkbenchRequest) -> HttpResponse:
    """Change one's own password; this session goes on, all others end."""
    if clock.is_demonstration():
        raise NotAllowed("演示账号的密码写在登录页上，不能改。")
    form = PasswordForm(request.POST)
    form.tried(lambda given: first_passwords.change(
        request.user, old=given["old"], new=given["password"], by=request.viewer, at=request.now,
    ))  # fmt: skip
    if form.errors:
        return _me(request, form)
    update_session_auth_hash(request, request.user)
    if entering.SIGN_IN in request.session:
        key, here = request.session.session_key or "", request.session[entering.SIGN_IN]
        sign_ins.carry_over(here, request.user, key=key)
    messages.success(request, "密码已改，您在别处的登录都已退出。")
    return redirect("me")


def _me(request: WorkbenchRequest, form: PasswordForm) -> HttpResponse:
    viewer, account = request.viewer, request.user
    linked = {link.provider: link for link in links.held(account)}
    shown = {
        "terms": terms.terms_on(account.person, _today(request)),
        "form": form,
        "fixed": clock.is_demonstration(),
        "own": own(viewer, request.now) if viewer.reads else None,
        "factor": second_factors.of(account),
        "links": [(one, linked.get(one.key)) for one in providers().values()],
        "sign_ins": sign_ins.live(account),
        "here": request.session.get(entering.SIGN_IN),
        "first_pages": first_pages.PAGES,
        "first_page": first_pages.chosen_by(viewer),
    }
    return render(request, "workbench/me.html", shown, status=form.status)


def end_sign_in(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """End one of one's own sign-ins, on whatever device it is."""
    done = sign_ins.end(pk, by=request.viewer, at=request.now)
    messages.success(request, f"{done.device}上的登录已退出。")
    return redirect("me")


def end_all(request: WorkbenchRequest) -> HttpResponse:
    """End all of one's own sign-ins, this one too, and with them one's tokens of the API."""
    accounts.revoke_sessions(request.user, by=request.viewer, at=request.now)
    logout(request)
    messages.success(request, "所有设备上的登录都已退出，接口令牌也已失效。请重新登录。")
    return redirect("sign-in")


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
    here, asked = clock.now(), request.POST.get("back", "")
    back = HttpResponseRedirect(entering.ours(request, asked))
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


def _today(request: HttpRequest) -> date:
    return in_shanghai(request.now).date()  # type: ignore[attr-defined]


def _demo() -> ModuleType:
    """Return the accounts of the demonstration; the surfaces do not know the package."""
    return import_module(settings.DEMONSTRATION_ACCOUNTS)


ROUTES = (
    Route("", home, "home", PUBLIC),
    Route("sign-in", sign_in, "sign-in", PUBLIC),
    Route("sign-out", sign_out, "sign-out", PUBLIC, writes=True),
    Route("me", me, "me", SIGNED_IN),
    Route("me/sign-ins/<int:pk>/end", end_sign_in, "sign-in-end", SIGNED_IN, writes=True),
    Route("me/sign-ins/end", end_all, "sign-ins-end", SIGNED_IN, writes=True),
    Route("me/password", change_password, "change-password", SIGNED_IN, writes=True),
    Route("me/post", switch_post, "switch-post", SIGNED_IN, writes=True),
    Route("demonstration/day", move_clock, "move-clock", SIGNED_IN, writes=True),
)
