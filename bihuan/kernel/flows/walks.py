"""Every way through a flow, for tests that follow each one."""

from collections.abc import Iterator

from .flow import Flow
from .steps import State, Step


def walks(flow: type[Flow], *, longest: int = 12) -> Iterator[tuple[Step, ...]]:
    """Yield every walk from the initial to a final state that takes no step twice.

    Walks of more than ``longest`` steps are left out; together they take every step that can be
    taken within that length.
    """
    todo: list[tuple[State, tuple[Step, ...]]] = [(flow.initial, ())]
    while todo:
        state, taken = todo.pop()
        if state.final:
            yield taken
        elif len(taken) < longest:
            todo += [(s.move.target, (*taken, s)) for s in flow.out_of(state) if s not in taken]
