"""The pages on training and publicity, followed by a safety manager, a worker, a temp, a bureau."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs.models import Term, UnitTag
from bihuan.kernel.trace.models import Matter
from bihuan.modules.training.models import (
    Candidate,
    Certificate,
    Exam,
    Question,
    Sitting,
    Trainee,
)
from bihuan.surfaces import clock
from tests.docs.district import NOW, PACKS, opened, people, refused, took
from tests.docs.pages import Reader, unseen
from tests.kernel import factories

__all__ = ["people"]


@pytest.fixture
def who(people: dict[str, Term]) -> dict[str, Reader]:
    """The district's people at their browsers, with a worker of the foundry, under the law."""
    for pack in ("CN/work-safety-2021", "CN/training-2015"):
        load_pack(read_pack(PACKS / f"{pack}.yaml"), on=NOW.date())
    firm = people["owner"].post.unit
    UnitTag.objects.create(unit=firm, tag="金属冶炼", since="2020-01-01")
    people["worker"] = factories.person_in(factories.post(firm, "worker"), "张工")
    seen: list[str] = []
    return {key: Reader(people[key], seen) for key in ("owner", "worker", "bureau", "mayor")}


def put(reader: Reader, address: str, given: dict[str, Any]) -> str:
    """Send a form that is taken; return where it leads, without going there."""
    answer = reader.browser.post(address, given)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def entered(owner: Reader, name: str, **given: Any) -> str:
    """Put somebody on the foundry's roster; return the address of his page."""
    facts = {"name": name, "category": "worker", "joined": "2024-03-01", **given}
    return put(owner, "/training/roster/enter", {f"trainee-{k}": v for k, v in facts.items()})


def test_a_foundry_teaches_examines_and_certifies_its_people(
    who: dict[str, Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, worker, bureau = who["owner"], who["worker"], who["bureau"]
    owner.see("/training/roster")
    owner.see("/training")
    signs_in, temp = entered(owner, "张工"), entered(owner, "临时工", category="flexible")
    assert "未设定" in owner.see("/training/rules")
    taught(owner, signs_in, temp)
    bank(owner)
    number = examined(owner)
    sat(worker, number, monkeypatch)
    by_slip(owner, number, monkeypatch)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=3))
    took(owner, number, "close")
    assert "答错的题" in worker.see(f"/exams/{seat_of('张工').pk}")
    certified(owner, signs_in)
    bureau.see("/training/coverage")
    bureau.see("/certificates")
    assert "张工" not in who["mayor"].see("/certificates")
    assert unseen("train-and-certify", owner.seen) == []


def taught(owner: Reader, signs_in: str, temp: str) -> None:
    """Hold a class for both; hours are counted, and the temp cannot work before he has them all."""
    number = opened(
        owner,
        "training.class",
        course="三级安全教育",
        purpose="first",
        how="face",
        starts_on="2025-05-20",
        hours="40",
        teacher="安全科",
        content="重大隐患",
    )
    early = refused(owner, number, "hold", held_on="2025-05-20", findings="好")
    assert "还没有登记到课人员" in early
    rows = [str(pk) for pk in Trainee.objects.order_by("pk").values_list("pk", flat=True)]
    assert put(owner, f"/training/classes/{number}/people", {"people-people": rows})
    took(owner, number, "hold", "training_signin", held_on="2025-05-20", findings="都合格")
    assert '还差 <b class="late">32</b>' in owner.see(temp)
    assert "临时工" in owner.see("/training/short")
    answer = owner.browser.post(f"{temp}/work", {"work-on": "2025-05-20"})
    assert answer.status_code == 409
    assert "还差 32 学时" in answer.content.decode()
    lesson = {"hours-purpose": "first", "hours-course": "班组教育", "hours-on": "2025-05-19",
              "hours-hours": "32"}  # fmt: skip
    assert put(owner, f"{temp}/hours", lesson)
    assert put(owner, f"{temp}/work", {"work-on": "2025-05-20"})


def bank(owner: Reader) -> None:
    """Write six questions, change one."""
    owner.see("/questions")
    for n in range(4):
        kind = "judgement" if n % 2 else "multiple"
        facts = {"number": f"Z{n}", "subject": "通用", "kind": kind, "stem": f"题干{n}",
                 "options": "甲\n乙\n丙", "answer": "对" if n % 2 else "AB",
                 "source": "安全生产法第四十一条"}  # fmt: skip
        assert put(owner, "/questions", facts)
    again = owner.see(f"/questions/{Question.objects.order_by('pk')[0].pk}")
    assert "存为新的一版" in again


