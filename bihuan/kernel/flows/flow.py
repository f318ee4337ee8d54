"""Flows: declared as a class, proved sound when it is defined, found by key ever after."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from bihuan.kernel.orgs.models import Person, Unit

from .steps import Opening, Party, Ref, State, Step

LONGEST_KEY, LONGEST_STEP = 48, 32
_FLOWS: dict[str, type["Flow"]] = {}


class Unsound(TypeError):
    """A flow that no matter could follow to its end, or that names what does not exist."""


@dataclass(frozen=True)
class Duty:
    """What a state obliges one party to: one obligation, met by any of ``steps``.

    The first step gives the name, the due date and the ladder.
    """

    party: Party
    steps: tuple[Step, ...]

    @property
    def step(self) -> Step:
        """The step by whose name the obligation is known."""
        return self.steps[0]


class Flow:
    """The life of one kind of matter. Subclass with ``key``, ``of`` (model), ``title``, ``prefix``.

    States and steps are class attributes; :class:`Unsound` is raised for a flow with no or two
    beginnings, a state that cannot be reached or left, a step out of a final state, a missing
    clause, or a field, unit or earlier step that does not exist.
    """

    key: ClassVar[str]
    of: ClassVar[type[models.Model]]
    title: ClassVar[str]
    prefix: ClassVar[str]
    states: ClassVar[dict[str, State]]
    steps: ClassVar[dict[str, Step]]
    initial: ClassVar[State]
    #: What else happens to such a matter, by the verb of its entry, as people read it.
    acts: ClassVar[dict[str, str]] = {}
    #: How a person opens one by hand; None where only something else opens it.
    opening: ClassVar[Opening | None] = None

    def __init_subclass__(cls, *, key: str, of: type[models.Model], title: str, prefix: str):
        cls.key, cls.of, cls.title, cls.prefix = key, of, title, prefix
        cls.states = {n: s for n, s in vars(cls).items() if isinstance(s, State)}
        cls.steps = {n: s for n, s in vars(cls).items() if isinstance(s, Step)}
        for problem in _problems(cls):
            raise Unsound(f"{cls.__name__}: {problem}")
        cls.initial = next(s for s in cls.states.values() if s.initial)
        known = _FLOWS.setdefault(key, cls)
        if known.__qualname__ != cls.__qualname__:
            raise Unsound(f"{cls.__name__}: {known.__name__} has the key {key} already")

    @classmethod
    def out_of(cls, state: State) -> tuple[Step, ...]:
        """Return the steps that can be taken in a state, in the order they are declared."""
        return tuple(s for s in cls.steps.values() if state in s.move.origins)

    @classmethod
    def duties(cls, state: State) -> tuple[Duty, ...]:
        """Return what a state obliges to: one duty per party, one per step that loops in time."""
        leaving: dict[Party, list[Step]] = {}
        looping: list[Duty] = []
        for step in cls.out_of(state):
            if step.loops and (step.timed or step.repeats):
                looping.append(Duty(step.who, (step,)))
            elif not step.loops and not step.optional:
                leaving.setdefault(step.who, []).append(step)
        return (*(Duty(who, tuple(steps)) for who, steps in leaving.items()), *looping)

    @classmethod
    def met_by(cls, step: Step, state: State) -> str:
        """Return the name of the duty of ``state`` that a step meets, "" when it meets none."""
        return next((d.step.name for d in cls.duties(state) if step in d.steps), "")

    @classmethod
    def record(cls, matter_id: int) -> Any:
        """Return the domain record of a matter that is already in scope."""
        return cls.of._base_manager.select_related("matter").get(matter=matter_id)


def flow_of(key: str) -> type[Flow]:
    """Return the flow with this key. Raises LookupError when no module declares it."""
    try:
        return _FLOWS[key]
    except KeyError:
        raise LookupError(f"no module declares the flow {key}") from None


def flows() -> tuple[type[Flow], ...]:
    """Return all flows of the modules that are loaded, by key."""
    return tuple(_FLOWS[key] for key in sorted(_FLOWS))


def _problems(flow: type[Flow]) -> Iterator[str]:
    if len(flow.key) > LONGEST_KEY:
        yield f"the key {flow.key} is too long"
    begins = [s for s in flow.states.values() if s.initial]
    if len(begins) != 1:
        yield "needs exactly one initial state"
        return
    yield from _structure(flow, begins[0])
    if flow.opening:
        yield from _missing_fields(flow, flow.opening)
    for step in flow.steps.values():
        yield from (f"{step.name}: {problem}" for problem in _step_problems(flow, step))


def _structure(flow: type[Flow], begin: State) -> Iterator[str]:
    moves = [(o, s.move.target) for s in flow.steps.values() for o in s.move.origins]
    if foreign := {s.title for m in moves for s in m if s not in flow.states.values()}:
        yield f"states of another flow: {sorted(foreign)}"
    reached = _closure({begin}, moves)
    ending = _closure({s for s in flow.states.values() if s.final}, [(b, a) for a, b in moves])
    for state in flow.states.values():
        if state not in reached:
            yield f"{state.name} cannot be reached"
        if state.final and any(origin is state for origin, _ in moves):
            yield f"something leaves the final state {state.name}"
        if state not in ending:
            yield f"no end can be reached from {state.name}"


def _closure(seeds: set[State], moves: list[tuple[State, State]]) -> set[State]:
    found: set[State] = set()
    todo = list(seeds)
    while todo:
        here = todo.pop()
        if here not in found:
            found.add(here)
            todo += [b for a, b in moves if a is here]
    return found


def _step_problems(flow: type[Flow], step: Step) -> Iterator[str]:
    if len(step.name) > LONGEST_STEP:
        yield "the name is too long"
    for clause in (step.clause, *(gate.clause for gate in step.gates)):
        if not isinstance(clause, Ref):
            yield "cites no clause"
    if step.loops and len(step.move.origins) > 1:
        yield "a step that loops starts from one state"
    yield from _missing_names(flow, step)


def _missing_fields(flow: type[Flow], asked: Step | Opening) -> Iterator[str]:
    for name in (*asked.asks, *asked.takes):
        if _field(flow.of, name) is None:
            yield f"{flow.of.__name__} has no field {name}"


def _missing_names(flow: type[Flow], step: Step) -> Iterator[str]:
    yield from _missing_fields(flow, step)
    for name in filter(None, (step.due, step.since)):
        if not isinstance(_field(flow.of, name), models.DateField):
            yield f"{name} is no date of {flow.of.__name__}"
    for name in step.unlike:
        field = _field(flow.of, name)
        if name not in flow.steps and (field is None or field.related_model is not Person):
            yield f"unlike {name}: neither a step nor a field holding a person"
    for party in (step.who, *step.tells):
        if isinstance(party.at, str) and _leads_to(flow.of, party.at) is not Unit:
            yield f"{party.at} leads to no unit"


def _field(model: Any, name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _leads_to(model: Any, path: str) -> Any:
    for name in path.split("."):
        field = _field(model, name)
        if field is None:
            return None
        model = field.related_model
    return model
