"""An exam from its plan to the seed that is laid open: nobody can change a paper afterwards."""

import secrets
from datetime import datetime
from typing import Any

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, State, Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.lib import hashing
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import TASK_LADDER

from . import questions, rules
from .models import Exam, Question, Sitting

OFFICE = Party("组织单位", at="office", may=roles.FULFIL)
LONGEST, MOST_TRIES = 480, 9
Kind = Question.Kind


def counts(exam: Exam) -> dict[str, int]:
    """Return how many questions of each kind a paper has, in the order of the paper."""
    wanted = (Kind.JUDGEMENT, exam.judgements), (Kind.SINGLE, exam.singles), (
        Kind.MULTIPLE, exam.multiples)  # fmt: skip
    return {kind.value: n for kind, n in wanted if n}


def points(exam: Exam) -> dict[str, int]:
    """Return what a question of each kind is worth."""
    return {
        Kind.SINGLE.value: exam.single_points, Kind.MULTIPLE.value: exam.multiple_points,
        Kind.JUDGEMENT.value: exam.judgement_points,
    }  # fmt: skip


def full_mark(exam: Exam) -> int:
    """Return the points of a paper without a mistake."""
    worth = points(exam)
    return sum(worth[kind] * n for kind, n in counts(exam).items())


def subjects_of(exam: Exam) -> list[str]:
    """Return the subjects an exam draws from."""
    words = exam.subjects.replace("，", "、").replace(",", "、").split("、")
    return [word.strip() for word in words if word.strip()]


def plan(record: Exam, by: Viewer, at: datetime) -> None:
    """Refuse an exam that nobody could pass or sit, or a certificate the office does not give."""
    if record.closes_on < max(record.opens_on, in_shanghai(at).date()):
        raise Invalid("结束日期不能早于开始日期，也不能早于今天。", field="closes_on")
    full = full_mark(record)
    if not 0 < record.pass_mark <= full:
        raise Invalid(f"满分是 {full}，合格分应在 1 至 {full} 之间。", field="pass_mark")
    if not 0 < record.minutes <= LONGEST:
        raise Invalid(f"考试时长应在 1 至 {LONGEST} 分钟之间。", field="minutes")
    if not 0 < record.tries <= MOST_TRIES:
        raise Invalid(f"次数应在 1 至 {MOST_TRIES} 之间。", field="tries")
    if record.certificate and not rules.KINDS[record.certificate].awarded_by(record.office.kind):
        title = rules.KINDS[record.certificate].title
        says = f"{title}不由{record.office.name}发证。请选本单位发的证，或者不选。"
        raise Invalid(says, field="certificate")


def drawn_from(exam: Exam) -> dict[str, list[int]]:
    """Return the questions in use that an exam draws from, by kind."""
    rows = questions.of_units(exam.office_id, exam.office.place_path).filter(
        until=None, subject__in=subjects_of(exam)
    )
    found: dict[str, list[int]] = {kind: [] for kind in counts(exam)}
    for pk, kind in rows.values_list("pk", "kind"):
        if kind in found:
            found[kind].append(pk)
    return found


def too_few(record: Exam, _: datetime) -> str:
    """Say of which kind of question the bank has too few."""
    lacks = [
        f"{Kind(kind).label}题要 {counts(record)[kind]} 道，题库里有 {len(pks)} 道"
        for kind, pks in drawn_from(record).items() if len(pks) < counts(record)[kind]
    ]  # fmt: skip
    return f"{'；'.join(lacks)}。请补题或者改科目。" if lacks else ""


def nobody_called(record: Exam, _: datetime) -> str:
    """Say that nobody is called to the exam."""
    return "" if record.candidates.exists() else "还没有考生。在本页“考生”里从花名册选。"


def still_sitting(record: Exam, at: datetime) -> str:
    """Say how many sit the exam at this moment."""
    rows = Sitting.objects.filter(candidate__exam=record, ended_at=None, ends_at__gt=at)
    n = rows.count()
    return f"还有 {n} 人正在考，到时或交卷以后再结束。" if n else ""


def commit(moved: Any) -> None:
    """Fix the questions and the seed of the draw, and put their digest into the trace."""
    record: Exam = moved.record
    record.pool = sorted(pk for pks in drawn_from(record).values() for pk in pks)
    record.seed = secrets.token_hex(32)
    record.commitment = commitment(record)
    record.save(update_fields=["pool", "seed", "commitment"])
    body = {"commitment": record.commitment, "questions": len(record.pool)}
    entries.append(moved.matter, "committed", by=moved.by, at=moved.at, body=body)


def commitment(exam: Exam) -> str:
    """Return the digest of seed and questions, with what each version of a question asks."""
    rows = Question.objects.filter(pk__in=exam.pool).order_by("pk")
    asked = [hashing.digest("bihuan question 1", str(row.pk), row.stem, *row.options, row.answer)
             for row in rows]  # fmt: skip
    return hashing.digest("bihuan exam 1", exam.seed, *asked)


def reveal(moved: Any) -> None:
    """End what nobody handed in, and lay the seed open: anybody can draw the papers again."""
    from . import sittings

    sittings.end_expired(moved.at, exam=moved.record)
    body = {"seed": moved.record.seed, "commitment": moved.record.commitment}
    entries.append(moved.matter, "revealed", by=moved.by, at=moved.at, body=body)


class ExamFlow(Flow, key="training.exam", of=Exam, title="考试", prefix="KS"):
    """An exam planned, released with a committed draw, sat by its candidates, closed."""

    office = OFFICE
    acts = {
        "committed": "抽题方案封存", "revealed": "抽题方案公开", "candidates_called": "登记考生",
        "slip_made": "发准考码", "sitting_began": "开考", "sitting_ended": "交卷、阅卷",
    }  # fmt: skip

    opening = Opening(
        "组织一场考试", roles.MANAGE_ORGS,
        ("name", "subjects", "judgements", "judgement_points", "singles", "single_points",
         "multiples", "multiple_points", "pass_mark", "minutes", "tries", "opens_on", "closes_on"),
        takes=("certificate", "valid_months"), called=lambda r: r.name, doer="maker",
        office="office", about=("培训", "考核", "考试"), settles=plan,
    )  # fmt: skip

    drafted = State("待发布", initial=True)
    opened = State("可以考")
    closed = State("已结束", final=True)
    dropped = State("已取消", final=True)

    release = Step(
        "发布考试", drafted >> opened, OWN, who=OFFICE, due="opens_on", ladder=TASK_LADDER,
        gates=(
            Gate("题库够抽", OWN, missing=too_few, can="组织单位"),
            Gate("有考生", OWN, missing=nobody_called, can="组织单位"),
        ),
        then=commit,
    )  # fmt: skip
    close = Step(
        "结束考试", opened >> closed, OWN, who=OFFICE, due="closes_on", ladder=TASK_LADDER,
        gates=(Gate("没有人在考", OWN, missing=still_sitting, can="组织单位"),), then=reveal,
    )  # fmt: skip
    drop = Step("取消考试", drafted >> dropped, OWN, who=OFFICE, asks=("reason",), optional=True)
