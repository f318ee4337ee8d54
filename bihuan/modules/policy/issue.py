"""Release: what was accepted becomes tasks of units and recurring rules; what is open stays open.

Everything here is safe to repeat: a task is known by clause, part, printed unit and point, a rule
by its key, and neither is made twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from django.db import transaction

from bihuan.kernel.flows.advance import Case, Moved, begin
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.law.models import READ_OUT, Clause, Document, Ladder, Rule
from bihuan.kernel.obligations import assignments
from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import in_shanghai

from . import rules
from .models import SUGGESTED, Proposal, Review, Task

Kind = Proposal.Kind
PARTS = {
    "lead": Task.Part.LEAD,
    "cooperate": Task.Part.COOPERATE,
    "share": Task.Part.SHARE,
    "subject": Task.Part.WHOLE,
}
#: Deadlines that end a task: ``from`` begins one, ``horizon`` is a goal.
DUE = ("by", "within")
#: Words that ask for speed, not for a rhythm; no rule can be made of them.
PROMPT = ("及时", "立即", "尽快", "第一时间", "随时")


@dataclass(frozen=True)
class Planned:
    """A task to be: whose by name and unit, in which part, due when by which words."""

    clause: Clause
    part: Task.Part
    printed: str
    unit: Unit | None
    says: str
    point: int = 0
    due_on: date | None = None
    due_alt: date | None = None

    @property
    def key(self) -> tuple[int, str, str, int]:
        """What the task is known by."""
        return (self.clause.pk, str(self.part), self.printed, self.point)


@dataclass(frozen=True)
class Names:
    """The dictionary of one document's place on a day; each name is looked up once."""

    place: Place
    on: date
    known: dict[str, Unit | None] = field(default_factory=dict)

    def unit(self, data: dict[str, Any]) -> Unit | None:
        """Return the unit that read data mean, None while nobody has said."""
        if data.get("unit_id"):
            return Unit.objects.get(pk=data["unit_id"])
        names = filter(None, (data.get("canonical"), data.get("unit")))
        return next((unit for name in names if (unit := self._find(name))), None)

    def _find(self, name: str) -> Unit | None:
        if name not in self.known:
            self.known[name] = units.find(name, place=self.place, on=self.on)
        return self.known[name]


@dataclass(frozen=True)
class Issued:
    """What a release made: how many tasks and rules are new, how many have no unit or no date."""

    tasks: int
    rules: int
    unassigned: int
    unset: int


def on_release(moved: Moved) -> None:
    """Put the document in force, adopt the ladders its approver chose, create what it gives."""
    review: Review = moved.record
    document, day = review.document, in_shanghai(moved.at).date()
    if _withheld(review):
        Document.objects.filter(pk=document.pk).update(status=Document.Status.DRAFT)
        return
    document.status = Document.Status.IN_FORCE
    document.in_force_from = document.in_force_from or day
    document.save(update_fields=["status", "in_force_from"])
    _adopt(review, by=cast(Viewer, moved.by), at=moved.at)
    issued = issue(review, by=moved.by, at=moved.at)
    chain = entries.chain_of(f"d{document.pk}")
    body = {"review": moved.matter.number, "tasks": issued.tasks, "rules": issued.rules}
    entries.append(chain, "released", by=moved.by, at=moved.at, body=body)


def on_decline(moved: Moved) -> None:
    """Leave a declined document on file, binding nobody."""
    document: Document = moved.record.document
    if document.status == Document.Status.REVIEWING:
        Document.objects.filter(pk=document.pk).update(status=Document.Status.DRAFT)


@transaction.atomic
def issue(review: Review, *, by: Actor, at: datetime) -> Issued:
    """Create the tasks and rules a released review gives and does not have yet."""
    names = Names(review.document.place, in_shanghai(at).date())
    given = accepted(review)
    made = [t for c, found in given for t in _tasks(review, c, plan(c, found, names), by=by, at=at)]
    new = [r for c, found in given for r in new_rules(review, c, found, names)]
    return Issued(
        tasks=len(made),
        rules=len(Rule.objects.bulk_create(new)),
        unassigned=sum(task.matter.unit_id is None for task in made),
        unset=sum(task.due_on is None for task in made) + sum(not rule.per for rule in new),
    )


