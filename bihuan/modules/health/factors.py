"""The lines of a declaration and the readings of a survey, written down while it is filled in."""

from collections.abc import Container
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from bihuan.kernel.flows.changes import hold, record_change
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from . import rules
from .models import Declaration, Factor, Survey, SurveyResult
from .parties import demand_employer


def standing(unit: int) -> Declaration | None:
    """Return the declaration of a unit that was received and stands, None without one."""
    return standings(Unit.objects.filter(pk=unit)).get(unit)


def standings(units: QuerySet[Unit]) -> dict[int, Declaration]:
    """Return the declarations of units that stand, by the key of the unit."""
    rows = Declaration.objects.filter(
        unit__in=units.order_by().values("pk"), matter__state="standing"
    )
    return {row.unit_id: row for row in rows.select_related("matter", "office")}


def copy(last: Declaration, to: Declaration) -> None:
    """Put the lines of one declaration into another."""
    names = ("workplace", "group", "name", "toxic", "exposed", "protection")
    rows = last.factors.order_by("pk").values(*names)
    Factor.objects.bulk_create(Factor(declaration=to, **row) for row in rows)


@transaction.atomic
def keep(record: Declaration, *, by: Viewer, at: datetime, **given: Any) -> Factor:
    """Enter a factor of a workplace, or correct the one of this name there.

    Raises :class:`NotAllowed`, :class:`WrongState` once it is submitted, :class:`Invalid`.
    """
    matter = _hold(record, {"drafting"}, by)
    _check(given)
    if given.get("exposed") is None:
        raise Invalid("还没有填写“接触人数”，没有人接触的填 0。", field="exposed")
    row, _ = Factor.objects.update_or_create(
        declaration=record, workplace=given.pop("workplace"), name=given.pop("name"),
        defaults=given,
    )  # fmt: skip
    body = {"workplace": row.workplace, "factor": row.name, "exposed": row.exposed}
    record_change(matter, "factor_kept", by=by, at=at, body=body)
    return row


@transaction.atomic
def drop(record: Declaration, pk: int, *, by: Viewer, at: datetime) -> None:
    """Take a factor out of a declaration that is being filled in. Raises as :func:`keep`."""
    matter = _hold(record, {"drafting"}, by)
    _take_out(record.factors.all(), pk, matter, "factor_dropped", by, at)


@transaction.atomic
def read(record: Survey, *, by: Viewer, at: datetime, **given: Any) -> SurveyResult:
    """Enter a result of a report; with result and limit both there, they decide its verdict.

    ``said`` is the verdict the report states where it gives no numbers. Raises as :func:`keep`.
    """
    matter = _hold(record, {"recording"}, by)
    _check(given)
    said = given.pop("said", "") or ""
    if given.get("measured") is None and not said:
        raise Invalid("写检测结果；报告只有结论的，选结论。", field="measured")
    if given.get("limit") is not None and not given.get("source"):
        raise Invalid("写明限值的出处（标准编号）。", field="source")
    row = SurveyResult(survey=record, **given)
    row.verdict = rules.verdict(row.measured, row.limit, said)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Invalid(f"{row}已经登记过。", field="name") from error
    body = {"workplace": row.workplace, "factor": row.name, "verdict": row.verdict}
    record_change(matter, "reading_kept", by=by, at=at, body=body)
    return row


@transaction.atomic
def unread(record: Survey, pk: int, *, by: Viewer, at: datetime) -> None:
    """Take back a result entered in error, before the report is filed. Raises as :func:`keep`."""
    matter = _hold(record, {"recording"}, by)
    _take_out(record.readings.all(), pk, matter, "reading_dropped", by, at)


@transaction.atomic
def measure_again(  # noqa: PLR0913 - a result has a report, a line, a value or a verdict, a doer
    record: Survey, pk: int, *, again: Any = None, said: str = "", by: Viewer, at: datetime
) -> SurveyResult:
    """Enter what an over-limit place measures after it was treated. Raises as :func:`keep`."""
    matter = _hold(record, {"fixing", "stopped"}, by)
    row = record.readings.filter(pk=pk, verdict=rules.OVER).first()
    if row is None:
        raise NotFound("这一行没有超限，不用复测。")
    if again is None and not said:
        raise Invalid("写复测结果；报告只有结论的，选结论。", field="again")
    row.again, row.again_verdict = again, rules.verdict(again, row.limit, said)
    row.save(update_fields=["again", "again_verdict"])
    body = {"workplace": row.workplace, "factor": row.name, "verdict": row.again_verdict}
    record_change(matter, "measured_again", by=by, at=at, body=body)
    return row


def _take_out(  # noqa: PLR0913 - a line has its list, its key and its matter; a change its doer
    rows: Any, pk: int, matter: Matter, verb: str, by: Viewer, at: datetime
) -> None:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(f"{matter.number} 里没有这一行。")
    row.delete()
    body = {"workplace": row.workplace, "factor": row.name}
    record_change(matter, verb, by=by, at=at, body=body)


def _check(given: dict[str, Any]) -> None:
    for name, title in (("workplace", "工作场所（岗位）"), ("name", "危害因素")):
        given[name] = (given.get(name) or "").strip()
        if not given[name]:
            raise Invalid(f"还没有填写“{title}”。", field=name)
    if given.get("group") not in rules.GROUPS:
        raise Invalid(f"类别应为{'、'.join(rules.GROUPS.values())}之一。", field="group")


def _hold(record: Any, states: Container[str], by: Viewer) -> Matter:
    """Return the matter locked. Refuses whoever is not the employer, and another state."""
    demand_employer(by, record.unit)
    rows = Matter.objects.everywhere("the lines of a declaration or a report")
    revision = rows.values_list("revision", flat=True).get(pk=record.pk)
    matter = hold(record.pk, by=by, revision=revision)
    if matter.state not in states:
        raise WrongState(f"{matter.number} 已经提交，这里不能再改。")
    return matter
