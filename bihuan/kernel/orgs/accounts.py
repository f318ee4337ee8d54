"""Sign-ins: made, given a new password, shut and opened; the rights come from posts."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from bihuan.lib.clocks import in_shanghai

from . import ports, roles
from .authority import demand
from .models import Account, Person, Unit
from .people import posted
from .refusals import Invalid, NotAllowed
from .viewer import Actor, Viewer


@transaction.atomic
def create(login: str, person: Person, password: str | None, *, by: Actor, at: datetime) -> Account:
    """Give a person a sign-in; without a password, nobody enters by one.

    Raises :class:`Invalid` for a doubled login or a weak password.
    """
    demand_over(person, by=by, at=at)
    if not login.strip():
        raise Invalid("还没有填写“登录名”。", field="login")
    if Account.objects.filter(login=login).exists():
        raise Invalid(f"登录名“{login}”已有人使用。", field="login")
    if Account.objects.filter(person=person).exists():
        raise Invalid(f"{person.name}已有账号。", field="person")
    account = Account(login=login, person=person)
    if password is None:
        account.set_unusable_password()
    else:
        _set_password(account, password)
    account.save(force_insert=True)
    _record(account, "account_created", by=by, at=at)
    return account


@transaction.atomic
def change_password(account: Account, *, old: str, new: str, by: Actor, at: datetime) -> None:
    """Change one's own password; all other sessions end. Raises :class:`Invalid`."""
    if by.person_id == account.person_id and not account.check_password(old):
        raise Invalid("原密码不对。", field="old")
    replace_password(account, new, by=by, at=at)


@transaction.atomic
def replace_password(account: Account, new: str, *, by: Actor, at: datetime) -> None:
    """Put another password in the place of one's own, which has just been proved to be known."""
    if by.person_id != account.person_id:
        raise NotAllowed("只能修改自己的密码。", can="系统管理员可以重设密码")
    if account.check_password(new):
        raise Invalid("新密码不能和现在的一样。", field="password")
    _set_password(account, new)
    account.save(update_fields=["password"])
    _record(account, "password_changed", by=by, at=at)


@transaction.atomic
def reset_password(account: Account, new: str, *, by: Actor, at: datetime) -> None:
    """Give somebody else's account a new password; all its sessions end."""
    demand_over(account.person, by=by, at=at)
    _set_password(account, new)
    account.save(update_fields=["password"])
    _record(account, "password_reset", by=by, at=at)


@transaction.atomic
def revoke_sessions(account: Account, *, by: Actor, at: datetime) -> None:
    """End all sessions of an account: one's own, or as who manages accounts."""
    if by.person_id != account.person_id:
        demand_over(account.person, by=by, at=at)
    Account.objects.filter(pk=account.pk).update(epoch=F("epoch") + 1)
    _record(account, "sessions_revoked", by=by, at=at)


@transaction.atomic
def set_active(account: Account, *, active: bool, by: Actor, at: datetime) -> None:
    """Shut an account, or open it again; a shut one ends its sessions at the next request."""
    demand_over(account.person, by=by, at=at)
    Account.objects.filter(pk=account.pk).update(is_active=active)
    _record(account, "account_opened" if active else "account_shut", by=by, at=at)


def demand_over(person: Person, *, by: Actor, at: datetime) -> None:
    """Refuse whoever may not manage accounts over every unit where the person holds a post.

    One unit is not enough: the account opens all posts of its person. Nobody manages his own.
    """
    demand(by, roles.MANAGE_ACCOUNTS)
    if not isinstance(by, Viewer):
        return
    if by.person_id == person.pk:
        can = "单位里其他管理账号的岗位，或上级的系统管理员"
        raise NotAllowed("不能给自己开账号、重设密码，也不能停用自己的账号。", can=can)
    held = Unit.objects.filter(posts__terms__person=person).distinct()
    if not held:
        raise NotAllowed(f"{person.name}还没有任职，不能办理账号。", can="先登记任职的岗位")
    for unit in posted(person, in_shanghai(at).date()) or held:
        demand(by, roles.MANAGE_ACCOUNTS, over=unit)


def _set_password(account: Account, password: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid("".join(error.messages), field="password") from error
    account.set_password(password)


def _record(account: Account, verb: str, *, by: Actor, at: datetime) -> None:
    body = {"login": account.login, "person": account.person_id}
    ports.record("s", verb, by=by, at=at, body=body)