def accepted(review: Review) -> list[tuple[Clause, list[Proposal]]]:
    """Return the clauses something was adopted of, in the document's order, with what it was."""
    found: dict[int | None, list[Proposal]] = {}
    for proposal in review.proposals.select_related("clause"):
        if proposal.counts:
            found.setdefault(proposal.clause_id, []).append(proposal)
    clauses = review.document.clauses.order_by("position")
    return [(clause, found[clause.pk]) for clause in clauses if clause.pk in found]


def plan(clause: Clause, accepted: Iterable[Proposal], names: Names) -> list[Planned]:
    """Return the tasks one clause gives: each unit in its part, once per date the clause sets."""
    accepted = list(accepted)
    dues = _dues(clause, accepted)
    return [
        Planned(clause, part, printed, unit, *due)
        for part, printed, unit in _holders(accepted, names)
        for due in dues
    ]


def _holders(
    accepted: list[Proposal], names: Names
) -> Iterator[tuple[Task.Part, str, Unit | None]]:
    """Yield leads first; a unit named twice in one part counts once."""
    named = [p.data for p in accepted if p.kind == Kind.RESPONSIBLE]
    order = list(PARTS)
    seen = set()
    for data in sorted(named, key=lambda d: order.index(d["role"])):
        printed = str(data.get("unit") or "")[:128]
        part = PARTS[data["role"]] if printed else Task.Part.WHOLE
        if (part, printed) not in seen:
            seen.add((part, printed))
            yield part, printed, names.unit(data)


def _dues(
    clause: Clause, accepted: list[Proposal]
) -> list[tuple[str, int, date | None, date | None]]:
    """Return words, point, date and other reading of each day the clause sets; else one unset."""
    days = [p for p in accepted if p.kind == Kind.DEADLINE and p.data.get("kind") in DUE]
    dated = {p.data["date"]: p for p in reversed(days) if p.data.get("date")}
    several = len(dated) > 1
    found: list[tuple[str, int, date | None, date | None]] = [
        (
            _sentence(clause, p.start) if several else clause.text,
            p.start if several else 0,
            date.fromisoformat(p.data["date"]),
            date.fromisoformat(p.data["alt"]) if p.data.get("alt") else None,
        )
        for _, p in sorted(dated.items())
    ]
    return found or [(clause.text, 0, None, None)]


def _sentence(clause: Clause, at: int) -> str:
    """Return the sentence of a clause around an offset of its document."""
    text, here = clause.text, at - clause.start
    ends = "。；;"
    begin_at = max(text.rfind(mark, 0, here) for mark in ends) + 1
    end_at = min((i for mark in ends if (i := text.find(mark, here)) >= 0), default=len(text))
    return text[begin_at : end_at + 1].strip()


def _tasks(
    review: Review, clause: Clause, plans: list[Planned], *, by: Actor, at: datetime
) -> list[Task]:
    known = {
        (t.clause_id, t.part, t.printed, t.point): t
        for t in Task.objects.filter(clause=clause).select_related("matter")
    }
    made: list[Task] = []
    leads: dict[int, Task] = {}
    for planned in plans:
        task = known.get(planned.key)
        if task is None:
            parent = leads.get(planned.point) if planned.part != Task.Part.LEAD else None
            task = _begin(review, planned, parent, by=by, at=at)
            made.append(task)
        if planned.part == Task.Part.LEAD:
            leads.setdefault(planned.point, task)
    return made


def _begin(
    review: Review, planned: Planned, parent: Task | None, *, by: Actor, at: datetime
) -> Task:
    clause = planned.clause
    task = Task(
        document=review.document, clause=clause, part=planned.part, printed=planned.printed,
        says=planned.says, point=planned.point, due_on=planned.due_on, due_alt=planned.due_alt,
        parent=parent,
    )  # fmt: skip
    place = planned.unit.place if planned.unit else review.document.place
    name = clause.heading or clause.text[:40]
    one_of_several = planned.point and planned.due_on
    until = f"，{planned.due_on:%Y-%m-%d} 前" if one_of_several else ""
    title = f"{clause.label}{name}（{planned.part.label}{until}）"[:240]
    above = parent.matter if parent else review.matter
    case = Case(title, place, planned.unit, clause, above)
    begin(flow_of("policy.task"), case, task, by=by, at=at)
    return task


