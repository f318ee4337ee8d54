"""Kinds of letter and their wording (``kinds.toml``); numbers as every office writes them."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from string import Formatter
from typing import Any, Final

from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.periods import label_of

TITLE_LENGTH: Final = 240
#: The paragraph of a wording in whose place come those that the letter brings itself.
OWN_WORDS: Final = "{paragraphs}"


@dataclass(frozen=True)
class Kind:
    """A kind of letter: its name, its mark in the number, the wording of title and paragraphs."""

    name: str
    mark: str
    title: str = ""
    paragraphs: tuple[str, ...] = ()


KINDS: Final[dict[str, Kind]] = {
    key: Kind(**(facts | {"paragraphs": tuple(facts.get("paragraphs", ()))}))
    for key, facts in tomllib.loads(
        (files(__package__) / "kinds.toml").read_text(encoding="utf-8")
    ).items()
}


def kind_of(key: str) -> Kind:
    """Return a kind by its key. Raises :class:`Invalid` for an unknown one."""
    if key not in KINDS:
        names = "、".join(kind.name for kind in KINDS.values())
        raise Invalid(f"没有“{key}”这种文书。可用的有：{names}。", field="kind")
    return KINDS[key]


#: What offices say instead of the supplied wording: modules bring it, asked in turn.
WORDINGS: Final[list[Callable[[Unit, str, Kind], Kind]]] = []


def kind_for(issuer: Unit, key: str) -> Kind:
    """Return a kind in the wording of an issuer. Raises :class:`Invalid` for an unknown one."""
    kind = kind_of(key)
    for worded in WORDINGS:
        kind = worded(issuer, key, kind)
    return kind


def prefix_of(issuer: Unit, kind: Kind) -> str:
    """Return what stands before the year: the unit's own prefix, or its name, and the mark."""
    return f"{issuer.attributes.get('letter_prefix') or issuer.name}{kind.mark}"


def number(prefix: str, year: int, n: int) -> str:
    """Return a number as printed: ``海安督〔2025〕3号``."""
    return f"{prefix}〔{year}〕{n}号"


def word(kind: Kind, title: str, facts: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return title and paragraphs of a letter, filled in from its facts.

    Moments become dates in China; a ``due`` before the ``day`` also gives ``days_late``. Raises
    :class:`Invalid` when no paragraph is left, or the title is too long.
    """
    known = readable({"subject": title} | dict(facts))
    own = [p.strip() for p in facts.get("paragraphs", ()) if p.strip()]
    said: list[str] = []
    for paragraph in (*kind.paragraphs, *(() if OWN_WORDS in kind.paragraphs else (OWN_WORDS,))):
        if paragraph == OWN_WORDS:
            said += own
        elif _fields(paragraph) <= known.keys():
            said.append(paragraph.format_map(known))
    if kind.title and _fields(kind.title) <= known.keys():
        title = kind.title.format_map(known)
    if not said:
        raise Invalid(f"{kind.name}还没有正文，请写明事由和要求。", field="body")
    if not 0 < len(title) <= TITLE_LENGTH:
        raise Invalid(f"标题应为1至{TITLE_LENGTH}个字。", field="title")
    return title, said


def day(at: datetime) -> str:
    """Return a moment's day in China as printed: ``2025年3月10日``."""
    return label_of(in_shanghai(at).date())


def readable(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the facts a wording may name, as it prints them."""
    found = {n: v for n, v in facts.items() if v not in (None, "") and n != "paragraphs"}
    due, drawn_up = found.get("due"), found.get("day")
    if isinstance(due, datetime) and isinstance(drawn_up, datetime):
        late = (in_shanghai(drawn_up).date() - in_shanghai(due).date()).days
        found |= {"days_late": late} if late > 0 else {}
    return {n: day(v) if isinstance(v, datetime) else str(v) for n, v in found.items()}


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}
