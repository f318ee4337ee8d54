"""Every way through a flow, for tests that follow each one."""

from collections.abc import Iterator

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
