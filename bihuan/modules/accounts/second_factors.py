"""Second factors: one-time codes of a phone (RFC 6238) and recovery codes; none counts twice."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from bihuan.kernel.law.settings import set_value, setting
from bihuan.kernel.notices import notices
from bihuan.kernel.orgs import accounts, ports, roles, terms
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Account, Person, Place, Post
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.roles import ROLES
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.lib.clocks import in_shanghai

from . import messages
from .models import RecoveryCode, SecondFactor

#: The wording by which a person is told that hers was reset.
RESET: Final = "second_factor_reset"
ISSUER: Final = "闭环"
SECONDS: Final = 30
#: Clocks of phones differ: the interval before and after the present one count too.
NEAR: Final = (0, -1, 1)
TRIES: Final = 5
LOCKED: Final = timedelta(minutes=15)
CODES: Final = 10
SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
#: What a place demands, as the settings keep it: the roles that need codes; codes at each signing.
SUBJECT, ROLES_FIELD, SIGNING_FIELD = "accounts", "second_factor", "signing"


@dataclass(frozen=True)
class Demands:
    """What a place demands of who signs in there: which roles need codes, and at each signature."""

    roles: frozenset[str]
    signing: bool


def of(account: Account) -> SecondFactor | None:
    """Return the second factor that counts for an account; ``None`` when there is none."""
    return SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).first()


def proposed(account: Account) -> str:
    """Return the address by which a phone takes on a factor not yet confirmed, "" for none."""
    row = SecondFactor.objects.filter(account=account, confirmed_at=None).first()
    if row is None:
        return ""
    return pyotp.TOTP(_opened(row)).provisioning_uri(name=account.login, issuer_name=ISSUER)


@transaction.atomic
def propose(account: Account) -> None:
    """Make a new secret that counts once a code of it was given. Raises :class:`WrongState`."""
    if of(account):
        raise WrongState("动态码已经开通。要换手机，请先停用再开通。")
    sealed = _box().encrypt(pyotp.random_base32().encode())
    facts = {"secret": sealed, "confirmed_at": None, "step": 0, "failures": 0, "locked_until": None}
    SecondFactor.objects.update_or_create(account=account, defaults=facts)


def confirm(account: Account, code: str, *, by: Viewer, at: datetime, tick: float) -> list[str]:
    """Let a proposed factor count and return its recovery codes, which nothing keeps.

    ``tick`` is the real clock in seconds. Raises :class:`Invalid` for a wrong code.
    """
    with transaction.atomic():
        row = SecondFactor.objects.select_for_update().filter(account=account).first()
        if row is None or row.confirmed_at is not None:
            raise WrongState("没有等待确认的动态码，请重新开通。")
        step = _step(row, code, tick)
        if step is None:
            says = "动态码不对。请看手机上现在的 6 位数字；手机时间要自动设置。"
            raise Invalid(says, field="code")
        row.step, row.confirmed_at = step, at
        row.save(update_fields=["step", "confirmed_at"])
        _record(account, "second_factor_on", by=by, at=at)
        return _new_codes(account)


def tried(account: Account, code: str, *, at: datetime, tick: float) -> str:
    """Take a code of the phone or a recovery code; return "" when it is right, else what is wrong.

    Wrong ones count, so nothing is raised that would undo the count. A code taken before is wrong;
    after five wrong ones none is taken for a quarter of an hour.
    """
    with transaction.atomic():
        row = SecondFactor.objects.select_for_update().filter(account=account).first()
        if row is None or row.confirmed_at is None:
            return "您还没有开通动态码。"
        if row.locked_until and at < row.locked_until:
            return f"动态码连续输错，{in_shanghai(row.locked_until):%H:%M} 后才能再试。"
        step = _step(row, code, tick)
        if step is None and not _recover(account, code, at):
            return _count(row, at)
        row.step, row.failures, row.locked_until = step or row.step, 0, None
        row.save(update_fields=["step", "failures", "locked_until"])
        return ""


def renew_codes(account: Account, code: str, *, by: Viewer, at: datetime, tick: float) -> list[str]:
    """Return new recovery codes; the old ones are void. Raises :class:`Invalid`."""
    _require(account, code, at=at, tick=tick)
    with transaction.atomic():
        _record(account, "recovery_codes_renewed", by=by, at=at)
        return _new_codes(account)


def remove(account: Account, code: str, *, by: Viewer, at: datetime, tick: float) -> None:
    """Give up one's own second factor. Raises :class:`NotAllowed` where the post demands one."""
    if is_required(account, at):
        raise NotAllowed("您的岗位登录时必须用动态码，不能停用。", can="设定登录要求的系统管理员")
    _require(account, code, at=at, tick=tick)
    with transaction.atomic():
        _delete(account)
        _record(account, "second_factor_off", by=by, at=at)


@transaction.atomic
def reset(account: Account, *, reason: str, by: Viewer, at: datetime) -> None:
    """Take away a factor whose phone is lost, with a reason; all sessions end, its person is told.

    For who manages the account. Raises :class:`Invalid` without a reason.
    """
    accounts.demand_over(account.person, by=by, at=at)
    if not reason.strip():
        raise Invalid("还没有填写“原因”。", field="reason")
    if of(account) is None:
        raise WrongState(f"{account.person.name}没有开通动态码。")
    _delete(account)
    accounts.revoke_sessions(account, by=by, at=at)
    _record(account, "second_factor_reset", by=by, at=at, reason=reason.strip())
    _tell_reset(account, reason.strip(), by, at)


