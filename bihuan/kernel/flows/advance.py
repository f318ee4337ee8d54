"""The one door: open a matter, take a step, or learn why a step cannot be taken.

There is no flag that lets anybody past a guard, and a machine holds no capability, so nothing is
ever done by itself: each step has a person, a post, a moment and its proof.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from bihuan.kernel.law.models import Clause
from bihuan.kernel.notices import notices
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.viewer import Actor
from bihuan.kernel.trace import matters
from bihuan.kernel.trace.models import Entry, Evidence, Matter

from . import duties
from .changes import hold, record_change
from .flow import Flow, flow_of
from .guards import Attempt, Guard, attempt, guards
from .steps import Step
from .wires import acts_of


@dataclass(frozen=True)
class Moved:
    """What a step did: the matter as it is now, its record, the entry, who owes what next."""

    matter: Matter
    record: Any
    step: Step
    entry: Entry
    opened: tuple[Obligation, ...]
    by: Actor
    at: datetime


@dataclass(frozen=True)
class Case:
    """The head of a matter to be opened: what it is called, where it is and whose it is."""

    title: str
    place: Place
    unit: Unit | None
    clause: Clause | None = None
    parent: Matter | None = None


@transaction.atomic
def begin(flow: type[Flow], case: Case, record: models.Model, *, by: Actor, at: datetime) -> Matter:
    """Open a matter in the flow's initial state with its record, and what that state obliges to.

    ``record`` is an unsaved instance of the flow's model without its matter.
    """
    matter = matters.open_matter(
        **vars(case), flow=flow.key, prefix=flow.prefix, state=flow.initial.name, by=by, at=at
    )
    record.matter = matter  # type: ignore[attr-defined]
    record.save(force_insert=True)
    duties.open_duties(flow, matter, record, by=by, at=at)
    return matter


@transaction.atomic
def advance(  # noqa: PLR0913 - an act has an object, a doer, a moment, proof and words
    matter: Matter,
    step: Step,
    *,
    by: Actor,
    at: datetime,
    revision: int,
    evidence: Sequence[Evidence] = (),
    fields: Mapping[str, Any] | None = None,
) -> Moved:
    """Take a step: all of it, or a :class:`Refused` that says why, with nothing changed.

    Checked in this order: the matter is there and visible, not changed since ``revision``, in the
    right state; the right unit and capability; not one's own work; gates; proof and fields;
    approvals. Then the matter moves, the entry is written, the duty it meets is settled on time
    or late, the next ones are opened and those the step tells are told.
    """
    held = hold(matter.pk, by=by, revision=revision)
    a = attempt(held, step, by, at, evidence=evidence, fields=fields or {})
    for guard in guards(a):
        guard.check()
    return _move(a)


def why(  # noqa: PLR0913 - the same act, asked about instead of done
    matter: Matter,
    step: Step,
    by: Actor,
    at: datetime,
    *,
    evidence: Sequence[Evidence] = (),
    fields: Mapping[str, Any] | None = None,
    **read: Any,
) -> list[Guard]:
    """Return every guard of a step with its answer, as it stands for this actor now.

    ``read`` is what was read of the matter already: ``record``, ``entries``, ``chains``.
    """
    given = attempt(matter, step, by, at, evidence=evidence, fields=fields or {}, **read)
    return list(guards(given))


def right_party(asked: Iterable[Guard]) -> bool:
    """Say whether the guards of a step find the actor to be who takes it."""
    return all(g.ok for g in asked if g.name in ("办理单位", "岗位", "回避"))


def open_to(matter: Matter, by: Actor, at: datetime) -> list[Step]:
    """Return the steps of the matter's state for which this actor is the right party."""
    flow = flow_of(matter.flow)
    found = []
    for step in flow.out_of(flow.states[matter.state]):
        if right_party(why(matter, step, by, at)):
            found.append(step)
    return found


def _move(a: Attempt) -> Moved:
    matter, step = a.matter, a.step
    duties.settle_duties(a.flow, matter, step, by=a.by, at=a.at)
    before, matter.state = matter.state, step.move.target.name
    matter.closed_at = a.at if step.move.target.final else None
    entry = record_change(
        matter, step.name, by=a.by, at=a.at,
        body={"from": before, "to": matter.state, "fields": _fill(a),
              "evidence": {str(e.pk): e.sha256 for e in a.evidence}},
    )  # fmt: skip
    opened: list[Obligation] = []
    if not step.loops:
        why_back = _reason(a) if step.returns else ""
        opened = duties.open_duties(a.flow, matter, a.record, by=a.by, at=a.at, rejected=why_back)
    elif step.repeats:
        opened = duties.open_again(a.flow, step, matter, a.record, by=a.by, at=a.at)
    _tell(a, entry)
    moved = Moved(matter, a.record, step, entry, tuple(opened), a.by, a.at)
    for act in acts_of(step):
        act(moved)
    return moved


def _fill(a: Attempt) -> dict[str, Any]:
    """Write the step's fields into the record; return them as the entry keeps them."""
    for name, value in a.values.items():
        setattr(a.record, name, value)
    if a.values:
        a.record.save(update_fields=list(a.values))
    fields: Any = {f.attname: f for f in a.flow.of._meta.concrete_fields}
    return {name: fields[name].value_to_string(a.record) for name in a.values}


def _reason(a: Attempt) -> str:
    """Return the words in which work is sent back: the first text filled in, else the step."""
    words = (a.fields.get(name) for name in a.step.asks)
    return next((word for word in words if isinstance(word, str) and word.strip()), a.step.title)


def _tell(a: Attempt, entry: Entry) -> None:
    for party in a.step.tells:
        unit = party.unit(a.record, a.on)
        if unit is None:
            continue
        notices.write(
            key=f"{a.matter.chain}:{entry.seq}:{unit.pk}", unit=unit, post=None,
            chain=a.matter.chain, template="returned" if a.step.returns else "moved",
            facts={"step": a.step.title, "by": a.by.label, "state": a.step.move.target.title},
            subject=a.matter.title, stage=0, urgent=a.step.returns, at=a.at,
        )  # fmt: skip
