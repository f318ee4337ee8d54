"""Webhooks: what a unit is told is sent on to a program, through the outbox of all notices.

A subscription follows the inbox of one post. Each notice it waits for becomes one message of the
outbox, whose keys make it once; leases, retries and states are those of every other message. Where
messages may go the operator says (``BIHUAN_WEBHOOK_HOSTS``); without him they go nowhere.
"""

import hmac
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from bihuan.kernel.notices import channels
from bihuan.kernel.notices.models import Delivery, Notice
from bihuan.kernel.orgs import ports, roles, terms
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Person
from bihuan.kernel.orgs.refusals import Invalid, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.surfaces import clock
from bihuan.surfaces.channels.gateways import post

from .models import Subscription
from .tokens import checked_name, own_account

if TYPE_CHECKING:
    from .resources.inbox import NoticeShape

NAME: Final = "webhook"
MOST: Final = 20
LONGEST: Final = 200
CHUNK: Final = 500
#: A notice written in a long transaction appears later than its moment says.
LOOKED_AGAIN: Final = timedelta(hours=1)
#: The kinds of notice a program can wait for; each is a template of the kernel's wording.
KINDS: Final = (
    "opened", "due_soon", "prompt", "warning", "order", "listed", "reminded", "moved", "returned",
    "copied", "approval", "signing", "served", "extension",
)  # fmt: skip
_Link = Delivery.notices.through


@transaction.atomic
def subscribe(
    name: str, url: str, kinds: Sequence[str], *, by: Viewer, at: datetime
) -> tuple[Subscription, str]:
    """Let a program be told what one's post is told, from now on; return the signatures' key too.

    It takes the capability to export. Raises :class:`Invalid` for an address the operator has not
    named or a kind there is not, :class:`WrongState` beyond 20 that run.
    """
    demand(by, roles.EXPORT)
    name, url = checked_name(name), checked_url(url)
    if not kinds or any(kind not in KINDS for kind in kinds):
        raise Invalid("请至少选一种通知。", field="kinds")
    if held(by).filter(ended_at=None).count() >= MOST:
        raise WrongState(f"在用的推送已有 {MOST} 个。先停掉不用的，再新建。")
    made = Subscription.objects.create(
        account=own_account(by), term_id=by.term_id, name=name, url=url, kinds=sorted(set(kinds)),
        salt=secrets.token_hex(16), made_at=at, looked_at=at,
    )  # fmt: skip
    _record(made, "subscribed", by=by, at=at)
    return made, key_of(made)


@transaction.atomic
def end(pk: int, *, by: Viewer, at: datetime) -> Subscription:
    """Stop a subscription of one's own; what waits to be sent goes nowhere any more."""
    rows = Subscription.objects.select_for_update().filter(account__person=by.person_id, pk=pk)
    row = rows.first()
    if row is None:
        raise NotFound("没有这个推送，或者它不是您的。")
    if row.ended_at is not None:
        raise WrongState(f"推送“{row.name}”已经停止。")
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    _record(row, "unsubscribed", by=by, at=at)
    return row


def held(viewer: Viewer) -> QuerySet[Subscription]:
    """Return the subscriptions of a person, the newest first."""
    rows = Subscription.objects.filter(account__person=viewer.person_id)
    return rows.select_related("term__post__unit").order_by("-made_at", "-pk")


def deliveries(viewer: Viewer) -> QuerySet[Delivery]:
    """Return the messages to a person's programs, the newest first."""
    rows = Delivery.objects.filter(channel=NAME, person=viewer.person_id)
    return rows.order_by("-pk")


def checked_url(url: str) -> str:
    """Return an address messages may go to. Raises :class:`Invalid`, saying what would be right."""
    url = url.strip()
    if len(url) > LONGEST or not url.isascii() or not url.isprintable():
        raise Invalid(f"地址要是 {LONGEST} 个字以内的网址。", field="url")
    try:
        parts = urlsplit(url)
        host, fits = parts.hostname or "", parts.scheme in ("https", "http") and parts.port != 0
    except ValueError:
        host, fits = "", False
    if not (host and fits) or parts.username is not None or " " in url:
        raise Invalid("地址要写成 https://主机名/路径 这样，不带用户名。", field="url")
    if host not in settings.WEBHOOK_HOSTS:
        named = "、".join(settings.WEBHOOK_HOSTS) or "还没有"
        says = f"不能推送到 {host}。系统管理员允许的主机：{named}。"
        raise Invalid(says, field="url", can="系统管理员（设置 BIHUAN_WEBHOOK_HOSTS）")
    return url


