"""Kinds of unit as data (``kinds.toml``): what they are called and which facts only they have."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final

from .refusals import Invalid

_PYTHON = {"text": str, "number": (int, float), "date": str}
_RIGHT = {"text": "文字", "number": "数字，如 12", "date": "日期，如 2025-03-12"}


@dataclass(frozen=True)
class Attribute:
    """A fact of one kind of unit; ``value`` is ``text``, ``number`` or ``date`` (ISO text)."""

    name: str
    title: str
    value: str

    def accepts(self, given: Any) -> bool:
        """Say whether a value is of this attribute's type."""
        if isinstance(given, bool) or not isinstance(given, _PYTHON[self.value]):  # type: ignore[arg-type]
            return False
        if self.value != "date":
            return True
        try:
            date.fromisoformat(given)
        except ValueError:
            return False
        return True


@dataclass(frozen=True)
class Kind:
    """A kind of unit: ``key`` in ``Unit.kind``, Chinese ``title``, ``attributes`` by name."""

    key: str
    title: str
    attributes: Mapping[str, Attribute]


def _read() -> dict[str, Kind]:
    raw = tomllib.loads((files(__package__) / "kinds.toml").read_text(encoding="utf-8"))
    return {
        key: Kind(key, facts["title"],
                  {n: Attribute(n, **a) for n, a in facts.get("attributes", {}).items()})
        for key, facts in raw.items()
    }  # fmt: skip


KINDS: Final[Mapping[str, Kind]] = _read()


def kind(key: str) -> Kind:
    """Return a registered kind. Raises :class:`Invalid` for any other word."""
    if key not in KINDS:
        known = "、".join(k.title for k in KINDS.values())
        raise Invalid(f"没有“{key}”这一类单位。可选：{known}。", field="kind")
    return KINDS[key]


def check_attributes(key: str, attributes: Mapping[str, Any]) -> None:
    """Return quietly when all are facts of this kind; otherwise raise :class:`Invalid`."""
    of = kind(key)
    for name, given in attributes.items():
        known = of.attributes.get(name)
        if known is None:
            raise Invalid(f"{of.title}没有“{name}”这一项。", field=name)
        if not known.accepts(given):
            says = f"“{known.title}”应为{_RIGHT[known.value]}，您填的是“{given}”。"
            raise Invalid(says, field=name)
