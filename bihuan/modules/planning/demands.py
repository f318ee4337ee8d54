"""Which plans a document asks for, and whether the regulator must sit on the planning committee."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib import packfolders
from bihuan.modules import in_force_at

FOLDER: Final = "planning"
#: What a planning committee is called.
COMMITTEE: Final = "规划委员会"


@dataclass(frozen=True)
class Demand:
    """One plan (or, with ``kind`` empty, the seat on the committee) in the words of a clause."""

    document: str
    clause: str
    kind: str
    says: str


@cache
def demands() -> tuple[Demand, ...]:
    """Return every demand of every document."""
    return tuple(
        Demand(raw["document"], one["clause"], one.get("kind", ""), one["says"])
        for raw in packfolders.read(FOLDER) for one in raw["demands"]
    )  # fmt: skip


def binding(viewer: Viewer) -> list[Demand]:
    """Return the demands of documents in force where the viewer works."""
    keys = in_force_at(viewer.path, viewer.on)
    return [one for one in demands() if one.document in keys]
