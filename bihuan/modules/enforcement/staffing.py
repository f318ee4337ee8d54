"""How an office that enforces is staffed: posts, in post, certified, trained; what falls short.

Numbers are those of the pack that asks; where a document asks nothing, nothing is judged.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from django.db.models import Count

from bihuan.kernel.law.models import Document, Number
from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import places
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.lib.clocks import months_after

from . import officers, rules
from .models import Staffing, Warrant

#: How often and for how many months officers train away from their work.
ROTATION: Final = "#rotation.length"


@dataclass(frozen=True)
class Demand:
    """One thing a clause asks of an office: a yes, a least number, or a ratio."""

    document: str
    clause: str
    kinds: Sequence[str]
    fact: str
    says: str
    yes: bool = False
    least: int = 0
    number: str = ""
    ratio: str = ""
    of: str = ""


@dataclass(frozen=True)
class Finding:
    """How a demand is met: ``met`` is None while nobody stated the fact."""

    demand: Demand
    met: bool | None
    says: str


@dataclass(frozen=True)
class Standing:
    """The staff of one office on a day: stated, counted, and what falls short."""

    unit: Unit
    stated: Staffing | None
    in_post: int
    certified: int
    auxiliary: int
    professional: int
    overdue: Sequence[str]
    findings: Sequence[Finding]

    @property
    def share(self) -> str:
        """The share of who is in post that holds a certificate valid that day."""
        return f"{self.certified * 100 // self.in_post}%" if self.in_post else "—"

    @property
    def professionals(self) -> str:
        """The share of certified officers with a professional background."""
        return f"{self.professional * 100 // self.certified}%" if self.certified else "—"

    @property
    def short(self) -> list[Finding]:
        """What is stated or counted and falls short."""
        return [one for one in self.findings if one.met is False]


@cache
def demands() -> tuple[Demand, ...]:
    """Return every demand of the documents."""
    raw = tomllib.loads((files(__package__) / "demands.toml").read_text(encoding="utf-8"))
    return tuple(Demand(**facts) for facts in raw["demand"])


def standings(units: Sequence[Unit], on: date) -> list[Standing]:
    """Return how offices are staffed on a day, in a few queries however many they are."""
    known = _Known.of(units, on)
    return [_standing(unit, on, known) for unit in units]


@dataclass(frozen=True)
class _Known:
    """What is read once for all offices: numbers, documents, people, certificates, statements."""

    numbers: Mapping[str, Any]
    binding: Sequence[Document]
    in_post: Mapping[int, int]
    valid: Mapping[int, Sequence[Warrant]]
    stated: Mapping[int, Staffing]

    @classmethod
    def of(cls, units: Sequence[Unit], on: date) -> "_Known":
        ids = [unit.pk for unit in units]
        uses = ("staffing", "ratio", "count")
        numbers = {row.key: row.value for row in Number.objects.filter(use__in=uses)}
        documents = Document.unread.filter(status=Document.Status.IN_FORCE).select_related("place")
        held = Term.objects.filter(on_day(on), post__unit__in=ids).values("post__unit")
        posts = {row["post__unit"]: row["n"] for row in
                 held.annotate(n=Count("person", distinct=True))}  # fmt: skip
        valid: dict[int, list[Warrant]] = defaultdict(list)
        rows = Warrant.objects.filter(officers.valid(on), unit__in=ids)
        for one in rows.select_related("person").order_by("person_id"):
            valid[one.unit_id].append(one)
        stated = Staffing.objects.filter(unit__in=ids, matter__state="confirmed", on__lte=on)
        last = {row.unit_id: row for row in stated.select_related("matter").order_by("on", "pk")}
        return cls(numbers, list(documents), posts, valid, last)


def _standing(unit: Unit, on: date, known: _Known) -> Standing:
    held = known.in_post.get(unit.pk, 0)
    people = known.valid.get(unit.pk, ())
    valid = [one for one in people if one.kind == Warrant.Kind.OFFICER]
    assisting = len(people) - len(valid)
    stated = known.stated.get(unit.pk)
    near = set(places.ancestors(unit.place_path))
    keys = [one.key for one in known.binding if one.place.path in near]
    facts = _facts(stated) | {"in_post": held, "certified": len(valid)}
    if assisting:
        facts["auxiliary"] = max(facts.get("auxiliary") or 0, assisting)
    found = [
        _judged(one, facts, known.numbers) for one in demands()
        if one.document in keys and unit.kind in one.kinds
    ]  # fmt: skip
    return Standing(
        unit, stated, held, len({one.person_id for one in valid}), assisting,
        sum(one.professional for one in valid), list(_untrained(valid, keys, known.numbers, on)),
        found,
    )  # fmt: skip


def _facts(stated: Staffing | None) -> dict[str, Any]:
    if stated is None:
        return {}
    names = [field.name for field in Staffing._meta.concrete_fields]
    return {
        name: getattr(stated, name) for name in names if name not in ("matter", "unit", "stater")
    }


def _judged(demand: Demand, facts: Mapping[str, Any], numbers: Mapping[str, Any]) -> Finding:
    value = facts.get(demand.fact)
    if value in (None, ""):
        return Finding(demand, None, f"{demand.says}：没有填报")
    if demand.yes:
        return Finding(demand, value == "yes", f"{demand.says}：{'是' if value == 'yes' else '否'}")
    if isinstance(value, str):
        return Finding(demand, met=True, says=f"{demand.says}：{value}")
    least = _least(demand, facts, numbers)
    if least is None:
        return Finding(demand, None, f"{demand.says}：{value}，要求的数没有载入")
    return Finding(demand, value >= least, f"{demand.says}：{value}，要求不少于{least}")


def _least(demand: Demand, facts: Mapping[str, Any], numbers: Mapping[str, Any]) -> int | None:
    """Return the least number a demand asks for; None while the pack's number is not loaded."""
    if demand.ratio:
        ratio, of = numbers.get(demand.ratio), facts.get(demand.of)
        if ratio is None or of is None:
            return None
        one, many = (int(part) for part in str(ratio).split(":"))
        return -(-int(of) * many // one)
    if demand.number:
        value = numbers.get(demand.number)
        return int(value[0] if isinstance(value, list) else value) if value is not None else None
    return demand.least


def _untrained(
    valid: Sequence[Warrant], keys: Sequence[str], numbers: Mapping[str, Any], on: date
) -> Iterator[str]:
    """Yield who has not trained as often or as long as a document asks, with the day it was due."""
    asked = next(
        (numbers[f"{key}{ROTATION}"] for key in keys if f"{key}{ROTATION}" in numbers), None
    )
    if asked is None:
        return
    years, months = (int(part) for part in asked)
    for one in valid:
        base = one.trained_until or one.since
        due = months_after(base, years * 12)
        short = (
            one.trained_from
            and one.trained_until
            and (months_after(one.trained_from, months) > one.trained_until)
        )
        if short:
            yield f"{one.person.name}：上次脱产轮训不满{months}个月"
        elif due < on:
            yield f"{one.person.name}：轮训应在 {due} 前完成"


def total(shown: Sequence[Standing]) -> list[tuple[str, int, str]]:
    """Return how many are in post, certified and professional in all, with their shares."""
    whole = sum(one.in_post for one in shown)
    counts = {
        "持有当日有效证件": sum(one.certified for one in shown),
        "专业执法人员": sum(one.professional for one in shown),
    }  # fmt: skip
    return list(rules.shares(counts, whole))
