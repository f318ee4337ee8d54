"""Where modules meet: what else happens when a step is taken. Used by ``bihuan.wires`` only."""

from collections.abc import Callable
from typing import Any

from .steps import Step

_ACTS: dict[Step, list[Callable[[Any], None]]] = {}


def when(step: Step, act: Callable[[Any], None]) -> None:
    """Run ``act(moved)`` after each time ``step`` is taken, in its transaction."""
    acts = _ACTS.setdefault(step, [])
    if act not in acts:
        acts.append(act)


def acts_of(step: Step) -> tuple[Callable[[Any], None], ...]:
    """Return what follows a step: its own ``then`` first, then the wires in order."""
    own = (step.then,) if step.then else ()
    return (*own, *_ACTS.get(step, ()))
