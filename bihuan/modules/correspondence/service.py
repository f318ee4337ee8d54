"""Signing, serving, acknowledging and cancelling letters, with all that hangs on each of them.

Signing a letter obliges its issuer to serve it; service ends that and moves on the order it
belongs to. An order opened by hand is signed and cancelled through its own flow.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db import transaction

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.letters import letters
from bihuan.kernel.letters.models import Letter, Service
from bihuan.kernel.obligations import obligations, signing
from bihuan.kernel.obligations.models import Kind, Obligation, Outcome
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.entries import append_to
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib.clocks import SHANGHAI, in_shanghai

from . import rules
from .flows import OrderFlow
from .models import Acknowledgement, Receipt
from .orders import read_mark

DUTY = "serve"


@dataclass(frozen=True)
class Served:
    """How a letter reached a unit: the way, the facts that way needs, the signed receipt."""

    unit: Unit
    way: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    receipt: Evidence | None = None


@transaction.atomic
def sign(letter: Letter, *, by: Viewer, at: datetime) -> Letter:
    """Sign a letter as the signer read it and oblige its issuer to serve it.

    The law sets no period for that, so its due date is unset. Raises as ``letters.sign`` does.
    """
    matter = _order(letter, OrderFlow.drafted.name)
    if matter is not None:
        rows = Letter.objects.everywhere("the letter as it stands")
        _advance(matter, OrderFlow.sign, by=by, at=at, words_read=read_mark(letter))
        signed: Letter = rows.select_related("issuer", "addressee").get(pk=letter.pk)
        return signed
    signed = signing.sign(letter, by=by, at=at)
    obligations.open_one(
        kind=Kind.SIGN, title=f"送达{signed.number}：{signed.title}", holder=signed.issuer,
        subject=signed.addressee, step=DUTY, period=f"l{signed.pk}", clause=signed.clause,
        legal_due=None, ladder=None, by=by, at=at,
    )  # fmt: skip
    return signed


@transaction.atomic
def serve(letter: Letter, served: Served, *, by: Viewer, at: datetime) -> Service:
    """Record how a letter reached a unit, with its receipt; what waits for service goes on.

    Raises :class:`Invalid`, naming the field, for what the way needs and was not given or for a
    public notice that has not run its days, and as ``letters.serve`` does.
    """
    facts = dict(served.facts)
    for name, says in rules.lacking(served.way, facts):
        raise Invalid(says, field=name)
    way = rules.WAYS[served.way]
    if served.way == "notice":
        facts |= {"recipient": way.title, "served_at": _deemed(facts["published_on"], at)}
    kept = {
        name: str(value) for name, value in facts.items()
        if value and name in way.needs and name not in ("recipient", "served_at")
    }  # fmt: skip
    made = letters.serve(
        letter, unit=served.unit, recipient=facts["recipient"], served_at=facts["served_at"],
        refused=served.way == "left", receipt=served.receipt, facts={"way": served.way, **kept},
        by=by, at=at,
    )  # fmt: skip
    Receipt.objects.create(service=made, way=served.way, facts=kept)
    if made.letter.state == Letter.State.SERVED:
        _go_on(made, by=by, at=at)
    return made


@transaction.atomic
def acknowledge(letter: Letter, *, by: Viewer, at: datetime) -> Acknowledgement:
    """Record that the viewer's unit took note of a letter to it; once for each unit.

    Raises :class:`NotFound`, :class:`NotAllowed` for a unit it does not go to, and
    :class:`WrongState` for a letter not in force or acknowledged before.
    """
    rows = Letter.objects.visible_to(by).select_for_update(of=("self",))
    held = rows.filter(pk=letter.pk).first()
    if held is None:
        raise NotFound("没有找到这份文书。")
    goes_to = {held.addressee_id, *held.copies.values_list("unit_id", flat=True)}
    if by.unit_id not in goes_to or not by.can(roles.FULFIL):
        raise NotAllowed(f"{held.number}由收文单位签收。", can="收文单位")
    if held.state not in (Letter.State.SIGNED, Letter.State.SERVED):
        raise WrongState(f"{held.number}{held.get_state_display()}，不能签收。")
    made, new = Acknowledgement.objects.get_or_create(
        letter=held, unit_id=by.unit_id, defaults={"person_id": by.person_id, "at": at}
    )
    if not new:
        raise WrongState(f"{held.number}已由{made.person.name}签收。")
    facts = {"letter": held.pk, "number": held.number, "unit": by.unit_id}
    append_to(held.chain, "letter_acknowledged", by=by, at=at, body=facts)
    return made


@transaction.atomic
def cancel(letter: Letter, *, reason: str, by: Viewer, at: datetime) -> None:
    """Cancel a letter that was not served, and what hangs on it. Raises as ``letters.cancel``."""
    matter = _order(letter, OrderFlow.drafted.name, OrderFlow.signed.name)
    if matter is not None:
        _advance(matter, OrderFlow.withdraw, by=by, at=at, opinion=reason)
        return
    signing.cancel(letter, reason=reason, by=by, at=at)
    for duty in _duties(letter):
        obligations.settle(duty, Outcome.LAPSED, by=by, at=at, reason=reason)


def _deemed(published_on: Any, at: datetime) -> datetime:
    """Return the end of a public notice's days. Raises :class:`Invalid` while they run."""
    day = rules.deemed_served(published_on)
    if day > in_shanghai(at).date():
        says = f"公告满{rules.NOTICE_DAYS}日才视为送达，{day} 起可以登记。"
        raise Invalid(says, field="published_on")
    return datetime.combine(day, time(0), tzinfo=SHANGHAI)


def _go_on(service: Service, *, by: Viewer, at: datetime) -> None:
    """End the duty to serve, and start what waits for service to begin."""
    for duty in _duties(service.letter):
        obligations.settle(duty, by=by, at=at)
    matter = _order(service.letter, OrderFlow.signed.name)
    if matter is not None:
        day = in_shanghai(service.at).date()
        _advance(matter, OrderFlow.serve, by=by, at=at, served_on=day)


def _duties(letter: Letter) -> Any:
    rows = Obligation.objects.everywhere("the duty to serve a letter")
    return rows.filter(kind=Kind.SIGN, step=DUTY, period=f"l{letter.pk}", done_at=None)


def _order(letter: Letter, *states: str) -> Matter | None:
    rows = Matter.objects.everywhere("the order a letter belongs to")
    return rows.filter(flow=OrderFlow.key, pk=letter.matter_id, state__in=states).first()


def _advance(matter: Matter, step: Step, *, by: Viewer, at: datetime, **fields: Any) -> None:
    advance(matter, step, by=by, at=at, revision=matter.revision, fields=fields)
