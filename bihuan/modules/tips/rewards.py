"""Reckoning a reward, letting it be claimed with a code, and what keeps it from being given."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet

from bihuan.kernel.law.models import Document, Number
from bihuan.kernel.law.settings import setting
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.trace.numbers import next_number
from bihuan.lib.clocks import in_shanghai

from . import rules
from .cases import check_day, root
from .models import Bounty, Payout, Tip

#: What a place sets for what the national rule does not reward: an ordinary hazard.
SUBJECT, FIELD = "tips.reward", "ordinary"
PREFIX: Final = "LJ"
_ENDED: Final = ("denied", "forfeited")


def binding(path: str) -> list[rules.Rule]:
    """Return the rules of the documents in force in a place, the nearest place's first."""
    rows = Document.unread.filter(
        status=Document.Status.IN_FORCE, key__in={rule.document for rule in rules.rules()},
        place__path__in=[*ancestors(path), "0/"],
    ).select_related("place")  # fmt: skip
    depth = {row.key: 0 if row.level == "nation" else len(row.place.path) for row in rows}
    here = [rule for rule in rules.rules() if rule.document in depth]
    return sorted(here, key=lambda rule: -depth[rule.document])


def reckon(moved: Any) -> None:
    """Put the sum a rule gives, and who receives it: the first who reported it validly.

    Raises :class:`Invalid` for a rule that does not bind here, a fact or a local sum that is
    missing, or where nobody who reported left a name and the rule asks for one.
    """
    record: Bounty = moved.record
    path, tip = moved.matter.place_path, record.tip
    if record.basis == rules.LOCAL:
        local = setting(SUBJECT, FIELD, path=path, at=moved.at)
        if local is None:
            says = "本地没有规定一般隐患的奖励金额，文件没有写。由安委办、部门负责人设定。"
            raise Invalid(says, field="basis")
        found, named = rules.Sum(Decimal(local.value), f"本地设定 {local.value} 元"), False
    else:
        rule = next((one for one in binding(path) if one.key == record.basis), None)
        if rule is None:
            raise Invalid("这一条奖励规则所在的文件没有在本地施行。", field="basis")
        try:
            found = rules.earned(rule, fine=tip.fine, deaths=tip.deaths, grade=tip.grade)
        except rules.Unknown as unknown:
            raise Invalid(unknown.says, field="basis") from unknown
        named = rule.named
    record.receiver = first_valid(tip, named=named)
    record.amount, record.sum_said = found.amount, found.says
    record.save(update_fields=["receiver", "amount", "sum_said"])


def first_valid(tip: Tip, *, named: bool) -> Tip:
    """Return the first report of a case that may be rewarded.

    Raises :class:`Invalid` where the rule asks for a name and nobody left one.
    """
    case = case_of(tip)
    rows = case.filter(named=True) if named else case
    found = rows.order_by("matter__opened_at", "pk").first()
    if found is None:
        says = "这一条只奖实名举报，还没有人留下姓名。可以“问举报人”，请其凭查询码补留（加密）。"
        raise Invalid(says, field="basis")
    return found


def case_of(tip: Tip) -> QuerySet[Tip]:
    """Return all reports of one case: the first, and those joined to it."""
    first = root(tip)
    return Tip.objects.filter(pk__in=[first.pk, *first.joined.values_list("pk", flat=True)])


def rewarded_already(record: Bounty, _: datetime) -> str:
    """Say that another report of the case has its reward, "" while none has."""
    others = Bounty.objects.filter(tip__in=case_of(record.tip)).exclude(pk=record.pk)
    found = others.exclude(matter__state__in=_ENDED).select_related("matter").first()
    return f"这件事已在 {found.matter.number} 奖励，一案一奖。" if found else ""


def let_claim(moved: Any) -> None:
    """Put the sum into the ledger and let who reported make a code to claim it with.

    The day until which it may be claimed follows from the number of the law; where no document
    that is loaded gives one it stays unset.
    """
    record, place = moved.record, moved.matter.place
    today = in_shanghai(moved.at).date()
    record.told_on, record.claim_by = today, _until(moved.matter.place_path, today)
    number = next_number(PREFIX, place.code, today.year)
    record.payout = Payout.objects.create(
        office=record.tip.office, number=number, amount=record.amount, claim_by=record.claim_by
    )
    record.save(update_fields=["told_on", "claim_by", "payout"])


def _until(path: str, today: date) -> date | None:
    rows = Number.objects.filter(
        key__endswith="#claim", clause__document__status=Document.Status.IN_FORCE,
        clause__document__key__contains="report-reward", place__path__in=[*ancestors(path), "0/"],
    )  # fmt: skip
    row = rows.order_by("-place__path").first()
    return today + timedelta(days=int(row.value)) if row else None


def claim_later(moved: Any) -> None:
    """Bring a later day into the ledger."""
    record: Bounty = moved.record
    check_day(record.claim_by, moved.at, "claim_by", "领取期限")
    if record.payout is not None:
        Payout.objects.filter(pk=record.payout.pk).update(claim_by=record.claim_by)


def unpaid(record: Bounty, _: datetime) -> str:
    """Say that the sum was not paid yet, "" once it was."""
    paid = record.payout is not None and record.payout.paid_at is not None
    return "" if paid else "发放台账上还没有发放记录。"


def still_open(record: Bounty, at: datetime) -> str:
    """Say that the sum was paid, or may still be claimed; "" once its time is over."""
    if record.payout is not None and record.payout.paid_at:
        return "已经凭码发放。"
    if record.claim_by is None:
        return "没有设定领取期限，不能视为放弃。"
    today = in_shanghai(at).date()
    return "" if today > record.claim_by else f"{record.claim_by} 前都可以领取。"


def end_claim(moved: Any) -> None:
    """Strike a sum nobody claimed from the ledger; its code opens nothing from then on."""
    Payout.objects.filter(pk=moved.record.payout_id).update(ended=True, code="")
