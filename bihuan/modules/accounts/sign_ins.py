"""Sign-ins: begun, used, listed and ended; an account whose last post has ended is shut."""

import re
from datetime import datetime, timedelta
from importlib import import_module
from typing import Final

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from bihuan.kernel.orgs import accounts, ports
from bihuan.kernel.orgs.models import Account, Term
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Actor, Machine, Viewer
from bihuan.lib.clocks import in_shanghai

from .models import SignIn

SHOWN: Final = 30
#: 网络安全法 asks for six months of network logs.
KEPT: Final = timedelta(days=190)
BY: Final = Machine("登录")
_SYSTEMS: Final = (
    ("HarmonyOS", "鸿蒙"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "安卓"),
    ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
_PROGRAMS: Final = (
    ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("Edg", "Edge"), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_UNKNOWN: Final = "未知设备"


def device(agent: str) -> str:
    """Return what a browser says it is, as people call it (``安卓·微信``)."""
    words = [next((title for mark, title in marks if mark in agent), "")
             for marks in (_SYSTEMS, _PROGRAMS)]  # fmt: skip
    return "·".join(filter(None, words)) or re.sub(r"[^\x20-\x7e]", "", agent)[:48] or _UNKNOWN


def begin(  # noqa: PLR0913 - a sign-in has these facts
    account: Account,
    *,
    key: str,
    way: str,
    factor: bool,
    address: str,
    agent: str,
    at: datetime,
) -> SignIn:
    """Keep that a session began; ``key`` is the session's."""
    return SignIn.objects.create(
        account=account, key=key, stamp=account.get_session_auth_hash(), way=way, factor=factor,
        address=address, device=device(agent), at=at, used_at=at,
    )  # fmt: skip


def carry_over(pk: int, account: Account, *, key: str) -> None:
    """Go on with a sign-in whose own password was just changed."""
    stamp = account.get_session_auth_hash()
    SignIn.objects.filter(pk=pk).update(key=key, stamp=stamp)


def note(pk: int, at: datetime) -> None:
    """Keep when a sign-in was last used."""
    SignIn.objects.filter(pk=pk).update(used_at=at)


def live(account: Account) -> list[SignIn]:
    """Return the sign-ins of an account that still open something, the last used first."""
    runs = Session.objects.filter(session_key=OuterRef("key"))
    stamp = account.get_session_auth_hash()
    rows = SignIn.objects.filter(Exists(runs), account=account, ended_at=None, stamp=stamp)
    return list(rows.order_by("-used_at", "-pk")[:SHOWN])


def last(account: Account, *, but: int) -> SignIn | None:
    """Return the sign-in before the one named; ``None`` for the first of all."""
    return SignIn.objects.filter(account=account).exclude(pk=but).order_by("-at", "-pk").first()


def close(pk: int, why: str, at: datetime) -> str:
    """Keep that a sign-in ended and return its way; its session is ended by who calls."""
    SignIn.objects.filter(pk=pk, ended_at=None).update(ended_at=at, why=why)
    return SignIn.objects.filter(pk=pk).values_list("way", flat=True).first() or ""


@transaction.atomic
def end(pk: int, *, by: Viewer, at: datetime) -> SignIn:
    """End one of one's own sign-ins at once. Raises :class:`NotFound` for any other."""
    rows = SignIn.objects.select_for_update(of=("self",)).select_related("account")
    found = rows.filter(pk=pk, account__person=by.person_id, ended_at=None).first()
    if found is None:
        raise NotFound("没有这个登录，或它已经退出。")
    close(found.pk, "本人退出", at)
    engine = import_module(settings.SESSION_ENGINE)
    engine.SessionStore(session_key=found.key).delete()
    _record(found.account, "sign_in_ended", by=by, at=at)
    return found


def forget(at: datetime) -> int:
    """Drop sign-ins last used longer ago than logs must be kept; return how many were."""
    return SignIn.objects.filter(used_at__lt=at - KEPT).delete()[0]


def shut_ended(at: datetime) -> int:
    """Shut the accounts whose persons' last posts have ended; return how many were."""
    day = in_shanghai(at).date()
    held = Term.objects.filter(person=OuterRef("person"))
    running = held.filter(Q(until=None) | Q(until__gt=day))
    rows = Account.objects.filter(Exists(held), ~Exists(running), is_active=True)
    shut = 0
    for account in rows.order_by("pk"):
        accounts.set_active(account, active=False, by=BY, at=at)
        shut += 1
    return shut


def _record(account: Account, verb: str, *, by: Actor, at: datetime) -> None:
    body = {"login": account.login, "person": account.person_id}
    ports.record("s", verb, by=by, at=at, body=body)
