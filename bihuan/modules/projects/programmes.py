"""The programmes of engineering a document names and what it wants covered by when."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from bihuan.lib import packfolders

FOLDER: Final = "projects"


@dataclass(frozen=True)
class Programme:
    """One programme: its words in the clause, and when all of it must be done, if the text says."""

    document: str
    clause: str
    key: str
    title: str
    says: str

    @property
    def address(self) -> str:
        """The key that records keep."""
        return f"{self.document}#{self.key}"


@dataclass(frozen=True)
class Target:
    """What must be covered by a day, measured at the task of the same words."""

    document: str
    clause: str
    title: str
    says: str
    due: date


@cache
def programmes() -> dict[str, Programme]:
    """Return the programmes of every document by what records keep."""
    found = [
        Programme(raw["document"], one["clause"], one["key"], one["title"], one["says"])
        for raw in packfolders.read(FOLDER) for one in raw["programmes"]
    ]  # fmt: skip
    return {one.address: one for one in found}


@cache
def targets() -> tuple[Target, ...]:
    """Return the targets of coverage of every document."""
    return tuple(
        Target(raw["document"], one["clause"], one["title"], one["says"], one["due"])
        for raw in packfolders.read(FOLDER) for one in raw.get("targets", ())
    )  # fmt: skip


def choices() -> list[tuple[str, str]]:
    """Return the programmes as choices."""
    return [(key, one.title) for key, one in programmes().items()]
