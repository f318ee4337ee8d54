"""What is fixed about a committee: how many make a quorum, who must direct it. Pure functions."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import ceil
from typing import Final

#: Shares of the members that a rule may demand. 过半数 is more than half; 以上 includes the number
#: itself, as everywhere in Chinese law.
SHARES: Final[Mapping[str, str]] = {
    "1/2": "全体成员过半数",
    "2/3": "全体成员三分之二以上",
    "3/4": "全体成员四分之三以上",
    "all": "全体成员",
}


def needed(members: int, share: str) -> int:
    """Return how many of so many members must be there. Raises KeyError for an unknown share.

    >>> [needed(10, share) for share in SHARES]
    [6, 7, 8, 10]
    >>> needed(9, "1/2"), needed(9, "2/3")
    (5, 6)
    """
    whole = {"2/3": ceil(members * 2 / 3), "3/4": ceil(members * 3 / 4), "all": members}
    return members // 2 + 1 if share == "1/2" else whole[share]


def misfits(demanded: str, held: Iterable[tuple[str, str]], *, town: bool = False) -> list[str]:
    """Say which directors are not the leaders that the document demands.

    ``demanded`` names kinds of leadership as the document's number does (甲、乙 or 甲或乙),
    ``held`` are parts with the kind of the post that sits there. Of a town the first kind is the
    first director's, the second the director's; else a director must be of one of them.

    >>> misfits("政府主要负责人", [("director", "分管负责人")])
    ['主任不是政府主要负责人']
    """
    seats, kinds = list(held), re.split("[、或]", demanded)
    if town:
        wanted = zip(("first_director", "director"), ("第一主任", "主任"), kinds, strict=False)
        found = [
            _misfit(title, [held_by for of, held_by in seats if of == part], (kind,))
            for part, title, kind in wanted
        ]
    else:
        directors = [kind for part, kind in seats if part in ("first_director", "director")]
        found = [_misfit("主任", directors, kinds)]
    return [said for said in found if said]


def _misfit(title: str, held: Sequence[str], demanded: Collection[str]) -> str:
    right = "或".join(demanded)
    if not held:
        return f"还没有{title}，应为{right}"
    return "" if all(kind in demanded for kind in held) else f"{title}不是{right}"