def _tell_reset(account: Account, reason: str, by: Viewer, at: datetime) -> None:
    """Tell the person at her posts; at one that sees no inbox, by a message to herself."""
    key = f"factor:{account.pk}:{at:%Y%m%d%H%M%S%f}"
    held = terms.terms_on(account.person, in_shanghai(at).date())
    for term in held:
        notices.write(
            key=f"{key}:{term.post_id}", unit=term.post.unit, post=term.post,
            chain=term.post.unit.chain, template=RESET, subject=account.login,
            facts={"by": by.label, "reason": reason}, stage=0, urgent=True, at=at,
        )  # fmt: skip
    if not any(term.post.role.reads for term in held):
        says = f"账号 {account.login} 的动态码已由{by.label}重置，原因：{reason}。"
        messages.tell(account.person, key=key, title=says, body=says, at=at)


def left(account: Account) -> int:
    """Return how many recovery codes are left."""
    return account.recovery_codes.filter(used_at=None).count()


def demands(path: str, at: datetime) -> Demands:
    """Return what counts for a place at a moment; nothing while nobody has set it."""
    wanted = setting(SUBJECT, ROLES_FIELD, path=path, at=at)
    signing = setting(SUBJECT, SIGNING_FIELD, path=path, at=at)
    return Demands(frozenset(wanted.value if wanted else ()), bool(signing and signing.value))


def is_required(account: Account, at: datetime) -> bool:
    """Say whether one of the person's posts must not be opened without a second factor."""
    held = terms.terms_on(account.person, in_shanghai(at).date())
    return any(t.post.role_id in demands(t.post.unit.place_path, at).roles for t in held)


@transaction.atomic
def demand_codes(
    chosen: frozenset[str], *, signing: bool, reason: str, by: Viewer, at: datetime
) -> Place:
    """Set, for the actor's place and below, which roles need codes and whether each signature does.

    For who manages the accounts of the place. Raises :class:`Invalid`, :class:`NotAllowed`.
    """
    demand(by, roles.MANAGE_ACCOUNTS)
    place = Place.objects.get(path=by.path)
    if by.sees != "subtree":
        raise NotAllowed("登录要求按区划设定，不由一个单位设定。", can=f"{place.name}的系统管理员")
    if unknown := chosen - set(ROLES):
        raise Invalid(f"没有“{sorted(unknown)[0]}”这一角色。", field="roles")
    if not reason.strip():
        raise Invalid("还没有填写“设定的依据或理由”。", field="reason")
    who = (Person.objects.get(pk=by.person_id), Post.objects.get(pk=by.post_id))
    for field, value in ((ROLES_FIELD, sorted(chosen)), (SIGNING_FIELD, signing)):
        set_value(SUBJECT, field, value, place=place, reason=reason.strip(), by=who, at=at)
    body = {"place": place.pk, "roles": sorted(chosen), "signing": signing, "reason": reason}
    ports.record("s", "sign_in_demands_set", by=by, at=at, body=body)
    return place


def _require(account: Account, code: str, *, at: datetime, tick: float) -> None:
    if says := tried(account, code, at=at, tick=tick):
        raise Invalid(says, field="code")


def _step(row: SecondFactor, code: str, tick: float) -> int | None:
    """Return the interval a code is of, if it is later than the last one taken."""
    digits, now = code.replace(" ", ""), int(tick) // SECONDS
    totp = pyotp.TOTP(_opened(row))
    for step in (now + near for near in NEAR):
        if secrets.compare_digest(totp.at(step * SECONDS).encode(), digits.encode()):
            return step if step > row.step else None
    return None


def _recover(account: Account, code: str, at: datetime) -> bool:
    rows = RecoveryCode.objects.filter(account=account, digest=_digest(code), used_at=None)
    if not rows.update(used_at=at):
        return False
    _record(account, "recovery_code_used", by=_person(account, at), at=at)
    return True


def _person(account: Account, at: datetime) -> Actor:
    return terms.viewer(account, on=in_shanghai(at).date())


def _count(row: SecondFactor, at: datetime) -> str:
    row.failures += 1
    says = "动态码不对，或者已经用过。请看手机上现在的 6 位数字。"
    if row.failures >= TRIES:
        row.failures, row.locked_until = 0, at + LOCKED
        until = in_shanghai(row.locked_until)
        says = f"动态码连续输错 {TRIES} 次，{until:%H:%M} 后才能再试。"
        _record(row.account, "second_factor_locked", by=_person(row.account, at), at=at)
    row.save(update_fields=["failures", "locked_until"])
    return says


def _new_codes(account: Account) -> list[str]:
    codes = ["-".join("".join(secrets.choice(SIGNS) for _ in range(5)) for _ in range(2))
             for _ in range(CODES)]  # fmt: skip
    RecoveryCode.objects.filter(account=account).delete()
    rows = [RecoveryCode(account=account, digest=_digest(code)) for code in codes]
    RecoveryCode.objects.bulk_create(rows)
    return codes


def _delete(account: Account) -> None:
    SecondFactor.objects.filter(account=account).delete()
    RecoveryCode.objects.filter(account=account).delete()


def _digest(code: str) -> str:
    return sha256(code.strip().lower().encode()).hexdigest()


def _box() -> Fernet:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"bihuan second factor")
    return Fernet(base64.urlsafe_b64encode(kdf.derive(settings.SECRET_KEY.encode())))


def _opened(row: SecondFactor) -> str:
    try:
        return _box().decrypt(bytes(row.secret)).decode()
    except InvalidToken as error:
        says = "动态码的密钥打不开：系统的密钥文件换过。"
        raise WrongState(says, can="账号管理员，请其重置动态码后重新开通") from error


def _record(account: Account, verb: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    body = {"login": account.login, "person": account.person_id}
    ports.record("s", verb, by=by, at=at, body=body | ({"reason": reason} if reason else {}))
