"""What the system proposes to summon or to name in a circular; a person takes it up or declines.

Derived, never stored and never done by itself: a unit is proposed while it has misses that reached
supervision and stayed undone after their order, in places whose documents speak of a summons or a
circular. What a person decides about a miss is kept, and that miss is not proposed again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import grounds, may_open, open_by_hand
from bihuan.kernel.law.models import Clause
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Holding, Kind, Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.entries import append_to
from bihuan.kernel.trace.models import Matter

from .flows import CircularFlow, InterviewFlow
from .models import Motion

#: The rung of every ladder at which a unit is supervised (督办).
SUPERVISED: Final = 3
FLOWS: Final[Mapping[str, type[Flow]]] = {"interview": InterviewFlow, "circular": CircularFlow}
MOST = 200
GROUP = "group"


@dataclass(frozen=True)
class Proposed:
    """One unit the system proposes to summon or name, with what it missed."""

    kind: str
    unit: Unit
    misses: tuple[Obligation, ...]

    @property
    def flow(self) -> type[Flow]:
        """What would be opened."""
        return FLOWS[self.kind]


def proposed(viewer: Viewer, now: datetime) -> list[Proposed]:
    """Return what waits for this person's decision, most misses first; [] for who may not."""
    found = []
    for kind in kinds(viewer):
        rows = _missed(kind, viewer, now).order_by("holder", "current_due", "pk")[:MOST]
        for _, misses in groupby(rows, key=lambda o: o.holder_id):
            some = tuple(misses)
            found.append(Proposed(kind, some[0].holder, some))  # type: ignore[arg-type]
    return sorted(found, key=lambda one: (-len(one.misses), one.unit.pk))


def waits(viewer: Viewer, now: datetime) -> bool:
    """Say whether anything is proposed to this person."""
    return any(_missed(kind, viewer, now).exists() for kind in kinds(viewer))


def kinds(viewer: Viewer) -> list[str]:
    """Return which of the two a person may propose: by her post, and by the documents in force."""
    return [
        kind for kind, flow in FLOWS.items()
        if may_open(flow, viewer) and viewer.reads and grounds(flow, viewer).exists()
    ]  # fmt: skip


def misses_of(kind: str, unit: Unit, viewer: Viewer, now: datetime) -> list[Obligation]:
    """Return the misses for which a unit is proposed now."""
    if kind not in kinds(viewer):
        return []
    return list(_missed(kind, viewer, now).filter(holder=unit).order_by("current_due", "pk"))


@transaction.atomic
def take_up(  # noqa: PLR0913 - a matter is opened with its facts and its ground
    kind: str,
    unit: Unit,
    fields: Mapping[str, Any],
    *,
    clause: Clause | None,
    by: Viewer,
    at: datetime,
) -> Matter:
    """Open what is proposed, in the person's name and words, and keep which misses it answers.

    Raises what opening it by hand raises, :class:`Invalid` for another unit than the one proposed,
    and :class:`WrongState` when nothing is proposed any more.
    """
    misses = _waiting(kind, unit, by, at)
    named = fields.get("unit")
    if getattr(named, "pk", named) != unit.pk:
        raise Invalid(f"系统提请的是{unit.name}。对别的单位，请另行登记。", field="unit")
    matter = open_by_hand(FLOWS[kind], fields, clause=clause, by=by, at=at)
    _decide(kind, misses, by, at, matter=matter)
    return matter


@transaction.atomic
def decline(kind: str, unit: Unit, reason: str, *, by: Viewer, at: datetime) -> int:
    """Decline what is proposed, with a reason kept at each miss; return how many misses.

    Later misses are proposed anew. Raises :class:`NotAllowed`, :class:`WrongState`, and
    :class:`Invalid` without a reason.
    """
    misses = _waiting(kind, unit, by, at)
    if not reason.strip():
        raise Invalid("还没有填写“不提请的理由”。", field="reason")
    _decide(kind, misses, by, at, declined=reason.strip())
    return len(misses)


def _waiting(kind: str, unit: Unit, by: Viewer, at: datetime) -> list[Obligation]:
    if kind not in kinds(by):
        raise NotAllowed("您的岗位不能提请，或者本地施行的文件没有写到。", can="有督办职责的岗位")
    misses = misses_of(kind, unit, by, at)
    if not misses:
        raise WrongState(f"{unit.name}现在没有等待决定的提请，可能已经办结或有人处理过。")
    return misses


def _decide(  # noqa: PLR0913 - what was decided about which misses, by whom
    kind: str, misses: list[Obligation], by: Viewer, at: datetime, *,
    matter: Matter | None = None, declined: str = "",
) -> None:  # fmt: skip
    for miss in misses:
        Motion.objects.create(
            kind=kind, obligation=miss, matter=matter, declined=declined,
            person_id=by.person_id, post_id=by.post_id, at=at,
        )  # fmt: skip
        body = {"kind": kind, "matter": matter.number if matter else "", "reason": declined}
        verb = "motion_taken" if matter else "motion_declined"
        append_to(miss.chain, verb, by=by, at=at, body=body)


def _missed(kind: str, viewer: Viewer, now: datetime) -> QuerySet[Obligation]:
    """Match the misses that reached supervision and outlived their order, not decided yet.

    Whoever was given one after it had got there was never supervised for it, until an order goes
    to him.
    """
    orders = Letter.objects.everywhere("orders about misses in scope").filter(
        chain=OuterRef("chain_of"), kind="supervision_order"
    )
    running = Q(state=Letter.State.DRAFT) | Q(reply_due__gt=now)
    ordered = Q(addressee=OuterRef("holder")) & ~Q(state=Letter.State.CANCELLED)
    told = Notice.objects.everywhere("whether who owes it was told of its stage").filter(
        chain=OuterRef("chain_of"), unit=OuterRef("holder"), stage__gte=SUPERVISED
    ).exclude(template__in=("assigned", "reminded"))  # fmt: skip
    decided = Motion.objects.filter(kind=kind, obligation=OuterRef("pk"))
    rows = Obligation.objects.visible_to(viewer).filter(
        within(viewer.path), stage__gte=SUPERVISED, done_at=None, paused_at=None,
        holder__isnull=False, holder__until=None,
        kind__in=(Kind.PERIODIC, Kind.STEP, Kind.SUPERVISE), current_due__lt=now,
    )  # fmt: skip
    # Nobody summons himself, who is above him, or a group that only a document speaks of.
    above = Unit.objects.filter(supervised=viewer.unit_id).values("pk")
    mine = Q(holder=viewer.unit_id) | Q(holder__in=above) | Q(holder__kind=GROUP)
    rows = rows.exclude(mine).annotate(chain_of=Concat(Value("o"), Cast("pk", CharField())))
    found = rows.exclude(Exists(orders.filter(running))).exclude(Exists(decided))
    given_on = Holding.objects.filter(obligation=OuterRef("pk"))
    found = found.filter(~Exists(given_on) | Exists(orders.filter(ordered)) | Exists(told))
    return found.select_related("holder", "clause__document", "matter").defer(
        "clause__text", "clause__document__text", "clause__document__compiled"
    )
