"""The compulsory measures (``measures.toml``): their conditions, who approves, how long."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final


@dataclass(frozen=True)
class Kind:
    """One compulsory measure: when it may be taken and what bounds it."""

    title: str
    holds: str
    days: str = ""
    beforehand: str = ""
    stop: bool = False
    principal: bool = False
    supplier: bool = False
    law: str = "《安全生产法》第七十条"


KINDS: Final[Mapping[str, Kind]] = {
    key: Kind(**facts)
    for key, facts in tomllib.loads(
        (files(__package__) / "measures.toml").read_text(encoding="utf-8")
    ).items()
}


def choices() -> list[tuple[str, str]]:
    """Return the measures one may choose from."""
    return [(key, kind.title) for key, kind in KINDS.items()]
