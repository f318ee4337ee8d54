"""Doing an import piece by piece: judging its rows, taking them. Safe to cut off and run again.

What is still to do is decided by the rows: a row that has its verdict, or its outcome, is done.
Each row is taken in one transaction together with its outcome, so that none is taken twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import DataError, transaction

from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.models import Account, Term
from bihuan.kernel.orgs.refusals import NotAllowed, Refused
from bihuan.kernel.orgs.viewer import Machine, Viewer
from bihuan.kernel.trace import entries
from bihuan.modules import Line, Plan, Reader, Wrong

from . import intake
from .models import Import, ImportRow

State, Verdict, Outcome = Import.State, ImportRow.Verdict, ImportRow.Outcome
#: A job that did nothing for so long is gone; another goes on.
SILENCE = timedelta(minutes=2)
#: The file is read anew for each piece, so pieces are long; how far it is, is noted much oftener.
PIECE, NOTED = 2000, 100
#: What judging says of a row.
JUDGEMENT = ("verdict", "about", "changes", "problems", "asks_basis", "turn")
#: The basis while nobody has named one; no act done on it stays.
REHEARSED = "（核对）"
UNKEEPABLE = "有一格太长，或有存不下的字符；请核对这一行，写短些"
CHANGED_SINCE = "核对以后有人改过：现在是“{}”，核对时是“{}”。请重新上传核对。"


def waiting(at: datetime) -> list[int]:
    """Return the imports that wait for a job: those on which none worked for a while."""
    rows = Import.objects.filter(
        state__in=(State.JUDGING, State.TAKING), worked_at__lt=at - SILENCE
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def carry_on(pk: int, at: datetime, *, most: int = PIECE) -> bool:
    """Judge, or take, some rows of an import; say whether there is more to do.

    Done as whoever brought it, or decided to take it, in the post she still holds; if she does not
    hold it any more, the import is stopped.
    """
    found = Import.objects.select_related("term__person", "taker__person").get(pk=pk)
    if not found.runs:
        return False
    judging = found.state == State.JUDGING
    try:
        by = _viewer(found.term if judging else found.taker, at)
    except NotAllowed as refusal:
        _stop(found, refusal.says, at)
        return False
    lines = _lines(found)
    reader = intake.sheet(found.sheet).read(list(lines.values()), by, at)
    todo = _unjudged(found) if judging else _untaken(found)
    rows = list(todo[:most])
    for start in range(0, len(rows), NOTED):
        few = rows[start : start + NOTED]
        if judging:
            _judge(reader, few, lines)
        else:
            for row in few:
                _take(reader, row, lines[row.number], found.basis)
        Import.objects.filter(pk=pk).update(worked_at=at)
    if len(rows) == most:
        return True
    _finish(found, by, at)
    return False


def _viewer(term: Term | None, at: datetime) -> Viewer:
    account = Account.objects.filter(person=term.person_id).first() if term else None
    by = terms.viewer_on(account, at, term_id=term.pk) if account and term else None
    if term is None or by is None or by.term_id != term.pk:
        name = term.person.name if term else ""
        raise NotAllowed(f"{name}已不担任上传时的岗位，导入中止。请由在任的人重新上传。")
    return by


def _lines(found: Import) -> dict[int, Line]:
    """Return the rows of the file as lines, by their number."""
    rows = found.rows.order_by("number").values_list("number", "cells")
    return {number: Line(number, _cells(found, kept)) for number, kept in rows}


def _cells(found: Import, kept: list[Any]) -> dict[str, Any]:
    return {key: kept[n] for key, n in found.places.items() if n < len(kept)}


def _unjudged(found: Import) -> Any:
    return found.rows.filter(verdict=Verdict.UNJUDGED).order_by("number")


def _untaken(found: Import) -> Any:
    rows = found.rows.filter(verdict__in=intake.TAKES, outcome=Outcome.OPEN)
    return rows.order_by("turn", "number")


def _judge(reader: Reader, rows: list[ImportRow], lines: dict[int, Line]) -> None:
    for row in rows:
        _judge_row(reader, row, lines[row.number])
    # An upsert of rows that are there: bulk_update() would write a CASE for every value.
    ImportRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["of", "number"], update_fields=JUDGEMENT
    )


def _judge_row(reader: Reader, row: ImportRow, line: Line) -> None:
    try:
        earlier = reader.before(line)
        plan = _rehearsed(reader, line, earlier)
    except (Wrong, Refused) as error:
        row.verdict, row.problems = Verdict.WRONG, _problems(error)
        row.about = getattr(error, "about", "")[:200]
        return
    except DataError:
        row.verdict, row.problems = Verdict.WRONG, [["", UNKEEPABLE]]
        return
    row.turn, row.about, row.asks_basis = len(earlier), plan.about[:200], plan.asks_basis
    row.changes = [[c.title, c.old, c.new] for c in plan.changes]
    row.verdict = Verdict.SAME if not plan.acts else Verdict.NEW if plan.new else Verdict.CHANGED


def _rehearsed(reader: Reader, line: Line, earlier: Any) -> Plan:
    """Return what a row would do, after doing it and the rows before it and undoing all of it."""
    if not earlier:
        plan = reader.plan(line)
        if plan.acts:
            with _undone():
                _perform(plan, REHEARSED)
        return plan
    with _undone():
        for one in earlier:
            with suppress(Wrong, Refused), transaction.atomic():
                _perform(reader.plan(one), REHEARSED)
        plan = reader.plan(line)
        _perform(plan, REHEARSED)
    return plan


class _Undo(Exception):
    pass


@contextmanager
def _undone() -> Iterator[None]:
    """Let what is done inside be as if it had not been."""
    with suppress(_Undo), transaction.atomic():
        yield
        raise _Undo


def _perform(plan: Plan, basis: str) -> None:
    for act in plan.acts:
        act(basis)


def _problems(error: Wrong | Refused) -> list[list[str]]:
    if isinstance(error, Wrong):
        return [[heading, says] for heading, says in error.problems]
    can = f"可由{error.can}办理。" if error.can else ""
    return [["", error.says + can]]


def _take(reader: Reader, row: ImportRow, line: Line, basis: str) -> None:
    with transaction.atomic():
        held = ImportRow.objects.select_for_update().filter(pk=row.pk, outcome=Outcome.OPEN).first()
        if held is None:
            return  # another job was quicker
        try:
            with transaction.atomic():
                held.outcome = _taken(reader.plan(line), held, basis)
        except (Wrong, Refused) as error:
            held.outcome, held.problems = Outcome.REFUSED, _problems(error)
        held.save(update_fields=["outcome", "problems"])


def _taken(plan: Plan, row: ImportRow, basis: str) -> str:
    seen = {title: old for title, old, _ in row.changes}
    for change in plan.changes:
        if change.title in seen and change.old != seen[change.title]:
            says = CHANGED_SINCE.format(change.old or "空", seen[change.title] or "空")
            raise Wrong((change.title, says))
    _perform(plan, basis)
    return Outcome.TAKEN if plan.acts else Outcome.ALREADY


def _finish(found: Import, by: Viewer, at: datetime) -> None:
    """Note that all rows are done, once, and say so in the trace."""
    judging = found.state == State.JUDGING
    to = State.JUDGED if judging else State.TAKEN
    with transaction.atomic():
        rows = Import.objects.filter(pk=found.pk, state=found.state)
        if not rows.update(state=to, finished_at=None if judging else at):
            return
        held, counted = Import.objects.get(pk=found.pk), intake.counts(found)
        body = dict(counted.verdicts if judging else counted.outcomes)
        body.pop("", None)
        entries.append(held, f"import_{to}", by=by, at=at, body=body)


def _stop(found: Import, says: str, at: datetime) -> None:
    with transaction.atomic():
        rows = Import.objects.filter(pk=found.pk, state=found.state)
        if rows.update(state=State.STOPPED, finished_at=at, says=says):
            held, by = Import.objects.get(pk=found.pk), Machine("import")
            entries.append(held, "import_stopped", by=by, at=at, body={"reason": says})