def new_rules(
    review: Review, clause: Clause, accepted: list[Proposal], names: Names
) -> Iterator[Rule]:
    """Yield the recurring rules of a clause that are new and whose units are known.

    A clause whose rules came with a policy pack keeps those: they were checked against the text.
    """
    document = review.document
    own = Rule.objects.filter(clause__document=document, clause__path=clause.path)
    keys = set(own.values_list("key", flat=True))
    if any(READ_OUT not in key for key in keys):
        return
    for proposal in accepted:
        key = f"{document.key}{READ_OUT}{clause.position}-{proposal.start}"
        if key in keys or not _recurs(proposal):
            continue
        selects = _selects(proposal, accepted, names)
        if selects is None:
            continue
        per, every = rules.period(str(proposal.data.get("per", ""))) or ("", 1)
        yield Rule(
            key=key, clause=clause, place=document.place, duty=key.partition("#")[2],
            title=str(proposal.data.get("action") or clause.heading or proposal.data["text"])[:200],
            says=str(proposal.data["text"])[:400], selects=selects, per=per, every=every,
            times=proposal.data.get("times"), at_least=bool(proposal.data.get("at_least", True)),
            event=str(proposal.data.get("condition") or "")[:48] if per == "event" else "",
            ladder=review.rule_ladder, in_force_from=document.in_force_from or names.on,
            derived={"ladder": SUGGESTED} if review.rule_ladder else {},
        )  # fmt: skip


def _recurs(proposal: Proposal) -> bool:
    words = str(proposal.data.get("text", ""))
    unset = proposal.kind == Kind.UNSET and not any(word in words for word in PROMPT)
    return proposal.kind == Kind.RECURRING or unset


def _selects(proposal: Proposal, accepted: list[Proposal], names: Names) -> dict[str, Any] | None:
    """Return which units a recurring duty binds, None while nobody has said.

    What the reviewer chose counts first, then the words of a known group or of one unit; a
    frequency without a subject of its own binds the units that answer for the clause.
    """
    if proposal.data.get("selects"):
        chosen: dict[str, Any] = proposal.data["selects"]
        return chosen
    subject = proposal.data.get("subject")
    if found := rules.group(subject):
        return dict(found)
    if subject:
        unit = names.unit({"unit": subject})
        return {"units": [unit.name]} if unit else None
    named = sorted({u.name for _, _, u in _holders(accepted, names) if u})
    return {"units": named} if named else None


def _withheld(review: Review) -> bool:
    """Say whether the reviewer decided that a draft is not issued yet."""
    drafts = [p for p in review.proposals.all() if p.data.get("draft")]
    return any(p.state == Proposal.State.REJECTED for p in drafts)


def _adopt(review: Review, *, by: Viewer, at: datetime) -> None:
    """Record, in the approver's name, the ladders that follow the document's due dates."""
    document = review.document
    reason = f"批准发布《{document.title}》时采用（{SUGGESTED}）"[:400]
    values: dict[str, Any] = {}
    if review.task_ladder:
        values[document.key] = review.task_ladder.key
    for ladder in filter(None, (review.task_ladder, review.rule_ladder)):
        values |= {one.key: True for one in _with_opened(ladder)}
    for subject, value in values.items():
        assignments.decide(
            subject, "ladder", value, place=review.matter.place, reason=reason, by=by, at=at
        )


def _with_opened(ladder: Ladder) -> list[Ladder]:
    """Return a ladder and every ladder its rungs open."""
    found, todo = {}, [ladder]
    while todo:
        one = todo.pop()
        if one.pk not in found:
            found[one.pk] = one
            todo += [s.opens_ladder for s in one.steps.select_related("opens_ladder")
                     if s.opens_ladder]  # fmt: skip
    return list(found.values())
