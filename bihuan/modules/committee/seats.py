"""Who sits on a committee on any day: seats taken and left, each traced; quorum; who must direct.

A seat belongs to a unit through a post, so that it goes on when the person changes; it follows the
unit when that is merged or split.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.kernel.law.models import Document, Number
from bihuan.kernel.law.settings import set_value, setting
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand, units_seen
from bihuan.kernel.orgs.models import Person, Post, Succession, Term, Unit
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.succession import Change
from bihuan.kernel.orgs.viewer import Actor, Machine, Viewer
from bihuan.kernel.trace.entries import append_to
from bihuan.lib.clocks import in_shanghai

from . import rules
from .models import Seat

#: Kinds of unit that are a committee, or that have one within themselves.
BODIES = ("committee", "town_government", "zone_committee", "enterprise")
QUORUM, SHARE = "committee.quorum", "share"
SUCCEEDED = Machine("机构变更")
Part = Seat.Part


@dataclass(frozen=True)
class Sitting:
    """A seat on a day: who sits on it; nobody for a vacant post or none named."""

    seat: Seat
    term: Term | None


@dataclass(frozen=True)
class Quorum:
    """The share of members that must be there, and what says so: a number of a pack or a person."""

    share: str
    basis: str

    @property
    def says(self) -> str:
        """How the rule reads."""
        return rules.SHARES[self.share]


def running(on: date) -> Q:
    """Match the seats held on a day."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))


def composition(body: Unit, on: date) -> list[Sitting]:
    """Return the seats of a committee on a day in the order of their parts, with who sat there."""
    rows = Seat.objects.filter(running(on), body=body).select_related("unit", "post__unit")
    order = list(Part.values)
    found = sorted(rows, key=lambda seat: (order.index(seat.part), seat.unit.kind, seat.pk))
    held: dict[int, Term] = {}
    terms = Term.objects.filter(running(on), post__in=[s.post_id for s in found if s.post_id])
    for term in terms.select_related("person").order_by("-substitute", "-since"):
        held.setdefault(term.post_id, term)
    return [Sitting(seat, held.get(seat.post_id or 0)) for seat in found]


def members(body: Unit, on: date) -> list[Seat]:
    """Return the seats that are called to a meeting: all but the office."""
    return [sitting.seat for sitting in composition(body, on) if sitting.seat.part != Part.OFFICE]


def office_of(body: Unit, on: date) -> Unit | None:
    """Return the unit that does the daily work of a committee on a day, None while unassigned."""
    row = Seat.objects.filter(running(on), body=body, part=Part.OFFICE).select_related("unit")
    seat = row.order_by("pk").first()
    return seat.unit if seat else None


def committee_of(office: Unit, on: date) -> Unit | None:
    """Return the committee whose daily work a unit does on a day."""
    rows = Seat.objects.filter(running(on), unit=office, part=Part.OFFICE).select_related("body")
    seat = rows.order_by("pk").first()
    return seat.body if seat else None


def bodies_seen(viewer: Viewer) -> QuerySet[Unit]:
    """Return the committees a viewer may open: those she sees, and those her unit sits on."""
    own = Seat.objects.filter(running(viewer.on), unit=viewer.unit_id).values("body")
    seated = Seat.objects.values("body")
    known = Unit.objects.filter(units_seen(viewer) | Q(pk__in=own), until=None)
    return known.filter(Q(kind="committee") | Q(pk__in=seated)).order_by("place_path", "pk")


