"""What a record of performance holds, by kind: a meeting, a led inspection, a drill, a report…"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

PLAIN: Final = "plain"
SUPERVISION: Final = "supervision"


@dataclass(frozen=True)
class Field:
    """One thing a record holds: name and title, whether it takes many words or may be empty."""

    name: str
    title: str
    long: bool = False
    optional: bool = False
    help: str = ""


@dataclass(frozen=True)
class RecordKind:
    """A kind of record: its title, what who led is called, and its fields in order."""

    title: str
    leader: str
    fields: tuple[Field, ...]

    def read(self, record: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """Return what is filled in, titled, in the order of the kind; anything else comes last."""
        titles = {field.name: field.title for field in self.fields}
        names = [*titles, *(name for name in record if name not in titles)]
        return [(titles.get(name, name), record[name]) for name in names if record.get(name)]

    def missing(self, record: Mapping[str, Any]) -> Field | None:
        """Return the first field that must be filled in and is not."""
        needed = (field for field in self.fields if not field.optional)
        return next((f for f in needed if not str(record.get(f.name) or "").strip()), None)


def _kind(facts: dict[str, Any]) -> RecordKind:
    fields = tuple(Field(**field) for field in facts["fields"])
    return RecordKind(facts["title"], facts["leader"], fields)


KINDS: Final[dict[str, RecordKind]] = {
    key: _kind(facts)
    for key, facts in tomllib.loads(
        (files(__package__) / "records.toml").read_text(encoding="utf-8")
    ).items()
}
