"""Who answers the telephone for a unit: its principal, its safety officer, a second contact."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs.models import Post, Term

PRINCIPAL, SAFETY, SECOND = "主要负责人", "安全负责人", "第二联系人"
#: In the order a page names them.
RANKS: Final = (PRINCIPAL, SAFETY, SECOND)
#: In the order they are called: who does the work before who answers for it.
CALLED_FIRST: Final = (SAFETY, PRINCIPAL, SECOND)
_PRINCIPALS = (Post.Lead.PRINCIPAL, Post.Lead.PARTY, Post.Lead.GOVERNMENT)
_CHUNK = 500


@dataclass(frozen=True)
class Contact:
    """A person who answers for a unit: as what, in which post, under which number ("" for none)."""

    rank: str
    name: str
    title: str
    phone: str
    invented: bool = False


def contacts(units: Collection[int], on: date) -> dict[int, list[Contact]]:
    """Return the contacts of units by their ids, one of each rank, as the posts are held on a day.

    Of several persons of a rank one who can be called is named; a unit nobody answers for has
    none.
    """
    found: dict[int, dict[str, Contact]] = {unit: {} for unit in units}
    for part in _parts(list(units)):
        for unit, lead, role, *facts in _terms(part, on):
            one = Contact(_rank(lead, role), *facts)
            known = found[unit].get(one.rank)
            if known is None or one.phone and not known.phone:
                found[unit][one.rank] = one
    return {unit: [known[rank] for rank in RANKS if rank in known] for unit, known in found.items()}


def to_call(known: Sequence[Contact]) -> Contact | None:
    """Return whom to call for a unit: the first with a number; ``None`` when nobody has one."""
    callable_ = {one.rank: one for one in known if one.phone}
    return next((callable_[rank] for rank in CALLED_FIRST if rank in callable_), None)


def _rank(lead: str, role: str) -> str:
    if lead in _PRINCIPALS:
        return PRINCIPAL
    return SAFETY if lead == Post.Lead.SAFETY or role == "safety_officer" else SECOND


def _terms(units: Sequence[int], on: date) -> Iterator[tuple[int, str, str, str, str, str, bool]]:
    # A worker of the shop floor answers for nobody.
    rows = Term.objects.filter(on_day(on), post__unit__in=units).exclude(post__role="worker")
    rows = rows.order_by("since", "pk")
    yield from rows.values_list(
        "post__unit", "post__lead", "post__role", "person__name", "post__title", "person__phone",
        "person__invented",
    )  # fmt: skip


def _parts(units: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(units), _CHUNK):
        yield units[start : start + _CHUNK]
