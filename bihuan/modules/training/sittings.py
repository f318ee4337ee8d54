"""Sitting an exam: begun once at a time, saved as it goes, ended by hand or by the clock, scored.

Time is the server's: what comes after the end does not count. What a person may see before the end
holds no answer (:func:`sheet`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction

from bihuan.kernel.law.models import Ladder
from bihuan.kernel.obligations.models import Kind as Of
from bihuan.kernel.obligations.models import Obligation, Outcome
from bihuan.kernel.obligations.obligations import open_one, settle
from bihuan.kernel.orgs.refusals import NotFound, WrongState
from bihuan.kernel.orgs.viewer import Actor, Machine
from bihuan.kernel.trace import entries
from bihuan.lib import hashing
from bihuan.lib.clocks import end_of, in_shanghai
from bihuan.modules import TASK_LADDER

from . import papers, questions
from .exam_flow import counts, points
from .models import Candidate, Certificate, Exam, Question, Sitting, Trainee

BY: Final = Machine("收卷")
OPEN: Final = "opened"


@dataclass(frozen=True)
class Asked:
    """One question of a paper as it is shown: never with its answer."""

    position: int
    kind: str
    stem: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@transaction.atomic
def begin(candidate: Candidate, *, by: Actor, at: datetime) -> Sitting:
    """Return the sitting of a candidate: the one that runs, else a new one with a paper drawn.

    Raises :class:`WrongState` before and after the exam's days, once passed, after the last try,
    while another exam is being sat, or for who left the roster.
    """
    end_expired(at, person=candidate.trainee.person_id)
    held = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    running = Sitting.objects.filter(person=candidate.trainee.person_id, ended_at=None).first()
    if running is not None and running.candidate_id == held.pk:
        return running
    if running is not None:
        raise WrongState("您还有另一场考试没有交卷，请先考完那一场。")
    turn = held.sittings.count() + 1
    if says := closed_because(candidate, turn, at):
        raise WrongState(says)
    exam = candidate.exam
    paper = papers.draw(exam.seed, f"{held.pk}/{turn}", questions.keys(exam.pool), counts(exam))
    try:
        with transaction.atomic():
            made = Sitting.objects.create(
                candidate=held, person_id=candidate.trainee.person_id, turn=turn, began_at=at,
                ends_at=at + timedelta(minutes=exam.minutes), paper=paper,
            )  # fmt: skip
    except IntegrityError as error:
        raise WrongState("这场考试刚在别处打开，请从那里继续。") from error
    body = {"person": made.person_id, "turn": turn, "paper": _digest(paper),
            "ends_at": made.ends_at.isoformat()}  # fmt: skip
    entries.append(exam.matter, "sitting_began", by=by, at=at, body=body)
    return made


def closed_because(candidate: Candidate, turn: int, at: datetime) -> str:
    """Return why a candidate cannot begin, "" when she can."""
    exam, today = candidate.exam, in_shanghai(at).date()
    if candidate.trainee.until is not None:
        return f"花名册上您已于 {candidate.trainee.until} 离岗。"
    if candidate.passed or Candidate.objects.filter(pk=candidate.pk, passed=True).exists():
        return "这场考试您已经合格，不用再考。"
    if exam.matter.state != OPEN or today > exam.closes_on:
        return f"这场考试不在进行，结束日期是 {exam.closes_on}。"
    if today < exam.opens_on:
        return f"{exam.opens_on} 起可以考。"
    if turn > exam.tries:
        return f"最多考 {exam.tries} 次，已经考完。补训以后由{exam.office.name}另行组织。"
    return ""


@transaction.atomic
def save(sitting: Sitting, answers: Mapping[str, str], *, at: datetime) -> Sitting:
    """Keep answers by position; others stay as they were. Nothing is kept after the end.

    Raises :class:`WrongState` once it ended, or its time is over.
    """
    held = _running(sitting)
    if at >= held.ends_at:
        raise WrongState("时间到了，已按最后一次保存的答案收卷。")
    kept = dict(held.answers)
    for position, letters in answers.items():
        if position.isdecimal() and int(position) < len(held.paper):
            order = held.paper[int(position)][1]
            good = "".join(sorted({s for s in letters if s in papers.LETTERS[: len(order)]}))
            kept[position] = good
    held.answers, held.saved_at = kept, at
    held.save(update_fields=["answers", "saved_at"])
    return held


def hand_in(sitting: Sitting, answers: Mapping[str, str], *, by: Actor, at: datetime) -> Sitting:
    """Save what is sent along and end the sitting; after its time only what was saved counts."""
    with transaction.atomic():
        held = _running(sitting)
        if at < held.ends_at:
            held = save(held, answers, at=at)
        return _end(held, by, at)


def end_expired(at: datetime, *, person: int | None = None, exam: Exam | None = None) -> int:
    """End the sittings whose time is over, with what was saved; return how many. Safe to repeat."""
    rows = Sitting.objects.filter(ended_at=None, ends_at__lte=at)
    if person is not None:
        rows = rows.filter(person=person)
    if exam is not None:
        rows = rows.filter(candidate__exam=exam)
    ended = 0
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            held = _row().select_for_update(of=("self",)).filter(pk=pk, ended_at=None).first()
            if held is not None:
                _end(held, BY, at)
                ended += 1
    return ended


def _end(held: Sitting, by: Actor, at: datetime) -> Sitting:
    exam = held.candidate.exam
    held.ended = Sitting.Ended.HANDED_IN if at < held.ends_at else Sitting.Ended.TIME
    held.ended_at = min(at, held.ends_at)
    held.score = recount(held)
    held.passed = held.score >= exam.pass_mark
    held.digest = _digest([held.paper, sorted(held.answers.items())])
    held.save(update_fields=["ended", "ended_at", "score", "passed", "digest"])
    body = {"person": held.person_id, "turn": held.turn, "score": held.score,
            "passed": held.passed, "answers": held.digest}  # fmt: skip
    entries.append(exam.matter, "sitting_ended", by=by, at=at, body=body)
    _follow(held, by, at)
    return held


def _follow(held: Sitting, by: Actor, at: datetime) -> None:
    """Let a pass open the certificate and end what was owed; let a failure open what is owed.

    A pass of a later exam of the same office on the same subjects makes an older failure good too.
    """
    candidate, exam = held.candidate, held.candidate.exam
    candidate.passed = held.passed
    trainee = candidate.trainee
    if held.passed:
        if exam.certificate:
            Certificate.objects.create(
                person_id=held.person_id, unit=trainee.unit, kind=exam.certificate, sitting=held,
                issuer=exam.office.name[:128],
            )  # fmt: skip
        alike = Candidate.objects.filter(
            trainee=trainee, exam__office=exam.office, exam__subjects=exam.subjects
        )
        for owing in alike.filter(duty__isnull=False):
            _settle(owing, None, f"已于 {in_shanghai(at).date()} 补考合格", at)
    elif candidate.duty_id is None:
        candidate.duty = open_one(
            kind=Of.PERIODIC, title=f"{trainee.person.name}补训、补考：{exam.name}",
            holder=trainee.unit, clause=exam.matter.clause, legal_due=end_of(exam.closes_on),
            ladder=Ladder.objects.filter(key=TASK_LADDER).first(), by=BY, at=at,
        )  # fmt: skip
    candidate.save(update_fields=["passed", "duty"])


def forgive(trainee: Trainee, *, by: Actor, at: datetime) -> None:
    """Let lapse what was to be made good by somebody who left."""
    for candidate in trainee.candidacies.filter(duty__isnull=False):
        _settle(candidate, Outcome.LAPSED, f"{trainee.person.name}已离岗", at)


def _settle(candidate: Candidate, outcome: Outcome | None, reason: str, at: datetime) -> None:
    rows = Obligation.objects.everywhere("what a failed exam left to be made good")
    duty = rows.filter(pk=candidate.duty_id, done_at=None).first() if candidate.duty_id else None
    if duty is not None:
        settle(duty, outcome, by=BY, at=at, reason=reason)


def recount(sitting: Sitting) -> int:
    """Return the score of a paper as its answers give it: always the same."""
    keys = questions.keys(pk for pk, _ in sitting.paper)
    return papers.score(sitting.paper, sitting.answers, keys, points(sitting.candidate.exam))


def redrawn(sitting: Sitting) -> list[list[Any]]:
    """Return the paper as the seed draws it again: the one that was sat, or something is wrong."""
    exam, who = sitting.candidate.exam, f"{sitting.candidate_id}/{sitting.turn}"
    return papers.draw(exam.seed, who, questions.keys(exam.pool), counts(exam))


def sheet(sitting: Sitting) -> list[Asked]:
    """Return the questions of a paper as they are shown, with what was chosen so far."""
    rows = {row.pk: row for row in Question.objects.filter(pk__in=[pk for pk, _ in sitting.paper])}
    found = []
    for n, (pk, order) in enumerate(sitting.paper):
        options = [rows[pk].options[papers.LETTERS.index(letter)] for letter in order]
        shown = tuple(zip(papers.LETTERS, options, strict=False))
        chosen = sitting.answers.get(str(n), "")
        found.append(Asked(n, rows[pk].kind, rows[pk].stem, shown, chosen))
    return found


def mistakes(sitting: Sitting) -> list[tuple[Asked, str, str]]:
    """Return what was answered wrong, with the right words and the source. Raises before the end.

    Until the exam is closed for everybody, nobody sees what was right: :class:`WrongState`.
    """
    exam = sitting.candidate.exam
    if sitting.ended_at is None or exam.matter.closed_at is None:
        raise WrongState("考试全部结束以后才能看对错。")
    keys = questions.keys(pk for pk, _ in sitting.paper)
    rows = Question.objects.in_bulk([pk for pk, _ in sitting.paper])
    found = []
    for asked, (pk, order) in zip(sheet(sitting), sitting.paper, strict=True):
        if not papers.right(asked.chosen, order, keys[pk]):
            row = rows[pk]
            right = "、".join(row.options[papers.LETTERS.index(s)] for s in row.answer)
            found.append((asked, right, row.source))
    return found


def current(candidate: Candidate, at: datetime) -> Sitting:
    """Return the sitting that runs for a candidate, else the last. Raises :class:`NotFound`."""
    end_expired(at, person=candidate.trainee.person_id)
    last: Sitting | None = _row().filter(candidate=candidate).order_by("-turn").first()
    if last is None:
        raise NotFound("这场考试您还没有开考。")
    return last


def _running(sitting: Sitting) -> Sitting:
    held: Sitting = _row().select_for_update(of=("self",)).get(pk=sitting.pk)
    if held.ended_at is not None:
        raise WrongState("已经交卷，不能再改。")
    return held


def _row() -> Any:
    return Sitting.objects.select_related(
        "candidate__exam__matter", "candidate__exam__office", "candidate__trainee__unit",
        "candidate__trainee__person",
    )  # fmt: skip


def _digest(what: Any) -> str:
    return hashing.digest("bihuan sitting 1", entries.canonical(what))
