"""What stands before a step, in order; the same answers stop an act and explain a closed door."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

from bihuan.kernel.law.models import Clause, Setting
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, Refused, WrongState
from bihuan.kernel.orgs.viewer import Actor
from bihuan.kernel.trace.models import Entry, Evidence, Matter
from bihuan.lib.clocks import in_shanghai

from . import approvals, forms
from .changes import cite, trail
from .flow import Flow, flow_of
from .steps import Proof, Step


@dataclass(frozen=True)
class Guard:
    """One condition of a step: whether it holds, what it says, who can supply it, its clause.

    ``refusal`` is what :func:`advance` raises when it does not hold.
    """

    name: str
    ok: bool
    says: str
    can: str = ""
    cited: Callable[[], Clause | None] = lambda: None
    refusal: type[Refused] = NotAllowed
    field: str = ""

    @cached_property
    def clause(self) -> Clause | None:
        """The clause the condition comes from; looked up when somebody wants to know."""
        return self.cited()

    def check(self) -> None:
        """Raise the refusal when the guard does not hold."""
        if not self.ok:
            named = {"field": self.field} if self.refusal is Invalid else {}
            raise self.refusal(self.says, clause=self.clause, can=self.can, **named)


@dataclass(frozen=True)
class Attempt:
    """A step somebody wants to take: with which evidence and what filled in."""

    flow: type[Flow]
    step: Step
    matter: Matter
    record: Any
    by: Actor
    at: datetime
    evidence: Sequence[Evidence]
    fields: Mapping[str, Any]
    entries: Sequence[Entry]
    chains: Mapping[str, Setting] | None

    @property
    def on(self) -> date:
        """The Shanghai day of the attempt."""
        return in_shanghai(self.at).date()

    @cached_property
    def unit(self) -> Unit | None:
        """The unit whose turn it is."""
        return self.step.who.unit(self.record, self.on)

    @cached_property
    def clause(self) -> Clause | None:
        """The clause the step carries out, as it stands that day."""
        return cite(self.step.clause, self.matter, self.at)

    def cited(self) -> Clause | None:
        """Return :attr:`clause`, not looked up before it is asked for."""
        return self.clause

    @cached_property
    def values(self) -> dict[str, Any]:
        """What is filled in, as the database keeps it. Raises :class:`Invalid` as forms do."""
        return forms.clean(self.flow, self.step, self.record, self.fields)

    @cached_property
    def entered_at(self) -> datetime:
        """When the matter came into the state it is in."""
        moving = [step.name for step in self.flow.steps.values() if not step.loops]
        moved = [entry.at for entry in self.entries if entry.verb in moving]
        return moved[-1] if moved else self.matter.opened_at


def attempt(  # noqa: PLR0913 - see advance()
    matter: Matter,
    step: Step,
    by: Actor,
    at: datetime,
    *,
    evidence: Sequence[Evidence],
    fields: Mapping[str, Any],
    record: Any = None,
    entries: Sequence[Entry] | None = None,
    chains: Mapping[str, Setting] | None = None,
) -> Attempt:
    """Return what somebody wants to do to a matter. Raises LookupError for a foreign step.

    ``record``, ``entries`` and ``chains`` of approval are the matter's when read already.
    """
    flow = flow_of(matter.flow)
    if flow.steps.get(step.name) is not step:
        raise LookupError(f"{step.name} is no step of {flow.key}")
    record = record or flow.record(matter.pk)
    record.matter = matter
    entries = list(trail(matter)) if entries is None else entries
    return Attempt(flow, step, matter, record, by, at, tuple(evidence), fields, entries, chains)


def guards(attempt: Attempt) -> Iterator[Guard]:
    """Yield the guards of a step in the order they are checked."""
    for check in _CHECKS:
        yield from check(attempt)


def _state(a: Attempt) -> Iterator[Guard]:
    here = a.flow.states[a.matter.state]
    origins = "、".join(f"“{state.title}”" for state in a.step.move.origins)
    says = f"“{a.step.title}”要在{origins}时办理，现在是“{here.title}”。"
    yield Guard("环节", here in a.step.move.origins, says, refusal=WrongState, cited=a.cited)


def _party(a: Attempt) -> Iterator[Guard]:
    who = a.step.who.title
    if a.unit is None:
        yield Guard("办理单位", False, f"还没有指定{who}。", can="安委办", cited=a.cited)  # noqa: FBT003
        return
    ok = a.by.unit_id == a.unit.pk
    says = f"“{a.step.title}”由{a.unit.name}（{who}）办理。"
    yield Guard("办理单位", ok, says, can=a.unit.name, cited=a.cited)
    if ok:
        post = getattr(a.record, a.step.who.post) if a.step.who.post else None
        ok = a.by.can(a.step.who.may) and (post is None or a.by.post_id == post.pk)
        says = f"您的岗位不能“{a.step.title}”。"
        can = f"{post} 本人" if post else f"{a.unit.name}有此职责的岗位"
        yield Guard("岗位", ok, says, can=can, cited=a.cited)


def _separate(a: Attempt) -> Iterator[Guard]:
    for name in a.step.unlike:
        step = a.flow.steps.get(name)
        if step:
            doers = {entry.person_id for entry in a.entries if entry.verb == name}
            did = step.title
        else:
            field: Any = a.flow.of._meta.get_field(name)
            doers, did = {getattr(a.record, field.attname)}, str(field.verbose_name)
        says = f"您不能“{a.step.title}”：“{did}”是您本人。"
        can = f"{a.unit.name if a.unit else a.step.who.title}的其他人员"
        ok = a.by.person_id is not None and a.by.person_id not in doers
        yield Guard("回避", ok, says, can=can, cited=a.cited)


def _gates(a: Attempt) -> Iterator[Guard]:
    for gate in a.step.gates:
        missing = gate.missing(a.record, a.at)
        cited = partial(cite, gate.clause, a.matter, a.at)
        says = missing or gate.title
        yield Guard(gate.title, not missing, says, gate.can, cited, refusal=ProofMissing)


def _proof(a: Attempt) -> Iterator[Guard]:
    foreign = [e.name for e in a.evidence if e.chain != a.matter.chain]
    if foreign:
        says = f"“{foreign[0]}”不是这件事项的材料。"
        yield Guard("材料", False, says, cited=a.cited, refusal=ProofMissing)  # noqa: FBT003
    for proof in a.step.needs:
        yield _brought(a, proof)


def _brought(a: Attempt, proof: Proof) -> Guard:
    given = [e for e in a.evidence if e.kind == proof.kind and e.chain == a.matter.chain]
    fresh = [e for e in given if e.uploaded_at >= a.entered_at]
    many = f"{proof.least} 份" if proof.least > 1 else ""
    says = f"还缺“{proof.title}”{many}。"
    if len(given) >= proof.least > len(fresh):
        says = f"“{proof.title}”是上一轮的，请补本轮的。"
    can = a.unit.name if a.unit else ""
    return Guard(proof.title, len(fresh) >= proof.least, says, can, a.cited, ProofMissing)


def _fields(a: Attempt) -> Iterator[Guard]:
    try:
        _ = a.values
    except Invalid as error:
        yield Guard("填写", False, error.says, "", a.cited, Invalid, error.field)  # noqa: FBT003
    else:
        yield Guard("填写", True, "填写完整。")  # noqa: FBT003


def _approval(a: Attempt) -> Iterator[Guard]:
    missing = approvals.missing(a)
    if missing is not None:
        yield Guard("审批", not missing, missing or "审批已完成。", cited=a.cited)


_CHECKS: tuple[Callable[[Attempt], Iterator[Guard]], ...] = (
    _state, _party, _separate, _gates, _proof, _fields, _approval,
)  # fmt: skip