def key_of(row: Subscription) -> str:
    """Return the key a subscription's messages are signed with."""
    made = salted_hmac("api.Subscription", f"{row.pk}/{row.salt}", algorithm="sha256")
    return f"whsec_{made.hexdigest()}"


def queue(at: datetime) -> int:
    """Put into the outbox what subscriptions wait for; return how many messages were looked at.

    Safe to repeat and to cut off anywhere: the key of a message is that of its cause.
    """
    running = Subscription.objects.filter(ended_at=None).select_related("account").order_by("pk")
    return sum(_queue(row, at) for row in running)


@transaction.atomic
def _queue(row: Subscription, at: datetime) -> int:
    found = follower(row, at)
    if found is None:
        return 0
    since = max(row.made_at, row.looked_at - LOOKED_AGAIN)
    waiting = Notice.objects.visible_to(found).filter(
        template__in=row.kinds, created_at__gt=since, created_at__lte=at
    )
    rows = waiting.select_related("unit", "post").order_by("created_at", "pk").iterator(CHUNK)
    looked = 0
    while notices := list(islice(rows, CHUNK)):
        _write(row, notices, at)
        looked += len(notices)
    Subscription.objects.filter(pk=row.pk).update(looked_at=at)
    return looked


def follower(row: Subscription, at: datetime) -> Viewer | None:
    """Return as whom a subscription looks; ``None`` once its term or account has ended."""
    found = terms.acting(row.account, at, term_id=row.term_id)
    return found[0] if found and found[1].pk == row.term_id else None


def _write(row: Subscription, notices: Sequence[Notice], at: datetime) -> None:
    # Here, since every command starts with this module and few have a notice to send.
    from .resources.inbox import shapes

    made = {said.id: _message(row, said, at) for said in shapes(notices)}
    Delivery.objects.bulk_create(made.values(), ignore_conflicts=True)
    by_key = dict(Delivery.objects.filter(key__in=[one.key for one in made.values()])
                  .values_list("key", "pk"))  # fmt: skip
    links = [_Link(delivery_id=by_key[one.key], notice_id=pk) for pk, one in made.items()]
    _Link.objects.bulk_create(links, ignore_conflicts=True)


def _message(row: Subscription, said: "NoticeShape", at: datetime) -> Delivery:
    key = f"w{row.pk}:n{said.id}"
    told = {"subscription": row.name} | said.model_dump(mode="json", exclude={"read", "id"})
    body = json.dumps({"id": key, "notice": said.id} | told, ensure_ascii=False)
    return Delivery(
        key=key, channel=NAME, address=row.url, person_id=row.account.person_id, title=said.title,
        body=body, not_before=at,
    )  # fmt: skip


@dataclass(frozen=True)
class Webhook:
    """The channel to programs: signed JSON, tried again under the same id until it is taken."""

    name: str = NAME
    repeatable: bool = True

    def address(self, person: Person) -> str:
        """No person is reached over it."""
        return ""

    def send(self, message: channels.Message) -> None:
        """Hand a message over to the program of its subscription."""
        row = self._subscription(message)
        try:
            url = checked_url(message.address)
        except Invalid as refusal:
            raise channels.Rejected(refusal.says) from refusal
        body = message.body.encode()
        post(url, body, dict(headers(row, message.key, body, clock.now())))

    def _subscription(self, message: channels.Message) -> Subscription:
        pk = message.key[1:].partition(":")[0]
        row = Subscription.objects.select_related("account").filter(pk=int(pk)).first()
        if row is None or row.ended_at is not None or follower(row, clock.now()) is None:
            raise channels.Rejected("推送已停止。")
        return row


def headers(row: Subscription, key: str, body: bytes, at: datetime) -> Iterator[tuple[str, str]]:
    """Yield what stands in front of a message: its id, and its signature with the moment signed."""
    moment = str(int(at.timestamp()))
    yield "Idempotency-Key", key
    yield "Bihuan-Signature", f"t={moment},v1={signature(key_of(row), moment, body)}"


def signature(key: str, moment: str, body: bytes) -> str:
    """Return the signature of a message: HMAC-SHA256 over moment, a dot, and the body."""
    return hmac.new(key.encode(), moment.encode() + b"." + body, sha256).hexdigest()


def _record(row: Subscription, verb: str, *, by: Viewer, at: datetime) -> None:
    body: dict[str, Any] = {
        "subscription": row.pk, "name": row.name, "url": row.url, "kinds": row.kinds
    }  # fmt: skip
    ports.record(f"u{by.unit_id}", verb, by=by, at=at, body=body)
