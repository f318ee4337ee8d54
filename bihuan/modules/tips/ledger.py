"""Paying a reward blind: the cashier types a code, sees a sum, writes down that it was paid."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from bihuan.kernel.law.settings import setting
from bihuan.kernel.obligations.assignments import decide
from bihuan.kernel.orgs import ports, roles
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai

from .models import Payout
from .sealing import code_digest

SUBJECT: Final = "tips.reward"
FIELD: Final = "cashier"


def cashier(office: Unit, at: datetime) -> Post | None:
    """Return the post named to pay rewards where an office is; None where nobody named one."""
    row = setting(SUBJECT, FIELD, path=office.place_path, at=at)
    return Post.objects.filter(pk=row.value).select_related("unit").first() if row else None


def name_cashier(post: Post, reason: str, *, by: Viewer, at: datetime) -> None:
    """Name the post that pays rewards in one's place.

    Raises :class:`Invalid` for one that receives reports or keeps identities: whoever pays must
    not know of what.
    """
    office = Unit.objects.select_related("place").get(pk=by.unit_id)
    may = post.role.may
    if roles.INTAKE in may or roles.IDENTITY in may:
        raise Invalid("受理举报、保管身份的岗位不能发放奖金。", field="post")
    if not post.unit.place_path.startswith(office.place_path):
        raise Invalid(f"{post.unit.name}不在{office.place.name}。", field="post")
    decide(SUBJECT, FIELD, post.pk, place=office.place, reason=reason, by=by, at=at)


def pays(by: Viewer, at: datetime) -> bool:
    """Say whether a viewer holds the post that pays rewards where she works."""
    unit = Unit.objects.get(pk=by.unit_id)
    named = cashier(unit, at)
    return named is not None and named.pk == by.post_id


def find(code: str, *, by: Viewer, at: datetime) -> Payout:
    """Return the sum a code is for. Raises :class:`NotFound` for a code that opens nothing."""
    _demand(by, at)
    row = _within(by).filter(code=code_digest(code), ended=False).exclude(code="").first()
    if row is None:
        raise NotFound("没有这个领奖码。请核对，或者请领取人在查询页面重新生成。")
    return row


@transaction.atomic
def pay(code: str, voucher: str, *, by: Viewer, at: datetime) -> Payout:
    """Write down that the sum of a code was paid, once.

    Raises :class:`NotFound`, :class:`NotAllowed` for another post, :class:`Invalid` without a
    voucher, for a sum that was paid, or one whose time is over.
    """
    found = find(code, by=by, at=at)
    row = Payout.objects.select_for_update().get(pk=found.pk)
    if row.paid_at is not None:
        raise Invalid(f"{row.number} 已在 {in_shanghai(row.paid_at).date()} 发放。", field="code")
    if row.claim_by is not None and in_shanghai(at).date() > row.claim_by:
        raise Invalid(f"领取期限 {row.claim_by} 已过，请领取人与受理单位联系。", field="code")
    if not voucher.strip():
        raise Invalid("还没有填写凭证号。", field="voucher")
    row.paid_at, row.paid_by_id, row.voucher = at, by.person_id, voucher.strip()
    row.save(update_fields=["paid_at", "paid_by", "voucher"])
    body = {"number": row.number, "amount": str(row.amount), "voucher": row.voucher}
    ports.record("s", "reward_paid", by=by, at=at, body=body)
    return row


def paid(by: Viewer, at: datetime) -> QuerySet[Payout]:
    """Return what was paid, the latest first: numbers, sums and days, nothing else."""
    _demand(by, at)
    rows = _within(by).exclude(paid_at=None)
    return rows.order_by("-paid_at", "-pk")


def _within(by: Viewer) -> QuerySet[Payout]:
    """Return the ledger of the offices of the cashier's own place and below."""
    place = Unit.objects.get(pk=by.unit_id).place_path
    return Payout.objects.filter(office__place_path__startswith=place)


def _demand(by: Viewer, at: datetime) -> None:
    if not pays(by, at):
        raise NotAllowed("奖金由指定的发放岗位凭领奖码发放。", can="受理单位负责人指定的岗位")
