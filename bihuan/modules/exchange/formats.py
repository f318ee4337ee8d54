"""Formats of exchange, as the packs declare them (``packs/*/exchange/*.toml``): partner by partner.

Each names the clause, the partner, the direction, the key by which a unit is found (never its
name), and the fields by their names there with the words of ours they carry.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any, Final

from bihuan.lib import packfolders

NATION: Final = "CN"
DIRECTIONS: Final = {"out": "报出", "in": "接收", "both": "报出和接收"}
KEYS: Final = {"credit_code": "统一社会信用代码", "organisation_code": "组织机构代码（9 位）"}
_SUBJECTS: dict[str, "Subject"] = {}


class BadFormat(ValueError):
    """A format that cannot be exchanged, in one sentence."""


@dataclass(frozen=True)
class Field:
    """One field: its ``name`` there, the word of ours it carries (``of``), its codes.

    ``must`` are demanded of what goes out; ``also`` are other spellings that are taken in.
    ``codes`` turn our values into theirs, ``takes`` theirs into ours besides. ``theirs`` marks what
    the partner's register decides; everything else is ours and is never overwritten.
    """

    name: str
    title: str
    of: str
    must: bool = False
    most: int = 0
    also: tuple[str, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()
    takes: tuple[tuple[str, str], ...] = ()
    theirs: bool = False

    def out(self, value: Any) -> str:
        """Return our value as it reads there; "" for what is unset or has no code."""
        said = "" if value is None else str(value)
        return dict(self.codes).get(said, "") if self.codes else said

    def read(self, row: Mapping[str, Any]) -> str:
        """Return what a row of theirs says, in our words; "" when it says nothing."""
        names = (self.name, *self.also)
        said = next((str(row[n]).strip() for n in names if row.get(n) not in (None, "")), "")
        back = {theirs: ours for ours, theirs in self.codes} | dict(self.takes)
        return back.get(said, "") if self.codes and said else said


@dataclass(frozen=True)
class Format:
    """One format: with whom, which way, on which clause, about what, found by which key.

    ``only`` are words of ours that a record must say to go out. ``place`` is the code of the place
    whose pack declares it, "" for everywhere.
    """

    key: str
    title: str
    partner: str
    about: str
    direction: str
    match: str
    fields: tuple[Field, ...]
    document: str = ""
    clause: str = ""
    source: str = ""
    confidence: str = ""
    note: str = ""
    version: int = 1
    only: tuple[tuple[str, str], ...] = ()
    place: str = ""

    def used_in(self, path: str) -> bool:
        """Say whether a place with this path exchanges so: all exchange as the nation's packs."""
        return not self.place or self.place in path.split("/")

    def field(self, of: str) -> Field | None:
        """Return the field that carries one of our words."""
        return next((one for one in self.fields if one.of == of), None)

    @property
    def goes_out(self) -> bool:
        """Whether packages are made of it."""
        return self.direction in ("out", "both")

    @property
    def comes_in(self) -> bool:
        """Whether deliveries of it are taken."""
        return self.direction in ("in", "both")


@dataclass(frozen=True)
class Subject:
    """What a module exchanges: its records as words, and how a record of others is taken.

    ``rows(viewer, since, until)`` are those changed in these days that the viewer sees, ``words``
    the values of one. ``take(words, unit, by, at)`` makes one and returns its matter; ``ours`` are
    the values of what there is already, by the unit and a key of the partner. ``adopt`` writes one
    value of a partner through the module's own verb. Without one of them a subject does not do so.
    """

    key: str
    title: str
    words: tuple[str, ...]
    rows: Callable[[Any, Any, Any], Any]
    say: Callable[[Any], Mapping[str, Any]]
    take: Callable[..., Any] | None = None
    ours: Callable[..., Mapping[str, Any]] | None = None
    adopt: Callable[..., Any] | None = None


def offer(*subjects: Subject) -> None:
    """Let a module's records be exchanged. For ``bihuan.wires``."""
    _SUBJECTS.update({one.key: one for one in subjects})
    formats.cache_clear()


def subject_of(form: Format) -> Subject:
    """Return what a format is about."""
    return _SUBJECTS[form.about]


@cache
def formats() -> Mapping[str, Format]:
    """Return every format of every pack by its key. Raises :class:`BadFormat`."""
    found: dict[str, Format] = {}
    for path in packfolders.paths("exchange"):
        one = read_format(path.read_text("utf-8"), path.name)
        folder = path.parents[1].name
        found[one.key] = one if folder == NATION else replace(one, place=folder)
    return found


def titles() -> list[tuple[str, str]]:
    """Return the formats packages are made of, as choices."""
    return [(one.key, f"{one.partner}：{one.title}") for one in formats().values() if one.goes_out]


def read_format(text: str, name: str) -> Format:
    """Return the format a file declares. Raises :class:`BadFormat` saying what is wrong where."""
    try:
        data = tomllib.loads(text)
        only = tuple(data.pop("only", {}).items())
        own = tuple(_fields(data.pop("fields", ()), name))
        made = Format(**data, fields=own, only=only)
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise BadFormat(f"{name}：{error}。") from error
    for problem in _problems(made):
        raise BadFormat(f"{name}：{problem}")
    return made


def _fields(given: Sequence[Mapping[str, Any]], name: str) -> Iterator[Field]:
    known = {one.name for one in fields(Field)}
    for n, one in enumerate(given, 1):
        if unknown := sorted(set(one) - known):
            raise BadFormat(f"{name} 第 {n} 个字段：不认识“{unknown[0]}”。")
        yield Field(**{
            key: tuple(value.items()) if isinstance(value, dict)
            else tuple(value) if isinstance(value, list) else value
            for key, value in one.items()
        })  # fmt: skip


def _problems(made: Format) -> Iterator[str]:
    if made.direction not in DIRECTIONS:
        yield f"direction 写 {'、'.join(DIRECTIONS)}。"
    if made.match not in KEYS:
        yield f"单位不能只按名称对应，match 写 {'、'.join(KEYS)}。"
    if made.field(made.match) is None:
        yield f"没有带“{KEYS.get(made.match, made.match)}”的字段，对不上单位。"
    if made.comes_in and made.field("id") is None:
        yield '接收的格式要有对方的编号（of = "id"），否则重复的认不出来。'
    subject = _SUBJECTS.get(made.about)
    if subject is None:
        yield f"没有“{made.about}”这种记录可以交换。"
        return
    for one in made.fields:
        if one.of not in (*subject.words, *KEYS, "id", "unit"):
            says = "、".join(subject.words)
            yield f"字段 {one.name}：“{subject.title}”没有“{one.of}”，可以写 {says}。"