def examined(owner: Reader) -> str:
    """Plan an exam, call both, release it."""
    number = opened(
        owner, "training.exam", name="全员考试", subjects="通用", judgements="2",
        judgement_points="10", singles="0", single_points="0", multiples="2", multiple_points="10",
        pass_mark="20", minutes="30", tries="2", opens_on="2025-05-20", closes_on="2025-05-31",
        certificate="trained", valid_months="12",
    )  # fmt: skip
    rows = [str(pk) for pk in Trainee.objects.order_by("pk").values_list("pk", flat=True)]
    assert put(owner, f"/training/exams/{number}/people", {"people-people": rows})
    took(owner, number, "release")
    page, exam = owner.see(f"/matters/{number}"), Exam.objects.get()
    assert "发准考码" in page
    assert exam.commitment in page
    assert exam.seed not in page
    return number


def seat_of(name: str) -> Candidate:
    return Candidate.objects.get(trainee__person__name=name)


def chosen(sitting: Sitting, *, right: int) -> dict[str, Any]:
    """What a browser sends for a paper of which so many are answered right."""
    rows = Question.objects.in_bulk([pk for pk, _ in sitting.paper])
    given: dict[str, Any] = {"asked": [str(n) for n in range(len(sitting.paper))]}
    for n, (pk, order) in enumerate(sitting.paper[:right]):
        given[f"q{n}"] = ["ABC"[order.index(letter)] for letter in rows[pk].answer]
    return given


def sat(worker: Reader, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin, save, be cut off, go on, hand in: no answer on any page."""
    assert "全员考试" in worker.see("/exams")
    seat = f"/exams/{seat_of('张工').pk}"
    worker.see(seat)
    assert put(worker, f"{seat}/begin", {})
    sitting = Sitting.objects.get(person__name="张工")
    part = worker.browser.post(
        f"{seat}/save", chosen(sitting, right=1), headers={"HX-Request": "true"}
    )
    assert "答了 1/4 题" in part.content.decode()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=20))
    paper = worker.see(seat)
    assert "checked" in paper
    assert "安全生产法第四十一条" not in paper
    assert put(worker, f"{seat}/hand-in", chosen(sitting, right=3))
    result = worker.see(seat)
    assert "30 分，合格" in result
    assert "答错的题" not in result


def by_slip(owner: Reader, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the temp in by his slip; what he sends after his time does not count."""
    row = seat_of("临时工")
    page = owner.browser.post(f"/training/exams/{number}/slips/{row.pk}").content.decode()
    key = re.findall(r"<b>([A-Z0-9-]{19})</b>", page)[0]
    stranger = Client(HTTP_HOST="localhost")
    wrong = stranger.post("/exams/slip", {"key": "AAAA-BBBB-CCCC-DDDD"})
    assert "没有这个准考码" in wrong.content.decode()
    assert stranger.get("/exams/slip/paper").status_code == 404
    assert stranger.post("/exams/slip", {"key": key}).status_code == 302
    assert "临时工" in stranger.get("/exams/slip/paper").content.decode()
    stranger.post("/exams/slip/paper/begin")
    sitting = Sitting.objects.get(person__name="临时工")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=2))
    stranger.post("/exams/slip/paper/hand-in", chosen(sitting, right=4))
    shown = stranger.get("/exams/slip/paper").content.decode()
    assert "0 分，不合格" in shown
    assert "到时收卷" in shown
    assert stranger.get("/training").status_code == 302
    assert "临时工补训、补考" in owner.see("/desk")


def certified(owner: Reader, address: str) -> None:
    """Issue what was earned, enter a special operator's paper, note its re-check."""
    number = Matter.objects.everywhere("test").get(flow="training.exam").number
    assert "合格待发证" in owner.see(f"/matters/{number}")
    waiting = Certificate.objects.get(number="")
    assert put(owner, f"/certificates/{waiting.pk}/issue", {})
    paper = {"kind": "special_operation", "number": "T1", "issued_on": "2022-06-01"}
    assert put(owner, f"{address}/papers", {f"paper-{k}": v for k, v in paper.items()})
    row = Certificate.objects.get(number="T1")
    shown = unescape(owner.see(f"/certificates/{row.pk}"))
    assert "2025-06-01" in shown
    assert "按规定推算" in shown
    assert put(owner, f"/certificates/{row.pk}/recheck", {"recheck-on": "2025-05-20"})
    owner.see("/certificates?which=expired")


def test_an_activity_is_planned_held_proved_and_counted_by_what_it_reached(
    who: dict[str, Reader],
) -> None:
    bureau = who["bureau"]
    bureau.see("/training")
    bureau.see("/publicity")
    form = bureau.see("/matters/new/publicity.activity")
    assert "媒体曝光重大隐患和典型违法行为" in form
    number = opened(
        bureau,
        "publicity.activity",
        kind="month",
        topic="咨询日",
        medium="广场",
        planned_on="2025-05-20",
        reach="农村、企业",
    )
    took(
        bureau,
        number,
        "hold",
        "publicity_proof",
        held_on="2025-05-20",
        people="300",
        findings="发资料三百份",
    )
    page = bureau.see("/publicity")
    assert "还没有进学校" in page
    assert "咨询日" in page
    wanting = [one for one in unseen("make-safety-known", bureau.seen)]
    assert wanting in ([], ["文件要求反复做的宣传、公告"])
