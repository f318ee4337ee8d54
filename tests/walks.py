"""Every way through a flow, for tests that follow each one."""

from collections import deque
from collections.abc import Callable, Iterator

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import State, Step


def walks(flow: type[Flow], *, longest: int = 12) -> Iterator[tuple[Step, ...]]:
    """Yield every walk from the initial to a final state that takes no step twice from one state.

    Walks of more than ``longest`` steps are left out; together they take every step that can be
    taken within that length.
    """
    todo: list[tuple[State, tuple[tuple[State, Step], ...]]] = [(flow.initial, ())]
    while todo:
        state, taken = todo.pop()
        if state.final:
            yield tuple(step for _, step in taken)
        elif len(taken) < longest:
            todo += [
                (step.move.target, (*taken, (state, step)))
                for step in flow.out_of(state)
                if (state, step) not in taken
            ]


def covering(flow: type[Flow]) -> list[tuple[Step, ...]]:
    """Return few walks that together leave every state by every step that leaves it."""
    left = {(origin, step) for step in flow.steps.values() for origin in step.move.origins}
    found: list[tuple[Step, ...]] = []
    while left:
        state = flow.initial
        walk: list[Step] = []
        while not state.final:
            for step in (
                _open(flow, state, left)[:1]
                or _way(flow, state, lambda one: _open(flow, one, left) != ())
                or _way(flow, state, lambda one: one.final)
            ):
                left.discard((state, step))
                walk.append(step)
                state = step.move.target
        found.append(tuple(walk))
    return found


def _open(flow: type[Flow], state: State, left: set[tuple[State, Step]]) -> tuple[Step, ...]:
    """Return the steps out of a state nobody took from it yet, those that end all last."""
    steps = [step for step in flow.out_of(state) if (state, step) in left]
    return tuple(sorted(steps, key=lambda step: step.move.target.final))


def _way(flow: type[Flow], state: State, wanted: Callable[[State], bool]) -> tuple[Step, ...]:
    """Return the shortest way to a wanted state; empty where it is this one, or there is none."""
    known: dict[State, tuple[Step, ...]] = {state: ()}
    todo = deque([state])
    while todo:
        here = todo.popleft()
        if wanted(here):
            return known[here]
        for step in flow.out_of(here):
            if step.move.target not in known:
                known[step.move.target] = (*known[here], step)
                todo.append(step.move.target)
    return ()
