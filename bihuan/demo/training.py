"""The demonstration's training: rosters, hours, papers, a class, an exam to be sat, publicity.

An enterprise of each place keeps a roster. One man works untaught, one has a certificate about to
be re-checked; the exam of the fullest place was passed by one and failed by another, and its worker
has yet to sit it.
"""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from io import BytesIO
from typing import Any, Final

from bihuan.demo.acting import at_hour
from bihuan.demo.signins import FULLEST
from bihuan.demo.staff import Staff
from bihuan.demo.world import BY, PLACES
from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.modules.publicity.flows import ActivityFlow
from bihuan.modules.training import (
    candidates,
    certificates,
    class_flow,
    daily,
    hours,
    questions,
    rosters,
    rules,
    sittings,
)
from bihuan.modules.training.agency_flow import AgencyFlow
from bihuan.modules.training.exam_flow import ExamFlow
from bihuan.modules.training.models import Candidate, Question, Trainee

PAPER: Final = "演示用的签到表，内容虚构。\n"
#: How many enterprises of the fullest place, and of every other, keep a roster.
MOST, EACH = 2, 1
#: Name, category, work, hours of first training done, whether at work.
PEOPLE: Final = (
    ("唐树根", "special", "焊接与热切割", 72, True), ("邹丽娟", "worker", "包装工", 72, True),
    ("贺满仓", "dispatched", "搬运工", 16, True), ("滕小满", "intern", "实习生", 0, False),
)  # fmt: skip
BANK: Final[list[dict[str, Any]]] = tomllib.loads(
    (files(__package__) / "questions.toml").read_text(encoding="utf-8")
)["questions"]


def teach(staff: Staff) -> None:
    """Let enterprises of every place begin their rosters, one hold a class; make safety known."""
    for code in PLACES:
        for n, firm in enumerate(_firms(code)):
            safety = staff.titled(firm, "安全主管")
            _enlist(firm, safety, staff, n)
            if code == FULLEST and n == 0:
                _hold(firm, safety, staff)
        _make_known(code, staff)
    Person.objects.filter(trainees__isnull=False).update(invented=True)


def examine(staff: Staff) -> None:
    """Let an enterprise of the fullest place examine its people, and certificates come due."""
    day = staff.day
    bureau = Unit.objects.get(kind="emergency_department", place__code=FULLEST)
    clerk = staff.titled(bureau, "监管科经办人")
    for n, facts in enumerate(BANK, 1):
        questions.keep(f"T{n:03}", by=clerk, at=at_hour(day, 8), subject="通用", **facts)
    firm = next(_firms(FULLEST))
    _sit(firm, staff.titled(firm, "安全主管"), day)
    _check_agency(bureau, clerk, day)
    daily.look(at_hour(day, 18))


def _firms(code: str) -> Iterator[Unit]:
    """Yield the first enterprises of a place that have a safety manager."""
    rows = Unit.objects.filter(
        kind="enterprise", until=None, place_path__contains=f"{code}/", posts__title="安全主管"
    )
    yield from rows.order_by("pk").select_related("place", "supervisor")[
        : MOST if code == FULLEST else EACH
    ]


def _enlist(firm: Unit, safety: Viewer, staff: Staff, n: int) -> None:
    """Put heads and workers on the roster, with what they were taught and hold."""
    at, long_ago = at_hour(staff.day, 9), staff.day - timedelta(days=400)
    titles = {"主要负责人": "principal", "安全主管": "manager", "一线员工": "worker"}
    posted = [
        (term.person.name, titles[term.post.title], "", 72, True)
        for term in staff.of(firm) if term.post.title in titles
    ]  # fmt: skip
    # Elsewhere the special operator and the dispatched worker are enough to be seen.
    others = PEOPLE if f"/{FULLEST}/" in firm.place_path else PEOPLE[::2]
    for name, category, work, done, works in (*posted, *others):
        since = long_ago if works else staff.day - timedelta(days=9)
        row = rosters.enter(
            firm, name, category=category, work=work, joined=since, by=safety, at=at,
            working_since=since + timedelta(days=7) if works else None,
            employer="某劳务派遣公司（虚构）" if category == "dispatched" else "",
        )  # fmt: skip
        if done:
            hours.enter(
                firm, row.person, purpose="first", course="三级安全教育", hours=Decimal(done),
                on=since + timedelta(days=6), taught_by="本单位安全科", by=safety, at=at,
            )  # fmt: skip
        if category == "special":
            issued = staff.day + timedelta(days=40 + 30 * n) - timedelta(days=3 * 365)
            certificates.enter(
                row.person, firm, kind=rules.SPECIAL, work=work, issued_on=issued,
                number=f"虚构{firm.pk:06}", issuer="发证机关（虚构）", by=safety, at=at,
            )  # fmt: skip


