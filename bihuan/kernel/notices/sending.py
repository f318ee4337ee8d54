"""Handing messages over, each once.

A message is claimed by a committed row (``sending``, with a lease) before it is handed over, one at
a time. A process that dies in between leaves a lease that runs out: a repeatable channel then tries
again under the same key; on any other the message becomes ``uncertain`` and waits for a person.
"""

from collections import Counter
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from django.db import transaction
from django.db.models import Count

from bihuan.kernel.orgs import ports, roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.refusals import WrongState
from bihuan.kernel.orgs.viewer import Viewer

from . import channels, wording
from .models import Delivery, Notice

LEASE: Final = timedelta(minutes=10)
ATTEMPTS: Final = 8
SPELT_OUT: Final = 200
_LONGEST_WAIT: Final = timedelta(hours=6)
_ERROR: Final = 400
State = Delivery.State


def send(at: datetime) -> int:
    """Send what is due and return how many messages were taken. Safe to run twice at once.

    Time passes while sending: leases count from ``at`` plus the time this run has taken.
    """
    began, sent = monotonic(), 0
    known = channels.known()
    recover(at)
    while delivery := _claim(at + timedelta(seconds=monotonic() - began)):
        channel = known.get(delivery.channel)
        sent += _hand_over(delivery, channel, at + timedelta(seconds=monotonic() - began))
    return sent


@transaction.atomic
def recover(at: datetime) -> None:
    """Take up the messages whose sender died: queue them again, or mark them uncertain."""
    repeatable = [name for name, channel in channels.known().items() if channel.repeatable]
    cut_off = Delivery.objects.filter(state=State.SENDING, not_before__lte=at)
    cut_off.filter(channel__in=repeatable).update(state=State.QUEUED)
    cut_off.update(state=State.UNCERTAIN, error="发送时中断，不能确定是否送达。")


@transaction.atomic
def send_again(delivery: Delivery, *, by: Viewer, at: datetime) -> None:
    """Queue a failed or uncertain message again because a person decided so.

    Raises :class:`WrongState` for any other: resending twice sends nothing twice.
    """
    demand(by, roles.MANAGE_ORGS)
    held = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=delivery.pk)
    )
    if held.state not in (State.FAILED, State.UNCERTAIN):
        raise WrongState(f"这条消息现在是“{held.get_state_display()}”，不用重发。")
    reached = [(held.channel, held.address)]
    if held.person and held.channel not in channels.TO_PROGRAMS:
        reached = [(c.name, c.address(held.person)) for c in channels.configured().values()]
    known = [way for way in reached if way[1]]
    way = next((way for way in known if way[0] == held.channel), known[0] if known else None)
    if way is None:
        raise WrongState(f"{held.person}没有可用的联系方式。请先补手机或电子邮箱。")
    held.channel, held.address = way
    held.state, held.attempts, held.not_before, held.error = State.QUEUED, 0, at, ""
    held.save(update_fields=["channel", "address", "state", "attempts", "not_before", "error"])
    ports.record("s", "message_requeued", by=by, at=at, body={"message": held.key})


@transaction.atomic(durable=True)
def _claim(at: datetime) -> Delivery | None:
    """Take the next message that is due: written, marked as being sent, and committed."""
    due = Delivery.objects.filter(state=State.QUEUED, not_before__lte=at)
    delivery = due.select_for_update(skip_locked=True).order_by("not_before", "pk").first()
    if delivery is None:
        return None
    if not delivery.body:
        delivery.title, delivery.body = _text(delivery)
    delivery.state, delivery.not_before = State.SENDING, at + LEASE
    delivery.attempts += 1
    delivery.save(update_fields=["title", "body", "state", "not_before", "attempts"])
    return delivery


def _text(delivery: Delivery) -> tuple[str, str]:
    """Return what a message says: the gravest of its notices spelt out, the others counted."""
    rows = Notice.objects.everywhere("writing a message").filter(deliveries=delivery)
    counted = rows.order_by().values_list("template").annotate(Count("pk"))
    spelt_out = rows.select_related("unit").order_by("-stage", "created_at", "pk")[:SPELT_OUT]
    return wording.digest(list(spelt_out), dict(Counter(dict(counted)).most_common()))


def _hand_over(delivery: Delivery, channel: channels.Channel | None, at: datetime) -> int:
    """Send one claimed message and write down what came of it; return 1 when it was taken."""
    message = channels.Message(delivery.key, delivery.address, delivery.title, delivery.body)
    state, error, wait = State.SENT, "", timedelta()
    try:
        if channel is None:
            raise channels.Rejected(f"没有配置渠道 {delivery.channel}。")
        channel.send(message)
    except channels.Rejected as refusal:
        state, error = State.FAILED, str(refusal)
    except channels.NotSent as failure:
        state, error = State.QUEUED, str(failure)
    except channels.Unclear as failure:
        repeatable = channel is not None and channel.repeatable
        state, error = State.QUEUED if repeatable else State.UNCERTAIN, str(failure)
    if state == State.QUEUED:
        wait = min(timedelta(minutes=2**delivery.attempts), _LONGEST_WAIT)
        state = State.FAILED if delivery.attempts >= ATTEMPTS else state
    mine = Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)
    mine.update(
        state=state, error=error[:_ERROR], not_before=at + wait,
        sent_at=at if state == State.SENT else None,
    )  # fmt: skip
    return int(state == State.SENT)
