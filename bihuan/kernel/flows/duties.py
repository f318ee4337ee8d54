"""What a state obliges to: opening its obligations on arrival, settling them on departure."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from bihuan.kernel.law.calendar import working_calendar
from bihuan.kernel.law.models import Ladder
from bihuan.kernel.law.settings import setting
from bihuan.kernel.notices import notices
from bihuan.kernel.obligations import assignments, obligations
from bihuan.kernel.obligations.models import Kind, Obligation, Outcome
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.terms import post_of
from bihuan.kernel.orgs.viewer import Actor, Machine
from bihuan.kernel.trace.models import Matter
from bihuan.kernel.trace.models import Party as Participant
from bihuan.lib import clocks
from bihuan.lib.clocks import Limit
from bihuan.lib.workdays import YearNotPublished

from .changes import cite
from .flow import Duty, Flow, flow_of
from .steps import OWN, Step


def open_duties(  # noqa: PLR0913 - what is opened, of which matter, by whom, when, on what ground
    flow: type[Flow], matter: Matter, record: Any, *, by: Actor, at: datetime, rejected: str = ""
) -> list[Obligation]:
    """Open one obligation per duty of the matter's state and return them.

    A duty whose unit is unknown is opened *unassigned*; one without a period is *unset*. Every
    unit the flow names may open the matter from then on. ``rejected`` says why work came back: its
    holder is warned at once, the date that is new counts, the legal one stays.
    """
    units = join(flow, matter, record, at)
    opened = []
    for duty in flow.duties(flow.states[matter.state]):
        unit = units[duty.party.at]
        obligation = _open(flow, duty, unit, matter, record, by=by, at=at, rejected=rejected)
        if obligation is not None:
            opened.append(obligation)
    return opened


def open_again(  # noqa: PLR0913 - see open_duties()
    flow: type[Flow], step: Step, matter: Matter, record: Any, *, by: Actor, at: datetime
) -> list[Obligation]:
    """Open the next obligation of a step that repeats, once somebody has set how often."""
    unit = step.who.unit(record, clocks.in_shanghai(at).date())
    obligation = _open(flow, Duty(step.who, (step,)), unit, matter, record, by=by, at=at)
    return [obligation] if obligation else []


def join(
    flow: type[Flow], matter: Matter, record: Any, at: datetime
) -> dict[str | Callable[[Any, date], Unit | None], Unit | None]:
    """Let every unit the flow names take part in the matter, and so open it.

    Returns the unit found for each ``at`` of a party; several parties of one unit ask once.
    """
    day = clocks.in_shanghai(at).date()
    named = {p.at: p for step in flow.steps.values() for p in (step.who, *step.tells)}
    units = {key: party.unit(record, day) for key, party in named.items()}
    Participant.objects.bulk_create(
        [
            Participant(matter=matter, unit_id=pk, part="party")
            for pk in sorted({unit.pk for unit in units.values() if unit})
        ],
        ignore_conflicts=True,
    )
    return units


def settle_duties(flow: type[Flow], matter: Matter, step: Step, *, by: Actor, at: datetime) -> None:
    """End what a step meets, on time or late; when the state is left, what else it held lapses."""
    met = flow.met_by(step, flow.states[matter.state])
    for row in standing(matter).select_for_update(of=("self",)):
        actor = by if row.holder_id == by.unit_id else witness(by)
        if row.step == met:
            obligations.settle_held(row, by=actor, at=at)
        elif not step.loops:
            obligations.settle_held(row, Outcome.LAPSED, by=actor, at=at)


def witness(by: Actor) -> Actor:
    """Return who ends another unit's duty by moving the matter, whatever he may see himself."""
    return Machine(f"随办·{by.label}"[:150])


def standing(matter: Matter) -> Any:
    """Return the open obligations of a matter's steps and approvals."""
    rows = Obligation.objects.everywhere("duties of a matter")
    return rows.filter(matter=matter, done_at=None, kind__in=(Kind.STEP, Kind.SIGN)).order_by("pk")


