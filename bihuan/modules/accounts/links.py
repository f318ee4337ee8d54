"""Links: which account is who a sign-on knows by its own identifier; never matched by a name."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from bihuan.kernel.orgs import accounts, ports
from bihuan.kernel.orgs.models import Account
from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.kernel.orgs.viewer import Viewer

from .models import SubjectLink

LONGEST: Final = 255


def known(provider: str, subject: str) -> Account | None:
    """Return the open account a provider's identifier belongs to; ``None`` when nobody's."""
    rows = SubjectLink.objects.select_related("account__person")
    found = rows.filter(provider=provider, subject=subject, account__is_active=True).first()
    return found.account if found else None


def held(account: Account) -> QuerySet[SubjectLink]:
    """Return the links of an account."""
    return SubjectLink.objects.filter(account=account).order_by("provider")


@transaction.atomic
def link(account: Account, provider: str, subject: str, *, by: Viewer, at: datetime) -> SubjectLink:
    """Link an account: one's own, or as who manages it. Raises :class:`Invalid` for a taken one."""
    _demand(account, by, at)
    subject = subject.strip()
    if not 1 <= len(subject) <= LONGEST:
        raise Invalid("还没有填写“对方的用户标识”。", field="subject")
    if SubjectLink.objects.filter(provider=provider, subject=subject).exists():
        raise Invalid("这个用户标识已经关联了账号。请先在那个账号上解除。", field="subject")
    if SubjectLink.objects.filter(provider=provider, account=account).exists():
        raise Invalid("这个账号已经关联了另一个用户标识。请先解除。", field="subject")
    made = SubjectLink.objects.create(account=account, provider=provider, subject=subject, at=at)
    _record(made, "subject_linked", by=by, at=at)
    return made


@transaction.atomic
def unlink(account: Account, provider: str, *, by: Viewer, at: datetime) -> None:
    """End a link: one's own, or as who manages the account. Raises :class:`NotFound`."""
    _demand(account, by, at)
    found = SubjectLink.objects.filter(account=account, provider=provider).first()
    if found is None:
        raise NotFound("这个账号没有关联。")
    _record(found, "subject_unlinked", by=by, at=at)
    found.delete()


def _demand(account: Account, by: Viewer, at: datetime) -> None:
    if by.person_id != account.person_id:
        accounts.demand_over(account.person, by=by, at=at)


def _record(made: SubjectLink, verb: str, *, by: Viewer, at: datetime) -> None:
    body = {"login": made.account.login, "provider": made.provider, "subject": made.subject}
    ports.record("s", verb, by=by, at=at, body=body)