def _hold(firm: Unit, safety: Viewer, staff: Staff) -> None:
    """Hold a class for who is at work, with the sheet that was signed."""
    day = staff.day
    made = _open(class_flow.ClassFlow, {
        "course": "复工复产安全再培训", "purpose": "yearly", "how": "face", "starts_on": day,
        "hours": Decimal(8), "teacher": "本单位安全科",
        "content": "节后复工风险、重大事故隐患判定、动火和有限空间作业。",
    }, safety, at_hour(day, 10))  # fmt: skip
    came = list(Trainee.objects.filter(unit=firm, working_since__isnull=False).order_by("pk")[:4])
    class_flow.name_attendees(made, came, by=safety, at=at_hour(day, 15))
    _take(made, class_flow.ClassFlow.hold, "training_signin", safety, at_hour(day, 16), held_on=day,
          findings="当场提问，到课人员都答得出本岗位的风险和应急措施。")  # fmt: skip


def _make_known(code: str, staff: Staff) -> None:
    """Plan publicity of a place's bureau: one is held at once; in the fullest place one is late."""
    bureau = Unit.objects.filter(kind="emergency_department", place__code=code).first()
    clerk, day = staff.doer(bureau), staff.day
    if clerk is None:
        return
    facts = {"kind": "warning", "topic": "节后复工事故案例警示", "medium": "企业厂区和公众号",
             "reach": "企业", "planned_on": day}  # fmt: skip
    made = _open(ActivityFlow, facts, clerk, at_hour(day, 11))
    _take(made, ActivityFlow.hold, "publicity_proof", clerk, at_hour(day, 17), held_on=day,
          people=60, findings="走访六家企业，播放警示片，发放资料。")  # fmt: skip
    if code == FULLEST:
        facts = {"kind": "column", "topic": "“人人讲安全、个个会应急”专栏", "medium": "本地电视台",
                 "planned_on": day + timedelta(days=9)}  # fmt: skip
        _open(ActivityFlow, facts, clerk, at_hour(day, 11))


def _sit(firm: Unit, safety: Viewer, day: date) -> None:
    """Examine the people of an enterprise: one passes, one fails, the others have yet to come."""
    made = _open(ExamFlow, {
        "name": "一季度全员安全考试", "subjects": "通用", "judgements": 3, "judgement_points": 10,
        "singles": 3, "single_points": 10, "multiples": 2, "multiple_points": 20, "pass_mark": 60,
        "minutes": 30, "tries": 2, "opens_on": day, "closes_on": day + timedelta(days=21),
        "certificate": "trained", "valid_months": 12,
    }, safety, at_hour(day, 9))  # fmt: skip
    people = list(Trainee.objects.filter(unit=firm, working_since__isnull=False).order_by("pk"))
    candidates.call(made, people, by=safety, at=at_hour(day, 9))
    made.refresh_from_db()
    advance(made, ExamFlow.release, by=safety, at=at_hour(day, 10), revision=made.revision)
    rows = Candidate.objects.filter(exam=made.pk).select_related(
        "exam__matter", "exam__office", "trainee__person", "trainee__unit"
    )
    sitters = ("special", "dispatched")
    seats = rows.filter(trainee__category__in=sitters).order_by("pk")
    for n, seat in enumerate(seats):
        sitting = sittings.begin(seat, by=safety, at=at_hour(day, 14, n))
        sittings.hand_in(sitting, _answers(sitting.paper, all_=n == 0), by=safety,
                         at=at_hour(day, 14, 20 + n))  # fmt: skip


def _answers(paper: list[list[Any]], *, all_: bool) -> dict[str, str]:
    """Return what is right on a paper, of all questions or of the first only."""
    rows = Question.objects.in_bulk([pk for pk, _ in paper])
    return {
        str(n): "".join("ABCDEFGH"[order.index(letter)] for letter in rows[pk].answer)
        for n, (pk, order) in enumerate(paper if all_ else paper[:1])
    }


def _check_agency(bureau: Unit, clerk: Viewer, day: date) -> None:
    """Register a training body and begin to re-check it, as the document of the place asks."""
    body = units.register(
        name="某安全培训中心", kind="agency", place=bureau.place, supervisor=bureau, invented=True,
        by=BY, at=at_hour(day, 8),
    )  # fmt: skip
    facts = {
        "agency": body, "look_by": day + timedelta(days=20),
        "conditions": "场地、教师、设备、档案逐条对照安全培训机构基本条件。",
    }  # fmt: skip
    _open(AgencyFlow, facts, clerk, at_hour(day, 11))


def _open(flow: type[Flow], facts: dict[str, Any], by: Viewer, at: datetime) -> Matter:
    return open_by_hand(flow, facts, clause=grounds(flow, by).first(), by=by, at=at)


def _take(matter: Matter, step: Step, proof: str, by: Viewer, at: datetime, **fields: Any) -> None:
    paper = evidence.store(
        owner=matter, kind=proof, name=f"{proof}.txt", happened_at=at, by=by, at=at,
        content=BytesIO(f"{PAPER}{matter.number}\n".encode()),
    )  # fmt: skip
    matter.refresh_from_db()
    advance(matter, step, by=by, at=at, revision=matter.revision, evidence=[paper], fields=fields)
