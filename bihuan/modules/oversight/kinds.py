"""The kinds of oversight, read from their table: what each is called, by whom, on which words."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

#: What a body's right to oversee rests on.
BODIES: Final = {
    "congress": "人民代表大会及其常务委员会", "consultative": "人民政协", "other": "其他机关、团体",
}  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of oversight, with the words of the documents that ask for it."""

    key: str
    title: str
    by: str
    paper: str
    says: str


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind by its key, in the order of their table."""
    raw = tomllib.loads((files(__package__) / "kinds.toml").read_text(encoding="utf-8"))
    return {key: Kind(key, **facts) for key, facts in raw.items()}


def choices() -> list[tuple[str, str]]:
    """Return the kinds as a field offers them."""
    return [(one.key, one.title) for one in kinds().values()]