def due_of(
    flow: type[Flow], step: Step, record: Any, at: datetime, since: datetime | None = None
) -> datetime | None:
    """Return when a step that became possible at ``since`` is due, or None while that is unset.

    The record's own date counts first, then the declared limit, then one that a named person set
    for the place by ``at`` (``Setting`` with field ``within``, an amount and a unit), which runs
    from its setting at the earliest. Working days of a year whose holidays are not published yet
    leave it unset. ``since`` is ``at`` unless told.
    """
    if step.due:
        day: date | datetime | None = getattr(record, step.due)
        return day if isinstance(day, datetime) or day is None else clocks.end_of(day)
    path = record.matter.place_path
    began = getattr(record, step.since) if step.since else since or at
    if began is not None and not isinstance(began, datetime):
        began = datetime.combine(began, time(), tzinfo=clocks.SHANGHAI)
    limit = step.within(record) if callable(step.within) else step.within
    if limit is None and (row := setting(f"{flow.key}.{step.name}", "within", path=path, at=at)):
        limit = Limit(int(row.value["amount"]), clocks.Unit(row.value["unit"]))
        began = began and max(began, row.at)
    if limit is None or began is None:
        return None
    try:
        return clocks.due(began, limit, working_calendar(path, at))
    except YearNotPublished:
        return None


def reckon(path: str, *, reason: str, by: Actor, at: datetime) -> int:
    """Date the steps of a place that waited for a limit or a year's holidays; return how many."""
    rows = Obligation.objects.everywhere("steps without a date").filter(
        within(path, "matter__place_path"), kind=Kind.STEP, legal_due=None, done_at=None
    )
    dated = 0
    for row in rows.select_related("matter"):
        flow = flow_of(row.matter.flow)
        record = flow.record(row.matter_id)
        record.matter = row.matter
        due = due_of(flow, flow.steps[row.step], record, at, row.opened_at)
        if due is not None:
            assignments.set_due(row, due=due, reason=reason, by=by, at=at)
            dated += 1
    return dated


def _open(  # noqa: PLR0913 - see open_duties()
    flow: type[Flow],
    duty: Duty,
    unit: Unit | None,
    matter: Matter,
    record: Any,
    *,
    by: Actor,
    at: datetime,
    rejected: str = "",
) -> Obligation | None:
    step, who, day = duty.step, duty.party, clocks.in_shanghai(at).date()
    post = getattr(record, who.post) if who.post else None
    due = due_of(flow, step, record, at)
    if step.repeats and due is None:
        return None
    obligation = obligations.open_one(
        kind=Kind.STEP,
        title=f"{step.title}：{matter.title}",
        holder=unit,
        post=post or (post_of(unit, who.lead, day) if unit and who.lead else None),
        matter=matter,
        step=step.name,
        clause=cite(step.clause, matter, at),
        legal_due=(_first_due(matter, unit) if rejected else None) or due,
        ladder=_ladder(step, matter, at),
        by=by,
        at=at,
    )
    if unit and unit.pk != by.unit_id:
        notices.write(
            key=f"{obligation.chain}:opened", unit=unit, post=obligation.post,
            chain=obligation.chain, template="opened", subject=obligation.title, facts={},
            stage=0, urgent=False, due=due, at=at,
        )  # fmt: skip
    if rejected and due is not None:
        return obligations.return_for_rework(obligation, rejected, due, by=witness(by), at=at)
    return obligation


def _first_due(matter: Matter, unit: Unit | None) -> datetime | None:
    """Return the legal date of the work that is sent back to a unit."""
    rows = Obligation.objects.everywhere("the date rejected work had").filter(
        matter=matter, holder=unit, kind=Kind.STEP, legal_due__isnull=False
    )
    last = rows.order_by("-pk").first()
    return last.legal_due if last else None


def _ladder(step: Step, matter: Matter, at: datetime) -> Ladder | None:
    """Return the ladder of a duty: for what a document itself demands, the one chosen for it.

    Where a suggested ladder was not adopted, the obligation keeps it and it sleeps.
    """
    key = step.ladder
    if step.clause == OWN and matter.clause is not None:
        chosen = setting(matter.clause.document.key, "ladder", path=matter.place_path, at=at)
        key = str(chosen.value) if chosen else key
    return Ladder.objects.filter(key=key).first() if key else None