@transaction.atomic
def take(  # noqa: PLR0913 - a seat has a committee, a part, a unit, a post, a day and a basis
    body: Unit,
    part: str,
    unit: Unit,
    *,
    post: Post | None,
    since: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> Seat:
    """Give a unit a seat on a committee from a day, through one of its posts.

    Raises :class:`NotAllowed` without the right to keep the committee's register, and
    :class:`Invalid` for a unit that is no committee, an unknown part, a post of another unit, no
    basis, or a seat that is taken.
    """
    demand(by, roles.MANAGE_ORGS, over=body)
    if body.kind not in BODIES:
        raise Invalid(f"{body.name}不是安委会，也不设安委会。", field="body")
    if part not in Part.values:
        raise Invalid("职务只能是第一主任、主任、副主任、成员或办公室。", field="part")
    if post is not None and post.unit_id != unit.pk:
        raise Invalid(f"“{post.title}”不是{unit.name}的岗位。", field="post")
    if not reason.strip():
        raise Invalid("还没有填写依据（任命、调整的文件）。", field="reason")
    held = Seat.objects.filter(Q(until=None) | Q(until__gt=since), body=body)
    alone = (Part.FIRST_DIRECTOR, Part.OFFICE)
    clash = held.filter(part=part) if part in alone else held.filter(
        part=part, unit=unit, post=post
    )  # fmt: skip
    if taken := clash.select_related("unit").first():
        says = f"{taken.get_part_display()}自 {taken.since} 由{taken.unit.name}担任，请先登记离任。"
        raise Invalid(says, field="since")
    seat = Seat.objects.create(
        body=body, part=part, unit=unit, post=post, since=since, reason=reason.strip()
    )
    _record(seat, "seat_taken", by, at)
    return seat


@transaction.atomic
def leave(seat: Seat, *, until: date, reason: str, by: Actor, at: datetime) -> Seat:
    """End a seat on a day (not counted); it stays in the composition of the days before.

    Raises :class:`NotAllowed`, :class:`WrongState` for a seat that has ended, and :class:`Invalid`.
    """
    demand(by, roles.MANAGE_ORGS, over=seat.body)
    held = Seat.objects.select_for_update().get(pk=seat.pk)
    if held.until is not None:
        raise WrongState(f"这个席位已登记到 {held.until} 为止。")
    if until <= held.since:
        raise Invalid(f"离任日期应晚于任职起期 {held.since}。", field="until")
    if not reason.strip():
        raise Invalid("还没有填写离任的依据。", field="reason")
    held.until, held.reason = until, f"{held.reason}；{reason.strip()}"[:400]
    held.save(update_fields=["until", "reason"])
    _record(held, "seat_left", by, at)
    return held


def quorum(body: Unit, at: datetime) -> Quorum | None:
    """Return the committee's quorum: what its document fixes, else what was set; None if unset."""
    number = _numbers(body).filter(key__endswith=f"#{QUORUM}").first()
    if number is not None and number.value in rules.SHARES:
        return Quorum(str(number.value), str(number.clause))
    kept = setting(f"{QUORUM}.{body.pk}", SHARE, path=body.place_path, at=at)
    if kept is None or kept.value not in rules.SHARES:
        return None
    return Quorum(
        str(kept.value), f"{kept.post.title}{kept.by.name} {in_shanghai(kept.at).date()} 设定"
    )


def set_quorum(body: Unit, share: str, *, reason: str, by: Viewer, at: datetime) -> None:
    """Set the quorum that no document fixes, by name. Raises :class:`Invalid` and NotAllowed."""
    demand(by, roles.SET_UNSET, over=body)
    if share not in rules.SHARES:
        raise Invalid("法定人数只能选列出的一种。", field="share")
    if not reason.strip():
        raise Invalid("还没有填写依据或理由。", field="reason")
    who = Person.objects.get(pk=by.person_id), Post.objects.get(pk=by.post_id)
    subject = f"{QUORUM}.{body.pk}"
    set_value(subject, SHARE, share, place=body.place, reason=reason.strip(), by=who, at=at)
    append_to(body.chain, "quorum_set", by=by, at=at, body={"share": share, "reason": reason})


def unfit(body: Unit, sittings: Iterable[Sitting]) -> list[tuple[str, Any]]:
    """Say, with its clause, where the directors are not those that the place's document demands.

    The document's number ``committee.director`` (of a committee) or ``committee.town`` (of a
    town's) names the kinds of leadership; without one nothing is judged.
    """
    town = body.kind == "town_government"
    name = "committee.town" if town else "committee.director"
    number = _numbers(body).filter(key__endswith=f"#{name}").first()
    if number is None or body.kind == "enterprise":
        return []
    held = [(one.seat.part, _lead(one)) for one in sittings]
    return [(says, number.clause) for says in rules.misfits(str(number.value), held, town=town)]


def _lead(one: Sitting) -> str:
    return str(one.seat.post.get_lead_display()) if one.seat.post else ""


def _numbers(body: Unit) -> QuerySet[Number]:
    rows = Number.objects.filter(place__path__in=ancestors(body.place_path))
    rows = rows.filter(clause__document__status=Document.Status.IN_FORCE)
    return rows.select_related("clause__document").order_by("-place__path", "pk")


def bring_along(change: Change) -> None:
    """Let the successor of a unit sit where it sat, from the day; registered with ``follow``."""
    row = change.row
    ends = row.kind in (Succession.Kind.MERGED, Succession.Kind.SPLIT)
    if not (ends and row.old_unit and row.new_unit and row.rest):
        return
    for seat in Seat.objects.filter(unit=row.old_unit, until=None).select_related("body", "post"):
        if seat.since >= row.on:
            continue
        seat.until = row.on
        seat.save(update_fields=["until"])
        _record(seat, "seat_left", SUCCEEDED, change.at)
        known = Seat.objects.filter(body=seat.body, part=seat.part, unit=row.new_unit, until=None)
        if not known.exists():
            lead = seat.post.lead if seat.post else ""
            heir = row.new_unit.posts.filter(lead=lead).first() if lead else None
            made = Seat.objects.create(
                body=seat.body, part=seat.part, unit=row.new_unit, post=heir, since=row.on,
                reason=f"{row.before}{row.get_kind_display()}：{row.reason}"[:400],
            )  # fmt: skip
            _record(made, "seat_taken", SUCCEEDED, change.at)


def _record(seat: Seat, verb: str, by: Actor, at: datetime) -> None:
    append_to(
        seat.body.chain, verb, by=by, at=at,
        body={
            "seat": seat.pk, "part": seat.part, "unit": seat.unit_id, "post": seat.post_id,
            "since": seat.since.isoformat(), "reason": seat.reason,
            "until": seat.until.isoformat() if seat.until else "",
        },
    )  # fmt: skip
