"""From notices to messages: who gets them, over which channel, at once or in the daily digest.

Urgent notices go at once, each as a message of its own. All others are merged into one message per
person and day at the hour the person chose (8 o'clock), moved to the end of her quiet hours. One
transaction per chunk: cut off anywhere, the next run continues, and nobody is told twice.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Person, Term
from bihuan.lib.clocks import SHANGHAI, in_shanghai

from . import channels, wording
from .models import Delivery, Notice, Preference

CHUNK = 500
NO_CHANNEL = "none"
_DIGEST_HOUR = 8
_DAY = timedelta(days=1)
_Link = Delivery.notices.through
_UNREACHABLE = "没有可用的手机或电子邮箱。"


@dataclass(frozen=True)
class _Way:
    """A message to make: its key, over which channel to which address of whom, from when."""

    key: str
    channel: str
    address: str
    person: Person
    not_before: datetime


def route(at: datetime) -> int:
    """Turn the notices not yet routed into messages; return how many notices were routed."""
    routed = 0
    while chunk := _route_chunk(at):
        routed += chunk
    return routed


@transaction.atomic
def _route_chunk(at: datetime) -> int:
    waiting = Notice.objects.everywhere("routing").filter(routed_at=None, created_at__lte=at)
    locked = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("unit")
    notices = list(locked.order_by("created_at", "pk")[:CHUNK])
    if not notices:
        return 0
    told = _told(notices, in_shanghai(at).date())
    asked = Preference.objects.filter(person__in={p for people in told.values() for p in people})
    preferences = {preference.person_id: preference for preference in asked}
    carried: dict[_Way, list[Notice]] = defaultdict(list)
    for notice in notices:
        for person in told[notice.pk]:
            for way in _ways(notice, person, preferences.get(person.pk), at):
                carried[way].append(notice)
    _queue(carried)
    rows = Notice.objects.everywhere("routing")
    rows.filter(pk__in=[notice.pk for notice in notices]).update(routed_at=at)
    return len(notices)


def _told(notices: Iterable[Notice], day: date) -> dict[int, list[Person]]:
    """Return by notice the persons to tell: those in its post, else those who assign in its unit.

    A vacant post is the unit's affair; where nobody assigns, everybody who reads is told.
    """
    terms = Term.objects.filter(
        Q(until=None) | Q(until__gt=day), since__lte=day, post__role__reads=True,
        post__unit__in={notice.unit_id for notice in notices},
    ).select_related("person", "post__role").order_by("pk")  # fmt: skip
    in_post, assigning, in_unit = (defaultdict[int, dict[int, Person]](dict) for _ in range(3))
    for term in terms:
        in_post[term.post_id][term.person_id] = term.person
        in_unit[term.post.unit_id][term.person_id] = term.person
        if roles.ASSIGN in term.post.role.may:
            assigning[term.post.unit_id][term.person_id] = term.person
    return {
        notice.pk: list(
            (
                in_post.get(notice.post_id or 0)
                or assigning.get(notice.unit_id)
                or in_unit.get(notice.unit_id)
                or {}
            ).values()
        )
        for notice in notices
    }


def _ways(
    notice: Notice, person: Person, preference: Preference | None, at: datetime
) -> Iterable[_Way]:
    """Return the messages one notice goes into for a person; a failed one if she has no address."""
    available = channels.configured()
    if not available:
        return []
    named = preference.channels if preference else []
    wanted = [available[name] for name in named if name in available] or list(available.values())
    reached = [(c.name, c.address(person)) for c in wanted if c.address(person)]
    if not named:
        reached = reached[:1]
    moment = at if notice.urgent else next_digest(preference, at)
    batch = f"n{notice.pk}" if notice.urgent else f"{in_shanghai(moment):%Y%m%d%H}"
    return [
        _Way(f"{batch}:p{person.pk}:{name}", name, address, person, moment)
        for name, address in reached or [(NO_CHANNEL, "")]
    ]


def next_digest(preference: Preference | None, at: datetime) -> datetime:
    """Return the next moment of a person's daily digest, in Shanghai time, not in quiet hours."""
    hour = preference.digest_hour if preference else _DIGEST_HOUR
    if preference and _is_quiet(preference, hour):
        hour = preference.quiet_until or 0
    here = in_shanghai(at)
    moment = datetime.combine(here.date(), time(hour), tzinfo=SHANGHAI)
    return moment if moment >= here else moment + _DAY


def _is_quiet(preference: Preference, hour: int) -> bool:
    begins, ends = preference.quiet_from, preference.quiet_until
    if begins is None or ends is None:
        return False
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends


def _queue(carried: dict[_Way, list[Notice]]) -> None:
    """Make the messages, or add to those still waiting; what they say is written when they go."""
    Delivery.objects.bulk_create(
        [_message(way, notices) for way, notices in carried.items()], ignore_conflicts=True
    )
    keys = [way.key for way in carried]
    rows = {row.key: row for row in Delivery.objects.select_for_update().filter(key__in=keys)}
    links = []
    for way, notices in carried.items():
        row = rows[way.key]
        if row.state not in (Delivery.State.QUEUED, Delivery.State.FAILED):
            # This digest has left already: what came after it goes with the next day's.
            later = replace(way, not_before=way.not_before + _DAY, key=f"{way.key}+")
            row = Delivery.objects.get_or_create(key=later.key, defaults=_facts(later, notices))[0]
        links += [_Link(delivery=row, notice=notice) for notice in notices]
    _Link.objects.bulk_create(links, ignore_conflicts=True)


def _message(way: _Way, notices: list[Notice]) -> Delivery:
    return Delivery(key=way.key, **_facts(way, notices))


def _facts(way: _Way, notices: list[Notice]) -> dict[str, Any]:
    facts = {
        "channel": way.channel,
        "address": way.address,
        "person": way.person,
        "title": wording.render(notices[0])[0],
        "not_before": way.not_before,
    }
    if way.channel == NO_CHANNEL:
        facts |= {"state": Delivery.State.FAILED, "error": _UNREACHABLE}
    return facts
