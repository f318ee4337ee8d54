"""Between the proof of who somebody is and the open door: what she must do before anything opens.

Nobody is signed in until all of it is done, so no address has to be closed meanwhile. What a
session holds of it lapses after a quarter of an hour.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.models import Account
from bihuan.kernel.orgs.refusals import NotAllowed
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules.accounts import first_passwords, second_factors, sign_ins
from bihuan.surfaces import clock, lockout

KEY: Final = "entering"
SIGN_IN, BEGAN, USED = "sign_in", "began", "used"
SECONDS: Final = 15 * 60
BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
#: What may have to be done, by the name of its route.
CODE, FIRST_PASSWORD, FACTOR = "sign-in-code", "first-password", "sign-in-factor"
PASSWORD: Final = "password"  # noqa: S105 - a way in, not a secret
ADMINISTRATOR: Final = "本单位的账号管理员"


@dataclass(frozen=True)
class Entering:
    """Somebody who has proved who she is: by which way, and where she wanted to go."""

    account: Account
    viewer: Viewer
    way: str
    wanted: str
    factor: bool


def start(request: HttpRequest, account: Account, *, way: str, wanted: str) -> HttpResponse:
    """Let somebody in who has proved who she is, or send her to what she must do first.

    Raises :class:`NotAllowed` for who holds no post, and for a first password that has lapsed.
    """
    now: datetime = request.now  # type: ignore[attr-defined]
    _viewer(account, now)
    first = first_passwords.pending(account)
    if way == PASSWORD and first and first.until <= now:
        says = f"初始密码已于 {in_shanghai(first.until):%Y-%m-%d %H:%M} 过期，不能再用。"
        raise NotAllowed(says, can=f"{ADMINISTRATOR}，请其重设后再登录")
    request.session.flush()
    request.session[KEY] = {
        "account": account.pk, "stamp": account.get_session_auth_hash(), "way": way,
        "wanted": wanted, "factor": False, "at": clock.tick(),
    }  # fmt: skip
    return go_on(request)


def held(request: HttpRequest) -> Entering | None:
    """Return who is on the way in; ``None`` when nobody is, or it took too long."""
    kept: dict[str, Any] = request.session.get(KEY) or {}
    if not kept or clock.tick() - kept["at"] > SECONDS:
        return None
    rows = Account.objects.select_related("person").filter(is_active=True)
    account = rows.filter(pk=kept["account"]).first()
    if account is None or account.get_session_auth_hash() != kept["stamp"]:
        return None
    viewer = _viewer(account, request.now)  # type: ignore[attr-defined]
    return Entering(account, viewer, kept["way"], kept["wanted"], kept["factor"])


def go_on(request: Any) -> HttpResponse:
    """Send somebody on the way in to the next thing to do; sign her in when there is none."""
    found = held(request)
    if found is None:
        messages.error(request, "登录没有完成，时间已过，请重新登录。")
        return redirect("sign-in")
    step = _next(found, request.now)
    return redirect(step) if step else _finish(request, found)


def at(request: Any, step: str) -> Entering | None:
    """Return who is on the way in and must do this step now; ``None`` when it is not its turn."""
    found = held(request)
    return found if found and _next(found, request.now) == step else None


def _next(found: Entering, at: datetime) -> str:
    """Return the route of what must be done next, "" when nothing is left.

    Codes come first: who has the password alone changes nothing.
    """
    if not found.factor and second_factors.of(found.account):
        return CODE
    if found.way == PASSWORD and first_passwords.pending(found.account):
        return FIRST_PASSWORD
    if not found.factor and second_factors.is_required(found.account, at):
        return FACTOR
    return ""


def keep_stamp(request: HttpRequest, account: Account) -> None:
    """Go on with somebody whose password was just replaced."""
    request.session[KEY] |= {"stamp": account.get_session_auth_hash()}
    request.session.modified = True


def keep_factor(request: HttpRequest) -> None:
    """Go on with somebody who has given a right code."""
    request.session[KEY] |= {"factor": True}
    request.session.modified = True


def _finish(request: HttpRequest, found: Entering) -> HttpResponse:
    now: datetime = request.now  # type: ignore[attr-defined]
    account = found.account
    login(request, account, backend=BACKEND)
    # The moment being shown, not that of the machine: others read when a unit was last heard of.
    account.last_login = now
    account.save(update_fields=["last_login"])
    request.session.pop(KEY, None)
    made = sign_ins.begin(
        account, key=request.session.session_key or "", way=found.way, factor=found.factor,
        address=lockout.address(request), agent=request.headers.get("User-Agent", ""), at=now,
    )  # fmt: skip
    tick = clock.tick()
    request.session.update({SIGN_IN: made.pk, BEGAN: tick, USED: tick})
    before = sign_ins.last(account, but=made.pk)
    if before:
        at = f"{in_shanghai(before.at):%Y-%m-%d %H:%M}"
        says = f"上次登录：{at}，{before.device}，{before.address}。不是您本人的，请马上改密码。"
        messages.info(request, says)
    return HttpResponseRedirect(ours(request, found.wanted))


def ours(request: HttpRequest, wanted: str) -> str:
    """Return an address of this installation: the wanted one if it is, else the first page."""
    known = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if known else reverse("home")


def _viewer(account: Account, at: datetime) -> Viewer:
    found = terms.viewer_on(account, at)
    if found is None:
        says = f"{account.person.name}现在没有任职，登录已关闭。"
        raise NotAllowed(says, can=f"{ADMINISTRATOR}，请其登记任期后再登录")
    return found
