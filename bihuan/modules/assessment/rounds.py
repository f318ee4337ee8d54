"""A round of a scheme: one result for each unit it assesses, and the gates of its steps."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.law.models import Number
from bihuan.kernel.orgs import places
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.scope import within
from bihuan.lib import periods
from bihuan.lib.clocks import in_shanghai

from .models import Result, Scheme

KINDS: Final = {
    Scheme.Subjects.TOWNS: ("town_government",),
    Scheme.Subjects.DEPARTMENTS: ("department", "regulator", "emergency_department"),
    Scheme.Subjects.ENTERPRISES: ("enterprise",),
}
#: More results at once are no assessment that anybody reads.
MOST: Final = 500
WEIGHT: Final = "weight"


def subjects(scheme: Scheme) -> QuerySet[Unit]:
    """Return the units a scheme assesses: those of its kinds in its place that have not ended."""
    kinds = KINDS[Scheme.Subjects(scheme.subjects)]
    rows = Unit.objects.filter(within(scheme.matter.place_path), kind__in=kinds, until=None)
    return rows.exclude(pk=scheme.matter.unit_id).select_related("place").order_by("pk")


def call(moved: Any) -> None:
    """Open a result for every unit of the scheme in the period that was entered."""
    from .flows import ResultFlow

    scheme: Scheme = moved.record
    _check(scheme, moved.at)
    units = list(subjects(scheme)[: MOST + 1])
    if not units:
        raise Invalid(f"{scheme.matter.place.name}没有登记这一类考核对象。", field="period")
    if len(units) > MOST:
        raise Invalid(f"考核对象超过 {MOST} 个，请由下级分别开展。", field="period")
    label = periods.parse(scheme.period).label
    for unit in units:
        record = Result(
            scheme=scheme, unit=unit, office_id=moved.matter.unit_id, period=scheme.period,
            self_by=scheme.self_by, score_by=scheme.score_by,
        )  # fmt: skip
        title = f"{unit.name}{label}考核（{scheme.name}）"[:240]
        case = Case(title, unit.place, unit, moved.matter.clause, moved.matter)
        begin(ResultFlow, case, record, by=moved.by, at=moved.at)


def _check(scheme: Scheme, at: datetime) -> None:
    period, today = periods.parse(scheme.period), in_shanghai(at).date()
    if period.ends_before > at:
        raise Invalid(f"{period.label}还没有结束，不能考核。", field="period")
    if scheme.results.filter(period=scheme.period).exists():
        raise Invalid(f"{period.label}已经开展过。", field="period")
    days = {"self_by": scheme.self_by, "score_by": scheme.score_by, "next_on": scheme.next_on}
    for field, day in days.items():
        if day is not None and day <= today:
            raise Invalid(f"日期 {day} 已经过了。", field=field)
    if scheme.self_by and scheme.score_by and scheme.score_by <= scheme.self_by:
        raise Invalid("评分期限要晚于自评期限。", field="score_by")


def too_light(scheme: Any, _: datetime) -> str:
    """Say that safety weighs less than the place's document demands, "" when it does not."""
    above = places.ancestors(scheme.matter.place_path)
    least = (
        Number.objects.filter(use=WEIGHT, place__path__in=above).order_by("-place__path").first()
    )
    if least is None:
        return ""
    if scheme.share is None:
        return f"还没有写安全生产在综合考核中的权重；{least.says}。"
    light = scheme.share < least.value
    return f"权重 {scheme.share.normalize():f}%，{least.says}。" if light else ""


def self_runs(result: Any, at: datetime) -> str:
    """Say that the unit still may state how it did, "" once its day has passed."""
    return (
        f"自评期限是 {result.self_by}，还没有过。"
        if in_shanghai(at).date() <= result.self_by
        else ""
    )


def appeal_runs(result: Any, at: datetime) -> str:
    """Say that the unit still may appeal, "" once its day has passed."""
    runs = result.appeal_by is not None and in_shanghai(at).date() <= result.appeal_by
    return f"申诉期到 {result.appeal_by}，还没有过。" if runs else ""


def appeal_over(result: Any, at: datetime) -> str:
    """Say why no appeal is taken any more, "" while one is."""
    over = result.appeal_by is None or in_shanghai(at).date() > result.appeal_by
    return f"申诉期到 {result.appeal_by}，已经过了。" if over else ""


def publish(moved: Any) -> None:
    """Refuse to announce a result whose last day comes before that of an appeal."""
    result: Result = moved.record
    if result.appeal_by <= in_shanghai(moved.at).date():
        raise Invalid(f"申诉期限 {result.appeal_by} 要晚于今天。", field="appeal_by")
    if result.settle_by < result.appeal_by + timedelta(days=1):
        raise Invalid(f"确定结果的期限要晚于申诉期限 {result.appeal_by}。", field="settle_by")
