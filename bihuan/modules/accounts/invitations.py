"""Invitations: somebody appointed to a post makes her own sign-in, by a key that counts once."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from bihuan.kernel.notices import channels
from bihuan.kernel.orgs import accounts, ports, roles
from bihuan.kernel.orgs.authority import units_kept
from bihuan.kernel.orgs.models import Account, Person, Term
from bihuan.kernel.orgs.refusals import Invalid, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Actor, Machine, Viewer
from bihuan.lib.clocks import in_shanghai

from . import messages
from .models import FirstPassword, Invitation

BY: Final = Machine("邀请")
BYTES: Final = 24
Way = Invitation.Way
_LACKS: Final = {Way.SMS: "手机", Way.EMAIL: "电子邮箱"}


@dataclass(frozen=True)
class Issued:
    """An invitation with its key, which nothing keeps."""

    invitation: Invitation
    key: str

    @property
    def address(self) -> str:
        """Where the invited person opens it."""
        return f"{settings.ORIGIN}/join/{self.key}"


def issue(term: Term, way: str, *, by: Viewer, at: datetime) -> Issued:
    """Invite the person of a term, as who manages her accounts; an earlier invitation is void.

    Raises :class:`WrongState` for somebody who signs in already, :class:`Invalid` for a way on
    which she cannot be reached.
    """
    accounts.demand_over(term.person, by=by, at=at)
    return write(term, way, by=by, at=at)


@transaction.atomic
def write(term: Term, way: str, *, by: Actor, at: datetime) -> Issued:
    """Make the invitation that a decision already taken brings with it; see :func:`issue`."""
    if signs_in(term.person):
        raise WrongState(f"{term.person.name}已有账号，不用邀请。忘了密码的可以重设。")
    if term.until and term.until <= in_shanghai(at).date():
        raise WrongState(f"{term.person.name}的任期已止，不能邀请。")
    channel = _channel(term, way)
    key = secrets.token_urlsafe(BYTES)
    issued = Issued(_open(term, way, digest_of(key), by=by, at=at), key)
    if channel:
        _send(issued, channel, at)
    return issued


@transaction.atomic
def let_in(term: Term, digest: str, *, by: Actor, at: datetime) -> Invitation:
    """Invite the holder of a receipt, whose digest is given: what she holds is the key."""
    if signs_in(term.person):
        raise WrongState(f"{term.person.name}已有账号，不用再开。忘了密码的可以重设。")
    return _open(term, Way.PRINT, digest, by=by, at=at)


def _open(term: Term, way: str, digest: str, *, by: Actor, at: datetime) -> Invitation:
    Invitation.objects.filter(
        term__person=term.person_id, accepted_at=None, revoked_at=None
    ).update(revoked_at=at)
    made = Invitation.objects.create(
        term=term, inviter_id=getattr(by, "term_id", None), way=way, digest=digest, at=at,
        until=at + settings.INVITATION_LASTS,
    )  # fmt: skip
    _record(made, "invited", by=by, at=at)
    return made


@transaction.atomic
def revoke(pk: int, *, by: Viewer, at: datetime) -> Invitation:
    """Make an invitation void; the appointment stays. Raises :class:`NotFound` out of scope."""
    found = held(by).select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这份邀请，或您的岗位看不到。")
    if why := ended(found, at):
        raise WrongState(why)
    found.revoked_at = at
    found.save(update_fields=["revoked_at"])
    _record(found, "invitation_revoked", by=by, at=at)
    return found


def held(viewer: Viewer) -> QuerySet[Invitation]:
    """Return the invitations into the units whose accounts the viewer manages, the newest first."""
    if not viewer.can(roles.MANAGE_ACCOUNTS):
        return Invitation.objects.none()
    rows = Invitation.objects.filter(term__post__unit__in=units_kept(viewer))
    return rows.select_related(
        "term__person", "term__post__unit", "inviter__person", "inviter__post__unit"
    ).order_by("-pk")


def find(key: str, at: datetime) -> Invitation:
    """Return the invitation of a key. Raises :class:`NotFound`, or :class:`WrongState` with why it
    does not count any more.
    """
    rows = Invitation.objects.select_related("term__person", "term__post__unit", "inviter__person")
    found = rows.filter(digest=digest_of(key)).first()
    if found is None:
        raise NotFound("没有这份邀请。请核对网址有没有抄全，或请邀请您的人重发。")
    if why := ended(found, at):
        raise WrongState(why, can="邀请您的人，请其重发")
    return found


def ended(invitation: Invitation, at: datetime) -> str:
    """Say why an invitation counts no more, "" while it does."""
    if invitation.accepted_at:
        return "这份邀请已经用过，请直接登录。"
    if invitation.revoked_at:
        return "这份邀请已经撤回，或者重发过。"
    if invitation.until <= at:
        return f"这份邀请已于 {in_shanghai(invitation.until):%Y-%m-%d %H:%M} 过期。"
    until = invitation.term.until
    return "邀请您担任的岗位任期已止。" if until and until <= in_shanghai(at).date() else ""


@transaction.atomic
def accept(key: str, login: str, password: str, *, at: datetime) -> Account:
    """Make the sign-in of who holds the key, with a password of her own, and return it.

    Raises as :func:`find` and ``orgs.accounts.create`` do; then nothing was made.
    """
    found = find(key, at)
    Invitation.objects.select_for_update().get(pk=found.pk)
    found = find(key, at)
    person = found.term.person
    account = Account.objects.filter(person=person).first()
    if account is None:
        account = accounts.create(login, person, password, by=BY, at=at)
    elif login != account.login:
        raise Invalid(f"您的登录名是“{account.login}”，不能另取。", field="login")
    else:
        accounts.reset_password(account, password, by=BY, at=at)
        FirstPassword.objects.filter(account=account).delete()
    found.accepted_at = at
    found.save(update_fields=["accepted_at"])
    _record(found, "invitation_accepted", by=BY, at=at)
    return account


def signs_in(person: Person) -> bool:
    """Say whether a person has a sign-in with a password of her own."""
    return Account.objects.filter(person=person, first_password=None).exists()


def ways() -> list[tuple[str, str]]:
    """Return the ways on which invitations go out here, as pairs of key and words."""
    kinds = messages.private_channels()
    return [(way.value, str(way.label)) for way in Way if way == Way.PRINT or way.value in kinds]


def _channel(term: Term, way: str) -> channels.Channel | None:
    """Return the channel of a way to one person, never one that a whole group reads."""
    if way not in dict(ways()):
        raise Invalid("请选择邀请的方式。", field="way")
    if way == Way.PRINT:
        return None
    channel = messages.private_channels()[way]
    if not channel.address(term.person):
        says = f"{term.person.name}没有登记{_LACKS[Way(way)]}，请先补上，或改为打印。"
        raise Invalid(says, field="way")
    return channel


def _send(issued: Issued, channel: channels.Channel, at: datetime) -> None:
    term = issued.invitation.term
    says = (
        f"{term.post.unit.name}邀请您以“{term.post.title}”使用闭环，"
        f"{in_shanghai(issued.invitation.until):%Y-%m-%d} 前打开：{issued.address}"
    )
    messages.queue(
        channel, term.person, key=f"invitation:{issued.invitation.pk}", title=says,
        body=f"{says}\n只能用一次。不是您本人的，请不要打开。", at=at,
    )  # fmt: skip


def digest_of(key: str) -> str:
    """Return what is kept of a key."""
    return sha256(key.encode()).hexdigest()


def _record(made: Invitation, verb: str, *, by: Actor, at: datetime) -> None:
    body = {"invitation": made.pk, "term": made.term_id, "person": made.term.person_id,
            "way": made.way, "until": made.until.isoformat()}  # fmt: skip
    ports.record(made.term.post.unit.chain, verb, by=by, at=at, body=body)
