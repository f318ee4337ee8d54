"""What stands beside the packs of a place: files that a module reads (docs/adr/0012)."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

#: The packs shipped with the product, a folder for each place.
ROOT: Final = Path(__file__).resolve().parents[2] / "packs"


def paths(folder: str) -> list[Path]:
    """Return the files of a folder of every place, in one order."""
    return sorted(ROOT.glob(f"*/{folder}/*.toml"))


def read(folder: str) -> Iterator[dict[str, Any]]:
    """Yield what the files of a folder of every place say. Raises ValueError for one not TOML."""
    for path in paths(folder):
        yield tomllib.loads(path.read_text("utf-8"))
