"""Conditions of the list, areas of punishment, and the grade of a unit. Pure: data and sums."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from bihuan.lib import packfolders
from bihuan.lib.clocks import months_after

LETTERS: Final = ("A", "B", "C", "D")
#: What takes points off, as a scheme names it.
KINDS: Final = {
    "listed": "列入严重失信名单", "hazard_major": "重大事故隐患", "hazard_late": "隐患逾期整改",
    "accident": "生产安全事故", "bar": "问责后的限制",
}  # fmt: skip
_LEAP_DAY: Final = (2, 29)


@dataclass(frozen=True)
class Condition:
    """One case in which somebody is listed, with its article and words."""

    document: str
    id: str
    title: str
    clause: str
    says: str
    confidence: str


@dataclass(frozen=True)
class Area:
    """One area in which a document restricts who is listed; which body, a named person says."""

    document: str
    clause: str
    says: str
    id: str
    title: str

    @property
    def key(self) -> str:
        """The address of the area."""
        return f"{self.document}#{self.id}"


@dataclass(frozen=True)
class Fact:
    """What counts against a unit: of which kind, since which day, on which record."""

    kind: str
    on: date
    says: str
    number: str = ""


@dataclass(frozen=True)
class Scheme:
    """How points make a grade: the full score, points off by kind, the least score of a letter.

    ``months`` is how long a fact counts; ``worst`` are kinds that make the lowest grade at once.
    """

    full: int
    off: Mapping[str, int]
    least: Mapping[str, int]
    months: int
    worst: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grade:
    """A grade with what it comes from: each fact that counts, and its points."""

    letter: str
    points: int
    lines: tuple[tuple[Fact, int], ...]
    says: str


@cache
def conditions() -> Mapping[str, Condition]:
    """Return the conditions of the list, by id."""
    found: dict[str, Condition] = {}
    for data in packfolders.read("dishonesty"):
        found |= {one["id"]: Condition(data["document"], **one) for one in data["conditions"]}
    return found


def choices() -> list[tuple[str, str]]:
    """Return the conditions as they are chosen: id, and title with the article."""
    return [(one.id, f"{one.title}（{one.clause}）") for one in conditions().values()]


@cache
def areas() -> tuple[Area, ...]:
    """Return the areas of every pack, in the order of their clause."""
    found: list[Area] = []
    for data in packfolders.read("credit"):
        found += [
            Area(data["document"], data["clause"], data["says"], key, title)
            for key, title in data["areas"]
        ]
    return tuple(found)


def scheme(data: Mapping[str, Any]) -> Scheme:
    """Return a scheme from what was set. Raises ValueError, in words, for what cannot be."""
    off = {kind: int(points) for kind, points in data["off"].items()}
    least = {letter: int(data["least"][letter]) for letter in LETTERS[:-1]}
    if not set(off) <= set(KINDS):
        raise ValueError("扣分的类别不认识。")
    if not int(data["full"]) >= least["A"] > least["B"] > least["C"] >= 0:
        raise ValueError("A、B、C 的最低分要一个比一个低，A 的不能高于满分。")
    if int(data["months"]) < 1:
        raise ValueError("计算的月数不小于 1。")
    worst = tuple(kind for kind in data.get("worst", ()) if kind in KINDS)
    return Scheme(int(data["full"]), off, least, int(data["months"]), worst)


def graded(how: Scheme, facts: Iterable[Fact], on: date) -> Grade:
    """Return the grade that the facts of the months before a day make."""
    since = months_after(on, -how.months)
    lines = tuple(
        (fact, how.off.get(fact.kind, 0))
        for fact in sorted(facts, key=lambda one: (one.on, one.kind, one.number))
        if since < fact.on <= on and (fact.kind in how.off or fact.kind in how.worst)
    )
    points = max(0, how.full - sum(off for _, off in lines))
    struck = [fact for fact, _ in lines if fact.kind in how.worst]
    if struck:
        return Grade("D", points, lines, f"{KINDS[struck[-1].kind]}，直接定为 D")
    letter = next((one for one in LETTERS[:-1] if points >= how.least[one]), "D")
    sum_said = "−".join([str(how.full), *(str(off) for _, off in lines)])
    return Grade(letter, points, lines, f"{sum_said} = {points} 分")


def years_on(day: date, years: int) -> date:
    """Return the first day after so many years: that of 29 February is 1 March."""
    if (day.month, day.day) == _LEAP_DAY:
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)
