"""一票否决: that one thing decides a result, entered by the office or brought by what found it.

A veto on a unit decides every result whose period has the day of the event, running, finished or
opened later; what is finished is settled anew, and the trace of each says so.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Matter
from bihuan.lib import periods
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.periods import label_of
from bihuan.modules import draw_up

from . import scores
from .models import Result, Veto, VetoCase


@transaction.atomic
def veto(  # noqa: PLR0913 - a veto has a clause, a cause, a window, a doer and a moment
    result: Result,
    *,
    clause: Clause | None,
    says: str,
    since: date,
    until: date | None,
    by: Actor,
    at: datetime,
) -> Veto:
    """Record a veto on a result, whatever its state, and the grade that follows from it.

    Raises :class:`Invalid` without a cause or for a window that ends before it begins.
    """
    _check(says, since, until, "veto_says", "veto_until")
    made = Veto.objects.create(
        result=result, clause=clause, says=says.strip(), since=since, until=until,
        by_id=by.person_id, at=at,
    )  # fmt: skip
    body = {"says": made.says, "since": str(since), "until": str(until or ""),
            "clause": clause.pk if clause else None}  # fmt: skip
    entries.append(result.matter, "vetoed", by=by, at=at, body=body)
    if result.total is not None:
        scores.settle(result)
    return made


def _check(says: str, since: date, until: date | None, *fields: str) -> None:
    if not says.strip():
        raise Invalid("还没有填写“一票否决的事由”。", field=fields[0])
    if until is not None and until <= since:
        raise Invalid(f"止期要晚于起期 {since}。", field=fields[1])


@transaction.atomic
def impose(  # noqa: PLR0913 - a veto has a unit, a day, a clause, a cause, a window, a doer
    unit: Unit,
    *,
    happened_on: date,
    clause: Clause | None,
    says: str,
    since: date,
    until: date | None,
    cause: Matter,
    by: Actor,
    at: datetime,
) -> Veto:
    """Let one event decide the results of a unit in whose period it happened.

    The one function by which other domains bring theirs; ``cause`` is the matter that decided it.
    """
    made = Veto.objects.create(
        unit=unit, happened_on=happened_on, cause=cause, clause=clause, says=says[:400],
        since=since, until=until, by_id=by.person_id, at=at,
    )  # fmt: skip
    _settle_anew(made, "vetoed", {"says": made.says, "cause": cause.number}, by=by, at=at)
    return made


@transaction.atomic
def lift(cause: Matter, *, because: str, by: Actor, at: datetime) -> int:
    """End the vetoes that follow from a matter, with the reason; return how many there were."""
    rows = list(Veto.objects.filter(cause=cause, lifted_on=None).order_by("pk"))
    for one in rows:
        one.lifted_on, one.lifted_because = in_shanghai(at).date(), because[:2000]
        one.save(update_fields=["lifted_on", "lifted_because"])
        body = {"says": one.says, "because": because, "cause": cause.number}
        _settle_anew(one, "unvetoed", body, by=by, at=at)
    return len(rows)


def _settle_anew(one: Veto, verb: str, body: dict[str, Any], *, by: Actor, at: datetime) -> None:
    rows = Result.objects.filter(unit=one.unit_id).select_related("matter", "scheme")
    for result in rows.order_by("pk"):
        if periods.parse(result.period).contains(one.happened_on):  # type: ignore[arg-type]
            entries.append(result.matter, verb, by=by, at=at, body=body)
            if result.total is not None:
                scores.settle(result)


def impose_case(moved: Any) -> None:
    """Let a case that was decided decide the unit's results, and draw up the letter."""
    case: VetoCase = moved.record
    impose(
        case.unit, happened_on=case.happened_on, clause=moved.matter.clause, says=case.says,
        since=case.since, until=case.until, cause=moved.matter, by=moved.by, at=moved.at,
    )  # fmt: skip
    ends = f"至{label_of(case.until)}（不含）" if case.until else "，止期没有规定"
    _write(moved, "关于对{who}实行一票否决的决定", "veto", [
        f"事由：{case.says}（{label_of(case.happened_on)}发生）。",
        f"对{case.unit.name}实行安全生产一票否决：{label_of(case.happened_on)}所在各期的考核按一票否决定等次，"
        f"自{label_of(case.since)}起{ends}取消评先评优。",
        "不服本决定的，可以提出申诉。",
    ])  # fmt: skip


def lift_case(moved: Any) -> None:
    """End the vetoes of a case, with the reason, and draw up the letter."""
    case: VetoCase = moved.record
    lift(moved.matter, because=case.answer, by=moved.by, at=moved.at)
    said = [f"经复核，撤销对{case.unit.name}的一票否决。", f"复核意见：{case.answer}"]
    _write(moved, "关于撤销对{who}一票否决的通知", "lifted", said)


def _write(moved: Any, title: str, purpose: str, said: list[str]) -> None:
    case: VetoCase = moved.record
    draw_up(
        moved, "veto", case.office, case.unit, title.format(who=case.unit.name), said,
        purpose=purpose, copies=[case.organisation] if case.organisation else [],
    )  # fmt: skip


def settle_case(case: VetoCase, by: Viewer, at: datetime) -> None:
    """Refuse an event that has not happened yet, and a window that ends before it begins."""
    if case.happened_on > in_shanghai(at).date():
        raise Invalid("发生日期还没有到。", field="happened_on")
    if case.since < case.happened_on:
        raise Invalid(f"不能早于发生日期 {case.happened_on}。", field="since")
    _check(case.says, case.since, case.until, "says", "until")


def still_runs(record: Any, at: datetime) -> str:
    """Say until when the window of a case runs, "" once it is over."""
    if record.until is None:
        return "文件没有写止期，要撤销请走“撤销一票否决”。"
    return f"到 {record.until} 才期满。" if in_shanghai(at).date() < record.until else ""


def of(unit: Unit, on: date) -> list[Veto]:
    """Return the vetoes on a unit whose window holds a day, the latest first."""
    rows = Veto.objects.filter(
        Q(unit=unit) | Q(result__unit=unit), Q(until=None) | Q(until__gt=on),
        Q(lifted_on=None) | Q(lifted_on__gt=on), since__lte=on,
    ).select_related("clause__document", "cause", "result__matter")  # fmt: skip
    return list(rows.order_by("-since", "-pk"))


def note(moved: Any) -> None:
    """Record the veto that a step entered, on the clause the assessment rests on."""
    result: Result = moved.record
    veto(
        result, clause=moved.matter.clause, says=result.veto_says, since=result.veto_since,
        until=result.veto_until, by=moved.by, at=moved.at,
    )  # fmt: skip
