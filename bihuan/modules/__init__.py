"""The domains: each declares its nouns, rules and flows on the kernel; none imports another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the apps below load before their models can be imported
    from bihuan.kernel.flows.flow import Flow


@dataclass(frozen=True)
class Listing:
    """A list a surface shows: ``rows(viewer)`` gives a queryset already in scope.

    ``columns`` and ``filters`` name fields of its model, or paths of fields.
    """

    name: str
    title: str
    rows: Callable[[Any], Any]
    columns: tuple[str, ...]
    filters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page made by hand: its name, title and the capability that opens it, "" for everybody."""

    name: str
    title: str
    may: str = ""


@dataclass(frozen=True)
class Module:
    """A domain: its flows, lists and pages, and the capabilities of clauses it carries out."""

    name: str
    title: str
    flows: tuple[type[Flow], ...] = ()
    lists: tuple[Listing, ...] = ()
    pages: tuple[Page, ...] = ()
    provides: tuple[str, ...] = ()
