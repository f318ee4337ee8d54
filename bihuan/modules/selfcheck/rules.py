"""What is fixed about self-inspection. Pure functions and words."""

from collections.abc import Collection, Iterable
from typing import Final

#: Parts of an enterprise, whose posts have lists of their own.
PARTS: Final = ("workshop", "team", "mine_shift_roster")
#: Whoever draws up lists for its posts.
OWNERS: Final = (
    *("enterprise", "project", "pipeline", "packaged", "public_place", "vessel", "school"),
    *("hospital", "agency"),
)


def rounds(phases: Iterable[Collection[str]]) -> int:
    """Return how many times all of several lists were gone through in one period.

    Each list gives the phases in which it was: what one list has not been through is not through.

    >>> rounds([{"before", "during"}, {"before"}])
    1
    >>> rounds([])
    0
    """
    return min((len(set(one)) for one in phases), default=0)
