"""From the address of a chain of entries to the record it belongs to, for those who may see it."""

from collections.abc import Collection, Mapping
from typing import Any

from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.scope import ScopedManager
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.entries import owners
from bihuan.kernel.trace.models import Matter
from bihuan.modules.policy import library

PAGES = {"o": "/obligations/{}", "b": "/bases/{}", "u": "/units/{}", "d": "/policies/{}",
         "l": "/letters/{}", "i": "/imports/{}"}  # fmt: skip


def address_of(chain: str) -> str:
    """Return the page of the record a chain belongs to; "" for the system's own chain."""
    return addresses_of([chain])[chain]


def addresses_of(chains: Collection[str]) -> dict[str, str]:
    """Return :func:`address_of` each of some chains, all in one query."""
    matters = [int(chain[1:]) for chain in chains if chain[:1] == "m"]
    rows = Matter.objects.everywhere("numbers of matters, to link to them")
    numbers = dict(rows.filter(pk__in=matters).values_list("pk", "number")) if matters else {}
    return {chain: _address(chain, numbers) for chain in chains}


def _address(chain: str, numbers: Mapping[int, str]) -> str:
    letter, number = chain[:1], chain[1:]
    if letter == "m":
        return f"/matters/{numbers[int(number)]}" if int(number) in numbers else ""
    return PAGES[letter].format(number) if letter in PAGES else ""


def may_open(chain: str, viewer: Viewer) -> bool:
    """Say whether the record a chain belongs to lies within what the viewer sees.

    A document's chain is open with the document, that of the system to nobody here.
    """
    letter, number = chain[:1], chain[1:]
    if not viewer.reads or not number.isdecimal():
        return False
    if letter == "d":
        return library.documents(viewer).filter(pk=int(number)).exists()
    if letter == "u":
        return Unit.objects.filter(units_seen(viewer), pk=int(number)).exists()
    model = owners().get(letter)
    return model is not None and _seen(model, int(number), viewer)


def _seen(model: Any, pk: int, viewer: Viewer) -> bool:
    if isinstance(model._default_manager, ScopedManager):
        return bool(model.objects.visible_to(viewer).filter(pk=pk).exists())
    return False
