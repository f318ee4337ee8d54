"""Lock-out after wrong passwords: of one login from one address, of a login, of an address."""

from collections.abc import Mapping
from datetime import timedelta
from ipaddress import ip_address
from math import ceil
from typing import Any, Final

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest
from django.utils import timezone

from bihuan.kernel.orgs import accounts, ports
from bihuan.kernel.orgs.models import Account
from bihuan.kernel.orgs.refusals import WrongState
from bihuan.kernel.orgs.viewer import Machine, Viewer
from bihuan.surfaces import clock

BY: Final = Machine("登录")


class Handler(AxesDatabaseHandler):
    """Counts as django-axes does, looks also at a login and at an address as a whole, and traces.

    The trace gets one line when a login of ours is locked, none for each further try.
    """

    def get_failures(self, request: HttpRequest, credentials: Any = None) -> int:
        """Return the failures of this login from this address, the limit when a whole is locked."""
        pair: int = super().get_failures(request, credentials)
        login, since = (credentials or {}).get("login", ""), get_cool_off_threshold(request)
        recent = AccessAttempt.objects.filter(attempt_time__gte=since)
        over = _sum(recent.filter(username=login)) >= settings.LOGIN_FAILURE_LIMIT
        here = address(request)
        if not over and not ip_address(here).is_loopback:
            # Without a proxy that tells addresses apart, everybody comes from this machine.
            over = _sum(recent.filter(ip_address=here)) >= settings.ADDRESS_FAILURE_LIMIT
        return max(pair, settings.AXES_FAILURE_LIMIT) if over else pair

    def user_login_failed(
        self, sender: Any, credentials: Any, request: Any = None, **more: Any
    ) -> None:
        """Count a failure; the one that locks a login is traced."""
        locked = request is not None and self.is_locked(request, credentials)
        super().user_login_failed(sender, credentials, request, **more)
        if request is None or locked or not getattr(request, "axes_locked_out", False):
            return
        account = Account.objects.filter(login=credentials.get("login", "")).first()
        if account:
            body = {"login": account.login, "address": address(request)}
            ports.record("s", "sign_in_locked", by=BY, at=clock.now(), body=body)


def address(request: HttpRequest) -> str:
    """Return where a request comes from; behind a proxy, what the proxy itself saw."""
    seen = request.META.get("REMOTE_ADDR", "") or "127.0.0.1"
    if settings.HTTPS:
        # The proxy in front adds the address it saw at the end; what stands before is hearsay.
        seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or seen
    try:
        return str(ip_address(seen))
    except ValueError:
        return "127.0.0.1"


def minutes_left(login: str, request: HttpRequest) -> int:
    """Return in how many minutes a locked login, or this address, may try again; at least one."""
    rows = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
    mine = rows.filter(username=login)
    latest = (mine if mine.exists() else rows.filter(ip_address=address(request))).aggregate(
        at=Max("attempt_time")
    )["at"]
    left = latest + settings.AXES_COOLOFF_TIME - timezone.now() if latest else timedelta()
    return max(1, ceil(left.total_seconds() / 60))


def is_locked(account: Account) -> bool:
    """Say whether wrong passwords keep this account from signing in somewhere."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    rows = AccessAttempt.objects.filter(username=account.login, attempt_time__gte=since)
    return (_sum(rows)) >= settings.AXES_FAILURE_LIMIT


def unlock(account: Account, *, by: Viewer, at: Any) -> None:
    """Let a locked account try again at once; traced. For who manages the account."""
    accounts.demand_over(account.person, by=by, at=at)
    if not is_locked(account):
        raise WrongState(f"{account.person.name}的登录没有被锁定。")
    AccessAttempt.objects.filter(username=account.login).delete()
    body: Mapping[str, Any] = {"login": account.login, "person": account.person_id}
    ports.record("s", "sign_in_unlocked", by=by, at=at, body=dict(body))


def _sum(rows: Any) -> int:
    return rows.aggregate(n=Sum("failures_since_start"))["n"] or 0
