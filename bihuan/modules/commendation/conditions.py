"""What a document demands before anybody is commended (``packs/*/awards/*.toml``).

A condition binds in the place of a document in force; it is met by a category the unit bears.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs.models import Unit
from bihuan.lib import packfolders


@dataclass(frozen=True)
class Condition:
    """Units of ``kinds`` must bear one of ``tags``; ``says`` are the words of ``clause``."""

    document: str
    clause: str
    says: str
    kinds: tuple[str, ...]
    tags: tuple[str, ...]


@cache
def conditions() -> tuple[Condition, ...]:
    """Return every condition of every pack. Raises TypeError for an unknown entry."""
    found: list[Condition] = []
    for data in packfolders.read("awards"):
        for row in data["conditions"]:
            facts: dict[str, Any] = {"document": data["document"]}
            facts |= {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
            found.append(Condition(**facts))
    return tuple(found)


def unmet(unit: Unit, on: date) -> list[str]:
    """Return, in words, the conditions of its place that a unit does not meet on a day."""
    told = []
    for one in conditions():
        row = Document.unread.filter(key=one.document, status=Document.Status.IN_FORCE).first()
        if row is None or unit.kind not in one.kinds:
            continue
        here = unit.place_path.startswith(row.place.path)
        if here and not unit.tags.filter(on_day(on), tag__in=one.tags).exists():
            cited = f"《{row.title}》{_label(row, one.clause)}"
            told.append(f"没有登记{'、'.join(one.tags)}。依据{cited}“{one.says}”。")
    return told


def _label(document: Document, no: str) -> str:
    clause = Clause.objects.filter(document=document, no=no).order_by("-version").first()
    return clause.label if clause else ""
