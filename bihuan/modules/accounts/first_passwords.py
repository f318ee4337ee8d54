"""First passwords: made once for one person, shown once, replaced by her own before all else."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.kernel.orgs import accounts, roles
from bihuan.kernel.orgs.authority import demand, units_kept
from bihuan.kernel.orgs.models import Account, Person, Term
from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.lib.clocks import in_shanghai

from .models import FirstPassword

#: Signs that nobody mistakes for one another when a password is read from paper.
SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 4, 4
#: Slips made at once: each password takes its time on purpose.
MOST: Final = 50
LOGIN: Final = 40


@dataclass(frozen=True)
class Secret:
    """A sign-in with its first password, shown once to who made it; good until ``until``."""

    person: str
    login: str
    password: str
    until: datetime
    post: str = ""


def new_password() -> str:
    """Return a random password of sixteen signs in four groups."""
    groups = ("".join(secrets.choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


@transaction.atomic
def open_account(login: str, person: Person, *, by: Actor, at: datetime) -> Secret:
    """Give a person a sign-in with a first password. Raises as ``orgs.accounts.create`` does."""
    password = new_password()
    return _handed(accounts.create(login, person, password, by=by, at=at), password, at)


@transaction.atomic
def reset(account: Account, *, by: Actor, at: datetime) -> Secret:
    """Put a first password in the place of the one an account has; all its sessions end."""
    password = new_password()
    accounts.reset_password(account, password, by=by, at=at)
    return _handed(account, password, at)


@transaction.atomic
def replace(account: Account, new: str, *, by: Viewer, at: datetime) -> None:
    """Put a person's own password in the place of the first one. Raises :class:`Invalid`."""
    accounts.replace_password(account, new, by=by, at=at)
    FirstPassword.objects.filter(account=account).delete()


@transaction.atomic
def change(account: Account, *, old: str, new: str, by: Viewer, at: datetime) -> None:
    """Change one's own password; a first one that was still good is good no more."""
    accounts.change_password(account, old=old, new=new, by=by, at=at)
    FirstPassword.objects.filter(account=account).delete()


def pending(account: Account) -> FirstPassword | None:
    """Return the first password that waits to be replaced; ``None`` when the person has her own."""
    return FirstPassword.objects.filter(account=account).first()


def waiting(viewer: Viewer, at: datetime) -> QuerySet[Term]:
    """Return the posts whose holders the viewer may hand a slip: who have no sign-in yet, or one
    whose first password was never used. One row for each post.
    """
    if not viewer.can(roles.MANAGE_ACCOUNTS):
        return Term.objects.none()
    day = in_shanghai(at).date()
    unused = Q(person__account=None) | Q(
        person__account__first_password__isnull=False, person__account__is_active=True
    )
    rows = Term.objects.filter(
        unused, _runs(day), post__unit__in=units_kept(viewer), post__unit__until=None
    ).exclude(person=viewer.person_id)
    shown = rows.select_related("person__account__first_password", "post__unit")
    return shown.order_by("pk")


@transaction.atomic
def hand_out(terms: Sequence[int], *, by: Viewer, at: datetime) -> list[Secret]:
    """Make the slips of several people at once: all of them, or none and a refusal that says why.

    Who has no sign-in gets one, by her name; who never used her first password gets a new one.
    Raises :class:`Invalid` for nobody or too many, :class:`NotFound` for who is not waiting.
    """
    demand(by, roles.MANAGE_ACCOUNTS)
    if not terms:
        raise Invalid("还没有勾选人员。", field="terms")
    if len(set(terms)) > MOST:
        raise Invalid(f"一次最多 {MOST} 人，请分批办理。", field="terms")
    chosen = list(waiting(by, at).filter(pk__in=terms))
    if len(chosen) != len(set(terms)):
        raise NotFound("勾选的人里有的已经自己设过密码，或不由您的岗位办理。请刷新后再选。")
    by_person = {term.person_id: term for term in chosen}
    return [_slip(term, by=by, at=at) for term in by_person.values()]


def _slip(term: Term, *, by: Viewer, at: datetime) -> Secret:
    account = Account.objects.filter(person=term.person_id).first()
    if account:
        made = reset(account, by=by, at=at)
    else:
        made = open_account(login_for(term.person), term.person, by=by, at=at)
    post = f"{term.post.unit.name} {term.post.title}"
    return Secret(made.person, made.login, made.password, made.until, post)


def login_for(person: Person) -> str:
    """Return a login nobody has yet: the person's name in letters, numbered when it is taken."""
    # Its dictionary takes longer to read than all of the product: not at every start.
    from pypinyin import lazy_pinyin

    letters = re.sub(r"[^a-z]", "", "".join(lazy_pinyin(person.name)).lower())[:LOGIN] or "user"
    taken = set(Account.objects.filter(login__startswith=letters).values_list("login", flat=True))
    number = 1
    while (login := letters if number == 1 else f"{letters}{number}") in taken:
        number += 1
    return login


def _handed(account: Account, password: str, at: datetime) -> Secret:
    until = at + settings.FIRST_PASSWORD_LASTS
    FirstPassword.objects.update_or_create(
        account=account, defaults={"made_at": at, "until": until}
    )
    return Secret(account.person.name, account.login, password, until)


def _runs(day: date) -> Q:
    return Q(until=None) | Q(until__gt=day)
