"""Whether something is as it is asked to be: yes, no with what is missing, unknown, not asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """How something stands. What nobody recorded is unknown, never met."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    UNASKED = "unasked"


_NAMED: Final = 3
#: The states as people read them.
TITLES: Final = {
    State.MET: "到位", State.UNMET: "不到位", State.UNKNOWN: "未知", State.UNASKED: "不要求",
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """How something stands, and in words what is missing, not known, or why it is not asked."""

    state: State
    says: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The state in words."""
        return TITLES[self.state]


def judged(missing: list[str], unknown: list[str]) -> Verdict:
    """Return unmet where anything is missing, unknown where only something is not known, else met.

    >>> judged([], ["未登记"]).state, judged(["少一人"], ["未登记"]).says
    (<State.UNKNOWN: 'unknown'>, ('少一人', '未登记'))
    """
    if missing:
        return Verdict(State.UNMET, (*missing, *unknown))
    return Verdict(State.UNKNOWN, tuple(unknown)) if unknown else Verdict(State.MET)


def named(names: Sequence[str]) -> str:
    """Return the first names of those whom something is said of.

    >>> named(["甲", "乙"]), named(["甲", "乙", "丙", "丁"])
    ('甲、乙', '甲、乙、丙等')
    """
    return "、".join(names[:_NAMED]) + ("等" if len(names) > _NAMED else "")


def unknown(*says: str) -> Verdict:
    """Return that it is not known, with why."""
    return Verdict(State.UNKNOWN, says)
