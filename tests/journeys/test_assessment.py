"""考核 from both sides over HTTP: scheme, round, self-score, scoring, refusal, appeal, result."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from docx import Document as Word

from bihuan.kernel.law.models import Clause
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.trace.models import Matter
from bihuan.kernel.trace.verify import verify
from bihuan.modules.assessment.models import Result
from bihuan.surfaces import clock
from tests.surfaces import twins
from tests.surfaces.twins import NOW, PDF, County

CRITERIA = "责任按期办结；过程；60；按期办结率\n事故控制；结果；40；评分"
GRADES = "优秀；90\n合格；60\n不合格；0；取消评优"
WORDS = "严格安全生产考核奖惩，过程考核与结果考核相结合。"


@pytest.fixture
def county(db: Any, monkeypatch: pytest.MonkeyPatch) -> County:
    """A county with a clause on assessment; its bureau did one duty of February late."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = twins.build("441521", "甲")
    Clause.objects.create(document=made.document, path="三十", no="30", text=WORDS, start=0,
                          end=len(WORDS), position=90)  # fmt: skip
    return made


def day(after: int) -> str:
    """Return a day as it is typed."""
    return (NOW + timedelta(days=after)).date().isoformat()


def step(browser: Client, matter: Matter, name: str, *, alone: bool = False, **given: Any) -> Any:
    """Take a step on its page."""
    now = Matter.objects.everywhere("test").get(pk=matter.pk)
    files = {f"proof-{kind}": BytesIO(PDF) for kind in given.pop("proofs", ())}
    for file in files.values():
        file.name = "底稿.pdf"
    filled = {f"step-{key}": value for key, value in given.items()}
    chosen = {} if alone else {"step-step": name}
    return browser.post(
        f"/matters/{matter.number}/step", {"revision": now.revision, **chosen, **filled, **files}
    )


def state(matter: Matter) -> str:
    """Return where a matter stands."""
    return Matter.objects.everywhere("test").get(pk=matter.pk).state


@pytest.fixture
def round_(county: County) -> Result:
    """The bureau's result in a round of February, drawn up and opened on the pages."""
    clerk, leader = county.browser("office_clerk"), county.browser("office_leader")
    clause = Clause.objects.get(document=county.document, no="30")
    form = {
        "open-name": "部门考核办法", "open-subjects": "departments", "open-criteria": "甲；过程",
        "open-grades": GRADES, "open-clause": clause.pk,
    }  # fmt: skip
    refused = clerk.post("/matters/new/assessment.scheme", form)
    assert refused.status_code == 422
    assert "第 1 行应写成" in refused.content.decode()
    assert not Matter.objects.everywhere("test").filter(flow="assessment.scheme").exists()
    drawn = clerk.post("/matters/new/assessment.scheme", form | {"open-criteria": CRITERIA})
    assert drawn.status_code == 302, drawn.content.decode()
    scheme = Matter.objects.everywhere("test").get(flow="assessment.scheme")
    assert step(leader, scheme, "approve", next_on=day(3)).status_code == 302
    held = {"period": "2025-02", "self_by": day(5), "score_by": day(9), "next_on": day(35)}
    assert step(clerk, scheme, "hold", alone=True, **held).status_code == 302
    return Result.objects.select_related("matter", "scheme__matter").get(
        unit=county.units["bureau"]
    )  # fmt: skip


def test_a_department_states_is_scored_appeals_is_heard_and_ranked(
    county: County, round_: Result
) -> None:
    clerk, leader = county.browser("office_clerk"), county.browser("office_leader")
    bureau, matter = county.browser("department_clerk"), round_.matter
    said = step(bureau, matter, "report", alone=True, self_points="98", statement="全部做到")
    assert said.status_code == 302
    # Nothing of the bureau fell due in February: that is shown, and is no zero.
    page = clerk.get(f"/matters/{matter.number}").content.decode()
    assert page.count("未取数") >= 2
    early = step(clerk, matter, "score", opinion="已核", proofs=["assessment_basis"])
    assert early.status_code == 409
    assert "还有 2 项未取数" in early.content.decode()
    assert state(matter) == "scoring"
    own = bureau.post(f"/assessments/{matter.number}/scores/2",
                      {"score2-points": "40", "score2-says": "我们很好"})  # fmt: skip
    assert own.status_code == 403
    for number, given in ((1, {"absent": "on", "says": "本期没有到期的责任"}),
                          (2, {"points": "30", "says": "发生一起一般事故"})):  # fmt: skip
        filled = {f"score{number}-{key}": value for key, value in given.items()}
        entered = clerk.post(f"/assessments/{matter.number}/scores/{number}", filled)
        assert entered.status_code == 302, entered.content.decode()
    done = step(clerk, matter, "score", opinion="已核", proofs=["assessment_basis"])
    assert done.status_code == 302, done.content.decode()
    opened = step(leader, matter, "approve", appeal_by=day(10), settle_by=day(15))
    assert opened.status_code == 302, opened.content.decode()
    assert "75.00 分，合格" in bureau.get(f"/matters/{matter.number}").content.decode()
    assert step(leader, matter, "settle", alone=True).status_code == 409
    assert step(bureau, matter, "appeal", alone=True, appeal=" ").status_code == 422
    assert step(bureau, matter, "appeal", alone=True, appeal="事故不在本辖区").status_code == 302
    assert step(clerk, matter, "uphold", answer="维持").status_code == 403
    assert step(leader, matter, "uphold", answer="核对属实，维持").status_code == 302
    assert state(matter) == "final"
    ranking = clerk.get("/assessments").content.decode()
    assert "75.00" in ranking
    address = f"/assessments/{round_.scheme.matter.number}/2025-02"
    assert "75.00" in bulletin(clerk.get(f"{address}/word").content)
    assert clerk.get(f"{address}/pdf").content.startswith(b"%PDF-")
    assert [one for one in verify().findings if one.where.startswith("m")] == []


def bulletin(content: bytes) -> str:
    """Return the words of a Word file."""
    made = Word(BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in made.paragraphs), *cells])


def test_an_assessment_nobody_makes_is_owed_and_late(county: County, round_: Result) -> None:
    owed = Obligation.objects.everywhere("test").filter(done_at=None)
    [own] = owed.filter(matter=round_.matter)
    [next_] = owed.filter(matter=round_.scheme.matter)
    assert (own.holder, own.step) == (county.units["bureau"], "report")
    assert (next_.holder, next_.step) == (county.units["office"], "hold")
    assert own.current_due
    assert own.current_due.date().isoformat() == day(5)


def test_another_unit_neither_sees_nor_enters_what_is_not_its_own(
    county: County, round_: Result
) -> None:
    firm, number = county.browser("safety_officer"), round_.matter.number
    assert firm.get(f"/matters/{number}").status_code == 404
    assert firm.get(f"/assessments/{number}/rows/1").status_code == 404
    assert round_.unit.name not in firm.get("/assessments").content.decode()
