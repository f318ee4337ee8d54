"""Signing in and out, switching between one's posts, moving the demonstration's day."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from bihuan.demo.accounts import PASSWORD, shown_accounts
from bihuan.kernel.orgs import terms
from bihuan.lib.clocks import SHANGHAI
from bihuan.surfaces import clock, rounds

from ..middleware import TERM

WRONG = "登录名或密码不对。连续错 5 次，15 分钟内不能再试。"


def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in page, or sign in and go where the visitor wanted to go."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    shown: dict[str, Any] = {"next": wanted, "login": request.POST.get("login", "")}
    if clock.is_demonstration():
        shown |= {"accounts": shown_accounts(clock.now()), "demo_password": PASSWORD}
    if request.method != "POST":
        return render(request, "workbench/sign_in.html", shown)
    account = authenticate(
        request, username=shown["login"], password=request.POST.get("password", "")
    )
    if account is None:
        return render(request, "workbench/sign_in.html", shown | {"problem": WRONG}, status=401)
    login(request, account)
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(wanted) if safe else redirect("desk")


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


def me(request: HttpRequest) -> HttpResponse:
    """Show the posts the signed-in person holds on the day being shown."""
    person = request.user.person  # type: ignore[union-attr]
    held = terms.terms_on(person, request.now.date())  # type: ignore[attr-defined]
    return render(request, "workbench/me.html", {"terms": held})


def switch_post(request: HttpRequest) -> HttpResponse:
    """Act from now on in another of one's own posts; the switch is traced."""
    viewer = terms.switch(
        request.user,  # type: ignore[arg-type]
        term_id=int(request.POST.get("term") or 0),
        at=request.now,  # type: ignore[attr-defined]
    )
    request.session[TERM] = viewer.term_id
    messages.success(request, f"现在以“{viewer.label}”办理")
    return redirect("desk")


def move_clock(request: HttpRequest) -> HttpResponse:
    """Show another day in a demonstration and do what the nightly jobs would have done by then."""
    here = clock.now()
    days = request.POST.get("days")
    try:
        if days:
            moment = here + timedelta(days=int(days))
        else:
            day = datetime.strptime(request.POST.get("day", ""), "%Y-%m-%d").date()  # noqa: DTZ007
            moment = datetime.combine(day, time(8, 0), tzinfo=SHANGHAI)
    except ValueError:
        messages.error(request, "日期要写成 2025-03-12 这样。")
        return redirect("desk")
    if moment < here:
        messages.error(request, "痕迹只能往后写，演示日期不能往回改。要看过去的某一天，请用责任台账。")
        return redirect("desk")
    clock.move_to(moment)
    report = rounds.make(moment)
    messages.success(request, report.says)
    return redirect(request.POST.get("back") or "desk")
