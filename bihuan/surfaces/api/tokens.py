"""Tokens: made and revoked by a person for her own post; who calls with one, and as whom.

A token can only narrow what the post sees and may: the scope is that of the post on the day of the
call, without glass she has broken; the capabilities are those chosen that the post still has.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.kernel.orgs import ports
from bihuan.kernel.orgs.models import Account, Term
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.orgs.roles import CAPABILITIES
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.surfaces.acting import acting
from bihuan.surfaces.statements import Given, written_once

from .models import Token
from .problems import Unknown

PREFIX: Final = "bh_"
#: Begins the key of a calendar's address, which opens that calendar and nothing else.
CALENDAR: Final = "bc_"
BYTES: Final = 32
SHOWN: Final = 9
LONGEST: Final = 366
MOST: Final = 20
NAME: Final = 48
LABEL: Final = 160
#: How exact the moment of the last use is kept: not every call is worth a write.
MINUTE: Final = timedelta(minutes=1)
SCHEME: Final = "bearer "


@dataclass(frozen=True)
class Use:
    """A call's token, as whom it acts, and the term with post and role behind it."""

    token: Token
    viewer: Viewer
    term: Term


@transaction.atomic
def issue(  # noqa: PLR0913 - a token has a name, capabilities, a life, a maker and a use
    name: str, may: Sequence[str], days: int, *, by: Viewer, at: datetime, prefix: str = PREFIX
) -> tuple[Token, str]:
    """Make a token for one's own post and return it with its key, which nothing keeps.

    Raises :class:`Invalid` without a name or for another length of life than 1 to 366 days,
    :class:`NotAllowed` for a capability the post lacks, :class:`WrongState` beyond 20 live ones.
    """
    name = checked_name(name)
    if not 1 <= days <= LONGEST:
        raise Invalid(f"有效期要在 1 到 {LONGEST} 天之间。", field="days")
    for word in may:
        if not by.can(word):
            does = CAPABILITIES.get(word, word)
            raise NotAllowed(f"您的岗位不能{does}，令牌也不能。", can=f"能{does}的岗位")
    account = own_account(by)
    if live(by, at).count() >= MOST:
        raise WrongState(f"有效的令牌已有 {MOST} 个。先收回不用的，再新建。")
    key = prefix + secrets.token_urlsafe(BYTES)
    made = Token.objects.create(
        account=account, term_id=by.term_id, name=name, may=sorted(set(may)), sign=key[:SHOWN],
        digest=_digest(key), epoch=account.epoch, made_at=at, until=at + timedelta(days=days),
    )  # fmt: skip
    _record(made, "token_issued", by=by, at=at)
    return made, key


@transaction.atomic
def revoke(pk: int, *, by: Viewer, at: datetime) -> Token:
    """End a token of one's own at once. Raises :class:`NotFound` for any other."""
    token = Token.objects.select_for_update().filter(account__person=by.person_id, pk=pk).first()
    if token is None:
        raise NotFound("没有这个令牌，或者它不是您的。")
    if token.revoked_at is not None:
        raise WrongState(f"令牌“{token.name}”已经收回。")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    _record(token, "token_revoked", by=by, at=at)
    return token


def held(viewer: Viewer, *, prefix: str = "") -> QuerySet[Token]:
    """Return the tokens of a person, the newest first; ``prefix`` tells those of one use."""
    rows = Token.objects.filter(account__person=viewer.person_id, sign__startswith=prefix)
    return rows.select_related("account", "term__post__unit").order_by("-made_at", "-pk")


def live(viewer: Viewer, at: datetime) -> QuerySet[Token]:
    """Return the tokens of a person that have neither expired nor been revoked."""
    return held(viewer).filter(Q(revoked_at=None), until__gt=at)


def use(header: str, at: datetime) -> Use:
    """Return who calls with an ``Authorization`` header. Raises :class:`Unknown` for nobody."""
    if not header.lower().startswith(SCHEME):
        raise Unknown("没有带令牌。请在请求头里写 Authorization: Bearer 和令牌。")
    return opened(header[len(SCHEME) :].strip(), at, prefix=PREFIX)


def opened(key: str, at: datetime, *, prefix: str) -> Use:
    """Return who comes with a key of one use. Raises :class:`Unknown` for nobody.

    The key of a calendar's address is no key to the API, nor the other way round.
    """
    token = next(iter(_token()(digest=_digest(key))), None)
    if token is None or not key.startswith(prefix):
        raise Unknown("没有这个令牌。请核对有没有抄全。")
    if (why := ended(token, at)) is not None:
        raise Unknown(why)
    found = acting(token.account, at, term_id=token.term_id)
    if found is None or found[1].pk != token.term_id:
        raise Unknown(f"令牌“{token.name}”所属的任职或账号已经停止，请由现任人员另建。")
    viewer, term = found
    return Use(token, _narrowed(viewer, token), term)


@written_once
def _token() -> Any:
    return Token.objects.filter(digest=Given("digest")).select_related("account__person")


def ended(token: Token, at: datetime) -> str | None:
    """Say why a token counts no more; ``None`` while it counts."""
    if token.revoked_at is not None:
        return f"令牌“{token.name}”已经收回。"
    if token.until <= at:
        return f"令牌“{token.name}”已于 {in_shanghai(token.until):%Y-%m-%d %H:%M} 到期，请另建。"
    if token.epoch != token.account.epoch:
        return f"令牌“{token.name}”随账号“退出全部登录”一起失效，请另建。"
    return None


def note(token: Token, at: datetime) -> None:
    """Keep when a token was last used, to the minute."""
    if token.used_at is None or at - token.used_at >= MINUTE:
        Token.objects.filter(pk=token.pk).update(used_at=at)


def own_account(viewer: Viewer) -> Account:
    """Return the sign-in of a viewer. Raises :class:`NotAllowed` for a person without one."""
    account = Account.objects.filter(person=viewer.person_id).first()
    if account is None:
        raise NotAllowed("您还没有账号。", can="本单位的账号管理员")
    return account


def checked_name(name: str) -> str:
    """Return a name for a token or subscription. Raises :class:`Invalid`."""
    if not 1 <= len(name.strip()) <= NAME:
        raise Invalid(f"名称要写 1 到 {NAME} 个字，写明给哪个系统用。", field="name")
    return name.strip()


def _narrowed(viewer: Viewer, token: Token) -> Viewer:
    return replace(
        viewer, may=viewer.may & frozenset(token.may), opened=(),
        label=f"{viewer.label}（接口：{token.name}）"[-LABEL:],
    )  # fmt: skip


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _record(token: Token, verb: str, *, by: Viewer, at: datetime) -> None:
    body = {
        "token": token.pk, "name": token.name, "may": token.may, "until": token.until.isoformat()
    }  # fmt: skip
    ports.record(f"u{by.unit_id}", verb, by=by, at=at, body=body)
