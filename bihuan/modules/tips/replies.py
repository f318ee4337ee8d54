"""The other end of a code: how far the report is, what is asked, the reply, the reward."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.notices import notices
from bihuan.kernel.notices.wording import Wording
from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Evidence, Matter

from . import intake, ledger, sealing
from .models import Bounty, Message, Payout, Retaliation, Tip, Vault
from .retaliation_flow import RetaliationFlow

TEMPLATE: Final = "tip"
WORDING: Final = Wording("举报", "{subject}：举报人凭查询码{did}，请打开查看。")
LONGEST: Final = 4000
#: What a reporter reads instead of the words of the desk.
_SAID: Final = {
    "received": "已收到，待受理", "accepted": "已受理，待交办核实", "verifying": "正在核实",
    "verified": "核实属实，正在处理", "handled": "处理结果待负责人审签",
    "signed": "处理结果已审签，待答复您", "unfounded": "已核实，待答复您", "closed": "已答复",
    "refused": "不予受理", "returned": "核实属实，正在处理",
}  # fmt: skip


@dataclass(frozen=True)
class Due:
    """The reward of a report as its reporter sees it."""

    amount: Decimal
    claim_by: date | None
    where: str
    state: str
    made: bool


@dataclass(frozen=True)
class Progress:
    """All that a code shows."""

    number: str
    office: str
    received_at: datetime
    state: str
    reply: str
    messages: Sequence[Message]
    files: int
    named: bool
    seals: bool
    open: bool
    reward: Due | None


def find(code: str) -> Tip:
    """Return the report of a code. Raises :class:`NotFound` for a code that opens nothing."""
    rows = Vault.objects.filter(code=sealing.code_digest(code))
    vault = rows.select_related("tip__matter", "tip__office", "tip__same__matter").first()
    if vault is None:
        raise NotFound("没有这个查询码。请对照提交时给您的 16 位字母和数字。")
    found: Tip = vault.tip
    return found


def progress(tip: Tip, at: datetime) -> Progress:
    """Return what the reporter of a tip may know; of a joined one, the state of the first."""
    leading = tip.same or tip
    state = leading.matter.state
    answered = state in ("closed", "refused")
    return Progress(
        number=tip.matter.number, office=tip.office.name, received_at=tip.matter.opened_at,
        state=_SAID[state] if tip.same is None else f"与先收到的举报并案办理，{_SAID[state]}",
        reply=(leading.reply or leading.refused_because) if answered else "",
        messages=list(tip.messages.order_by("pk")), files=_files(tip),
        named=tip.named, seals=intake.key_of(tip.office) is not None,
        open=leading.matter.closed_at is None, reward=_due(tip, at),
    )  # fmt: skip


@transaction.atomic
def add(tip: Tip, says: str, files: Sequence[intake.Attachment] = (), *, at: datetime) -> Message:
    """Keep an answer or addition of whoever reported. Raises :class:`Invalid` without words."""
    if not says.strip():
        raise Invalid("还没有写内容。", field="says")
    made = Message.objects.create(tip=tip, reporter=True, says=says.strip()[:LONGEST], at=at)
    intake.attach(tip.matter, files, at=at)
    _note(tip.matter, "answered", "补充了情况", at)
    return made


@transaction.atomic
def leave_name(tip: Tip, who: intake.Who, *, at: datetime) -> None:
    """Seal who reported, told later. Raises :class:`Invalid` where it was told already."""
    vault = Vault.objects.select_for_update().get(tip=tip)
    if vault.sealed:
        raise Invalid("已经留过姓名，不能改。要补充的写在“补充情况”里会被看到，请不要写姓名。",
                      field="name")  # fmt: skip
    vault.key, vault.sealed = intake.sealed(who, tip.office, vault.code)
    vault.save(update_fields=["key", "sealed"])
    Tip.objects.filter(pk=tip.pk).update(named=True)
    _note(tip.matter, "identity_added", "留下了姓名（加密）", at)


@transaction.atomic
def make_claim_code(tip: Tip, *, at: datetime) -> str:
    """Return a new code with which the reward is paid; an earlier one is void from then on.

    Raises :class:`NotFound` where nothing is to be paid.
    """
    reward = _reward(tip)
    waiting = reward.payout.pk if reward and reward.payout else 0
    rows = Payout.objects.select_for_update().filter(pk=waiting, paid_at=None, ended=False)
    row = rows.first()
    if row is None:
        raise NotFound("这件举报现在没有待领取的奖励。")
    code = sealing.new_code()
    row.code = sealing.code_digest(code)
    row.save(update_fields=["code"])
    return code


@transaction.atomic
def complain(tip: Tip, says: str, *, at: datetime) -> Matter:
    """Open a matter of its own for what is done to somebody because she reported."""
    if not says.strip():
        raise Invalid("还没有写发生了什么。", field="says")
    record = Retaliation(office=tip.office, tip=tip, unit=tip.unit, says=says.strip()[:LONGEST])
    clause = tip.matter.clause
    case = Case(f"打击报复举报人（{tip.matter.number}）", tip.office.place, tip.office, clause)
    return begin(RetaliationFlow, case, record, by=intake.REPORTER, at=at)


def _reward(tip: Tip) -> Bounty | None:
    rows = Bounty.objects.filter(receiver=tip).exclude(payout=None)
    return rows.select_related("payout", "matter").order_by("-pk").first()


def _due(tip: Tip, at: datetime) -> Due | None:
    reward = _reward(tip)
    if reward is None or reward.payout is None:
        return None
    row, post = reward.payout, ledger.cashier(tip.office, at)
    state = "已领取" if row.paid_at else "视为放弃" if row.ended else "待领取"
    return Due(row.amount, row.claim_by, str(post) if post else "", state, bool(row.code))


def _files(tip: Tip) -> int:
    return Evidence.objects.filter(chain=tip.matter.chain, kind=intake.ATTACHED).count()


def _note(matter: Matter, verb: str, did: str, at: datetime) -> None:
    """Trace that a code was used, not by whom, and tell the office."""
    entry = entries.append(matter, verb, by=intake.REPORTER, at=at)
    if matter.unit is not None:
        notices.write(
            key=f"{matter.chain}:{entry.seq}:tip", unit=matter.unit, post=None, chain=matter.chain,
            template=TEMPLATE, subject=matter.title, facts={"did": did}, stage=0, urgent=False,
            at=at,
        )  # fmt: skip
