"""The five that must be in place (五到位), asked of the records day by day; management is ours.

What an enterprise declares itself (``in_place_*``) stands beside, and never counts instead.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.db.models import prefetch_related_objects

from bihuan.kernel.orgs.models import Unit
from bihuan.lib.clocks import end_of
from bihuan.lib.verdicts import State, Verdict, judged, unknown

from . import keeping, staffing
from .binding import Bindings

Check = Callable[[Sequence[Unit], date], Mapping[int, Verdict]]


@dataclass(frozen=True)
class Part:
    """One of the five: what is asked, and by which article of the law (its ``sure`` is M)."""

    key: str
    title: str
    article: str
    asks: str
    remedy: str

    @property
    def fact(self) -> str:
        """The fact in which an enterprise declares it of itself."""
        return f"in_place_{self.key}"


PARTS: Final = {
    one.key: one for one in (
        Part("responsibility", "安全责任", "第二十二条", "每个在任岗位有施行的责任清单，现任已签订",
             "编制、签订岗位责任清单"),
        Part("management", "安全管理", "第二十四条", "安全管理机构和人员达到本地文件或者法律的要求",
             "补足机构和人员，更新企业档案"),
        Part("investment", "安全投入", "第二十三条", "应提取的建了台账，到上月末不少提",
             "登记安全费用台账和提取"),
        Part("training", "安全培训", "第二十八条", "负责人、安全管理人员证书有效，人人学时够",
             "登记花名册、学时和证书"),
        Part("rescue", "应急救援", "第八十一条", "预案公布、备案、按期评估、演练，应有队伍或者协议",
             "编制预案，登记演练、队伍和协议"),
    )
}  # fmt: skip
_checks: dict[str, Check] = {}


@dataclass(frozen=True)
class Answer:
    """One part of an enterprise: what the records say, and what it declared itself."""

    part: Part
    verdict: Verdict
    declared: bool | None

    @property
    def differs(self) -> bool:
        """Whether it declared what the records do not bear out, or less than they show."""
        stands = self.verdict.state
        if self.declared:
            return stands in (State.UNMET, State.UNKNOWN)
        return self.declared is False and stands == State.MET


@dataclass(frozen=True)
class Standing:
    """An enterprise with its five answers on a day."""

    unit: Unit
    answers: Sequence[Answer]

    @cached_property
    def counted(self) -> dict[State, int]:
        """How many of the five stand so."""
        return {state: sum(one.verdict.state == state for one in self.answers) for state in State}

    @property
    def complete(self) -> bool:
        """Whether nothing is missing and nothing unknown."""
        return not self.counted[State.UNMET] and not self.counted[State.UNKNOWN]

    def stands(self, part: str, state: str) -> bool:
        """Say whether a part (any, where none is said) stands so (as anything)."""
        return any(
            (not part or one.part.key == part) and (not state or one.verdict.state == state)
            for one in self.answers
        )


def consult(part: str, check: Check) -> None:
    """Let a module answer for one of the five; a part that nobody answers for is unknown."""
    _checks[part] = check


def standings(units: Sequence[Unit], on: date) -> list[Standing]:
    """Return how enterprises stand on a day. Each part is asked once for all of them."""
    if not units:
        return []
    prefetch_related_objects(units, "tags")
    known = keeping.values_on(units, on)
    found = {key: check(units, on) for key, check in _checks.items()}
    found["management"] = managed(units, known, on)
    silent = unknown("没有模块回答")
    return [
        Standing(unit, [
            Answer(part, found.get(key, {}).get(unit.pk, silent), known[unit.pk].get(part.fact))
            for key, part in PARTS.items()
        ])
        for unit in units
    ]  # fmt: skip


def managed(
    units: Sequence[Unit], known: Mapping[int, Mapping[str, Any]], on: date
) -> dict[int, Verdict]:
    """Return whether the safety body and staff are there; each place's demands are read once."""
    bindings, made = Bindings(end_of(on)), {}
    for one in units:
        tags = staffing.tags_of(one, on)
        stands = staffing.standing(known[one.pk], tags, bindings.of(one.place_path))
        made[one.pk] = _managed(stands, known[one.pk])
    return made


def _managed(stands: staffing.Standing, known: Mapping[str, Any]) -> Verdict:
    if stands.asked is None:
        return unknown("没有载入有关机构和人员的条款")
    if stands.findings is None:
        return unknown(f"没有填：{'、'.join(staffing.unknown(known)) or '机构和人员'}")
    return judged([one.says for one in stands.findings], [])


def high_risk(units: Sequence[Unit], on: date) -> set[int]:
    """Return the enterprises the law names by trade, whose heads must be examined (第二十七条)."""
    return {one.pk for one in units if staffing.is_high_risk(staffing.tags_of(one, on))}
