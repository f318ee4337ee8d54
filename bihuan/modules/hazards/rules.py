"""What is fixed about hazards: categories, the parts of a plan, what looks odd. Pure functions."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final

_DATA: Final[dict[str, Any]] = tomllib.loads(
    (files(__package__) / "rules.toml").read_text(encoding="utf-8")
)
#: Code and name of each category of GB/T 13861: the first digit is man, thing, surroundings or
#: management.
#: The first sign of a category: persons, things, surroundings, management.
GROUPS: Final[dict[str, str]] = dict(_DATA["groups"])
CATEGORIES: Final[list[tuple[str, str]]] = [
    (code, f"{_DATA['groups'][code[0]]}：{name}") for code, name in _DATA["categories"].items()
]
DEPTHS: Final = ("town", "county", "city", "province")


class Part(StrEnum):
    """The parts of a plan (六到位), each settled or not by itself."""

    GOAL = "goal"
    DUTY = "duty"
    MEASURES = "measures"
    MONEY = "money"
    TIME = "time"
    PLAN = "plan"

    @property
    def label(self) -> str:
        """What the part is called."""
        return _LABELS[self]


_LABELS: Final = dict(zip(Part, ("目标", "责任", "措施", "资金", "时限", "预案"), strict=True))


#: Which fields of a hazard make up each part.
FIELDS: Final[Mapping[Part, tuple[str, ...]]] = {
    Part.GOAL: ("goal",),
    Part.DUTY: ("responsible_id",),
    Part.MEASURES: ("measures",),
    Part.MONEY: ("money",),
    Part.TIME: ("due_on",),
    Part.PLAN: ("precautions",),
}


@dataclass(frozen=True)
class Form:
    """How one document counts what is in place: its name, its source, its items of parts."""

    key: str
    title: str
    source: str
    items: Mapping[str, tuple[Part, ...]]


FORMS: Final[tuple[Form, ...]] = tuple(
    Form(key, one["title"], one["source"],
         {name: tuple(Part(part) for part in parts) for name, parts in one["items"].items()})
    for key, one in _DATA["forms"].items()
)  # fmt: skip


def in_place(form: Form, settled: Collection[Part]) -> dict[str, bool]:
    """Return each item of a form with whether all its parts are settled.

    >>> [law] = [form for form in FORMS if form.key == "law"]
    >>> in_place(law, {Part.DUTY, Part.TIME})
    {'责任': True, '措施': False, '资金': False, '时限': True, '预案': False}
    """
    return {name: set(parts) <= set(settled) for name, parts in form.items.items()}


def filled(values: Mapping[str, Any]) -> set[Part]:
    """Return the parts whose fields all hold something; no money needed is something."""
    return {
        part for part, names in FIELDS.items()
        if all(values.get(name) not in (None, "") for name in names)
    }  # fmt: skip


@dataclass(frozen=True)
class Oddity:
    """A sign that a hazard may be closed on paper only: what was seen. Blames nobody."""

    kind: str
    says: str


#: Ours, no document's: what looks quick, and how long is silence.
QUICK: Final = timedelta(minutes=_DATA["oddities"]["quick_minutes"])
SILENT: Final[int] = _DATA["oddities"]["silent_months"]


def quick(found: datetime, closed: datetime | None) -> Oddity | None:
    """Say that a hazard was closed within minutes of being entered.

    >>> from datetime import datetime
    >>> quick(datetime(2025, 3, 1, 9, 0), datetime(2025, 3, 1, 9, 4)).says
    '登记后 4 分钟就销号'
    """
    if closed is None or closed - found >= QUICK:
        return None
    return Oddity("quick", f"登记后 {int((closed - found).total_seconds() // 60)} 分钟就销号")


def balance(rows: Iterable[tuple[date, date | None]], since: date, until: date) -> dict[str, int]:
    """Return opening, found, closed and closing stock of hazards from ``since`` to ``until``.

    Rows are the day found and the day closed, None while open. A hazard found and closed within
    the days counts on both sides; ``until`` is the last day.

    >>> balance([(date(2024, 1, 5), None), (date(2025, 1, 2), date(2025, 1, 9))],
    ...         date(2025, 1, 1), date(2025, 1, 31))
    {'opening': 1, 'found': 1, 'closed': 1, 'closing': 1}
    """
    counted = {"opening": 0, "found": 0, "closed": 0, "closing": 0}
    for found, closed in rows:
        counted["opening"] += found < since and (closed is None or closed >= since)
        counted["found"] += since <= found <= until
        counted["closed"] += closed is not None and since <= closed <= until
        counted["closing"] += found <= until and (closed is None or closed > until)
    return counted
