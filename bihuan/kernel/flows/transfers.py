"""Handing a matter over (抄告、下达、上报): one addressee, a reply, a result, or "not ours"."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bihuan.kernel.notices import notices
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import matters
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai

from .advance import Case, Moved, begin
from .flow import Flow
from .models import Transfer
from .steps import Law, Party, State, Step

PAPERS = Law("CN/official-documents-2012")
ADDRESSEE = Party("接收单位", at="addressee", may=roles.FULFIL)
SENDER = Party("发出单位", at="sender", may=roles.ASSIGN)


def pass_on(moved: Moved) -> None:
    """Open the next transfer, to the unit the refusal names, with as many days to reply."""
    old: Transfer = moved.record
    opened = in_shanghai(moved.matter.opened_at).date()
    shift = in_shanghai(moved.at).date() - opened
    if old.next_addressee is None:
        return
    new = Transfer(
        about=old.about, kind=old.kind, sender=old.sender, addressee=old.next_addressee,
        opinion=old.opinion, approved_by=old.approved_by,
        reply_due=_later(old.reply_due, shift), result_due=_later(old.result_due, shift),
    )  # fmt: skip
    case = _case(new, moved.matter.title, parent=moved.matter)
    begin(TransferFlow, case, new, by=moved.by, at=moved.at)


class TransferFlow(Flow, key="transfer", of=Transfer, title="抄告、下达、上报", prefix="CG"):
    """The life of one transfer; its copies are told once and owe nothing."""

    sent = State("待接收", initial=True)
    accepted = State("办理中")
    done = State("已反馈", final=True)
    refused = State("不予接收", final=True)

    accept = Step(
        "接收", sent >> accepted, PAPERS["第二十四条（一）"], who=ADDRESSEE, due="reply_due",
        asks=("reply",), tells=(SENDER,),
    )  # fmt: skip
    refuse = Step(
        "不予接收", sent >> refused, PAPERS["第二十四条（三）"], who=ADDRESSEE,
        asks=("refused_because", "next_addressee"), tells=(SENDER,), then=pass_on,
    )  # fmt: skip
    report = Step(
        "反馈结果", accepted >> done, PAPERS["第二十四条（七）"], who=ADDRESSEE, due="result_due",
        asks=("result",), tells=(SENDER,),
    )  # fmt: skip


@dataclass(frozen=True)
class Sending:
    """What is handed over to whom; ``copies`` get it for information only.

    A clock whose day is None is *unset*.
    """

    about: Matter
    kind: Transfer.Kind
    addressee: Unit
    opinion: str
    reply_due: date | None
    result_due: date | None
    copies: tuple[Unit, ...] = ()


def send(sending: Sending, *, by: Viewer, at: datetime) -> Matter:
    """Hand a matter over in the name of one's unit and return the transfer's matter.

    Raises :class:`NotAllowed` without the capability to assign, :class:`Invalid` without opinion
    or to one's own unit.
    """
    if not by.can(roles.ASSIGN):
        raise NotAllowed("您的岗位不能抄告、下达或上报事项。", can="有交办职责的岗位")
    if not sending.opinion.strip():
        raise Invalid("还没有填写“处理意见”。", field="opinion")
    if sending.addressee.pk == by.unit_id:
        raise Invalid("接收单位是本单位。请选择另一个单位。", field="addressee")
    record = Transfer(
        about=sending.about, kind=sending.kind, sender=Unit.objects.get(pk=by.unit_id),
        addressee=sending.addressee, opinion=sending.opinion,
        reply_due=sending.reply_due, result_due=sending.result_due,
    )  # fmt: skip
    title = f"{sending.kind.label}：{sending.about.title}"[:240]
    matter = begin(TransferFlow, _case(record, title), record, by=by, at=at)
    for unit in sending.copies:
        matters.add_party(matter, unit, "copy", by=by, at=at)
        notices.write(
            key=f"{matter.chain}:copy:{unit.pk}", unit=unit, post=None, chain=matter.chain,
            template="copied", subject=title, facts={"by": by.label}, stage=0, urgent=False, at=at,
        )  # fmt: skip
    return matter


def _case(record: Transfer, title: str, parent: Matter | None = None) -> Case:
    clause = record.about.clause if record.about else None
    return Case(title, record.addressee.place, record.addressee, clause, parent)


def _later(day: date | None, by: timedelta) -> date | None:
    return day + by if day else None
