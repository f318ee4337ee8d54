"""Scoring a result: entering what no record holds, counting the rest, freezing all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Person
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.entries import canonical
from bihuan.lib import hashing, periods
from bihuan.lib.clocks import in_shanghai

from . import readings, rules
from .models import Result, Score, Veto
from .rules import Criterion, Source

#: States in which points are entered.
SCORING = ("scoring", "returned", "correcting")


@dataclass(frozen=True)
class Standing:
    """A criterion of a result and how it stands; ``points`` is None while there is no reading."""

    criterion: Criterion
    points: Decimal | None
    met: int | None = None
    of: int | None = None
    rows: Sequence[int] = ()
    absent: bool = False
    says: str = ""
    by: Person | None = None

    @property
    def open(self) -> bool:
        """Say whether nobody has scored this yet, nor left it out."""
        return self.points is None and not self.absent


def standing(result: Result) -> list[Standing]:
    """Return how each criterion stands: as frozen, or counted now while the scoring goes on."""
    kept = {one.number: one for one in result.scores.select_related("by")}
    found = []
    for one in rules.read_criteria(result.scheme.criteria):
        row = kept.get(one.number)
        if row is not None:
            found.append(Standing(one, row.points, row.met, row.of, row.rows, row.absent,
                                  row.says, row.by))  # fmt: skip
        elif one.source is Source.TYPED:
            found.append(Standing(one, None))
        else:
            found.append(_counted(one, result))
    return found


def _counted(one: Criterion, result: Result) -> Standing:
    period = periods.parse(result.period)
    read = readings.read(one, result.unit, result.scheme.subjects, period)
    points = rules.score(one, met=read.met, of=read.of)
    return Standing(one, points, read.met, read.of, read.rows)


def total(stands: Sequence[Standing]) -> Decimal | None:
    """Return the points of a result as it stands."""
    return rules.total(
        (one.criterion for one in stands), {one.criterion.number: one.points for one in stands}
    )


@transaction.atomic
def enter(  # noqa: PLR0913 - a score has a criterion, points or none, a basis, a doer and a moment
    result: Result,
    number: int,
    points: Decimal | None,
    *,
    says: str,
    by: Viewer,
    at: datetime,
) -> Score:
    """Enter the points of a criterion, or leave it out (None), on a basis; the trace keeps each.

    What can be counted is not typed: it can only be left out, while there is nothing to count.
    Raises :class:`NotAllowed`, :class:`WrongState` after the scoring, :class:`Invalid`.
    """
    held = Result.objects.select_for_update(of=("self",)).select_related("matter", "scheme")
    found = held.get(pk=result.pk)
    if by.unit_id != found.office_id or not by.can(roles.SUPERVISE):
        raise NotAllowed("评分由考核单位的经办人录入。", can=found.office.name)
    if found.matter.state not in SCORING:
        raise WrongState("现在不是评分的时候，不能改得分。")
    criteria = {one.number: one for one in rules.read_criteria(found.scheme.criteria)}
    one = criteria.get(number)
    if one is None:
        raise Invalid(f"方案里没有第 {number} 项。", field="number")
    _check(one, points, says, found)
    facts = {"points": points, "absent": points is None, "says": says.strip(), "at": at,
             "by_id": by.person_id}  # fmt: skip
    made, _ = Score.objects.update_or_create(result=found, number=number, defaults=facts)
    body = {"number": number, "criterion": one.title, "says": made.says,
            "points": None if points is None else str(points)}  # fmt: skip
    entries.append(found.matter, "scored", by=by, at=at, body=body)
    return made


def _check(one: Criterion, points: Decimal | None, says: str, result: Result) -> None:
    if not says.strip():
        raise Invalid("还没有填写“依据”。", field="says")
    if one.source is not Source.TYPED and (points is not None or not _counted(one, result).open):
        raise Invalid(f"“{one.title}”从在册的责任里算，不由人填。", field="points")
    if points is not None and not 0 <= points <= one.points:
        raise Invalid(f"“{one.title}”应在 0 到 {one.points} 分之间。", field="points")


def unread(result: Any, _: datetime) -> str:
    """Say which criteria have neither points nor a word why not, "" when all are settled."""
    missing = [one.criterion.title for one in standing(result) if one.open]
    return (
        f"还有 {len(missing)} 项未取数：{'、'.join(missing)}。请评分，或写明不参评。"
        if missing
        else ""
    )


def freeze(moved: Any) -> None:
    """Keep every score with the duties behind it, total and grade: nothing moves any more."""
    result: Result = moved.record
    for one in standing(result):
        if not one.absent and one.criterion.source is not Source.TYPED:
            facts = {"points": one.points, "met": one.met, "of": one.of, "rows": list(one.rows),
                     "at": moved.at}  # fmt: skip
            Score.objects.update_or_create(
                result=result, number=one.criterion.number, defaults=facts
            )
    settle(result)


def thaw(moved: Any) -> None:
    """Let what was counted be counted again; what a person entered stays until she changes it."""
    moved.record.scores.exclude(met=None).delete()
    Result.objects.filter(pk=moved.record.pk).update(total=None, grade="", digest="", barred=None)


def vetoing(result: Result) -> QuerySet[Veto]:
    """Return the vetoes that decide a result: its own, and those of its unit in its period."""
    period = periods.parse(result.period)
    since, before = in_shanghai(period.starts_at).date(), in_shanghai(period.ends_before).date()
    mine = Q(result=result)
    mine |= Q(unit=result.unit_id, happened_on__gte=since, happened_on__lt=before)
    rows = Veto.objects.filter(mine, lifted_on=None).select_related("clause__document", "by")
    return rows.order_by("pk")


def settle(result: Result) -> None:
    """Work out total and grade from the scores that are kept, and what proves them unchanged."""
    points = total(standing(result))
    if points is None:
        raise WrongState("所有项目都不参评，算不出得分。")
    grades = rules.read_grades(result.scheme.grades)
    got = rules.grade(grades, points, vetoed=vetoing(result).exists())
    result.total, result.grade, result.barred = points, got.title, got.bars
    result.digest = digest(result)
    result.save(update_fields=["total", "grade", "barred", "digest"])


def digest(result: Result) -> str:
    """Return the digest of a result's criteria, scores, rows and vetoes."""
    kept = result.scores.order_by("number").values_list(
        "number", "points", "met", "of", "rows", "absent", "says"
    )
    vetoes = vetoing(result).values_list("says", "since", "until")
    told = [result.scheme.criteria, result.scheme.grades, str(result.total), list(kept),
            list(vetoes)]  # fmt: skip
    return hashing.digest("bihuan assessment 1", canonical(told))
