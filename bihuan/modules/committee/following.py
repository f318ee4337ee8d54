"""What committee work does when units are merged or split: it goes on with who succeeds them."""

from bihuan.kernel.orgs.succession import Change
from bihuan.modules import heirs

from . import seats

_matters_follow = heirs("committee")


def bring_along(change: Change) -> None:
    """Hand seats, and the part a unit plays in open matters, to the unit that succeeds it.

    Registered with ``orgs.succession.follow``; what has ended keeps the name of its day.
    """
    seats.bring_along(change)
    _matters_follow(change)
