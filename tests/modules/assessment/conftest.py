"""A county that assesses its departments: two people of the office, one of a department."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.models import Clause, Document, Ladder
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.obligations.obligations import open_one
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Machine, Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.assessment.flows import SchemeFlow
from bihuan.modules.assessment.models import Result
from tests.testapp.performing import fresh, photo
from tests.testapp.world import County, county, moment, unit

DAY = moment("2025-04-03")
WORDS = "健全考核机制，过程考核与结果考核相结合，严格实行一票否决。"
CRITERIA = """责任按期办结；过程；40；按期办结率
逾期未办；过程；20；逾期未办每项扣；5
事故控制；结果；40；评分
创新做法；加分；5；评分"""
GRADES = "优秀；90\n合格；60\n不合格；0；取消评优"


@dataclass
class Here:
    """The county with the people who assess and are assessed."""

    county: County
    clause: Clause
    clerk: Viewer
    leader: Viewer
    assessed: Viewer
    trade: Unit

    def draft(self, **facts: Any) -> Matter:
        """Draw up a scheme."""
        fields = {"name": "部门考核办法", "subjects": "departments", "criteria": CRITERIA,
                  "grades": GRADES, **facts}  # fmt: skip
        return open_by_hand(SchemeFlow, fields, clause=self.clause, by=self.clerk, at=DAY)

    def take(self, matter: Matter, step: Any, by: Viewer, at: datetime = DAY, **fields: Any) -> Any:
        """Take a step with its proofs."""
        matter = fresh(matter)
        files = [photo(matter, proof.kind, at) for proof in step.needs]
        return advance(matter, step, by=by, at=at, revision=matter.revision, fields=fields,
                       evidence=files)  # fmt: skip

    def held(self) -> Matter:
        """Return a scheme in force with a round of the first quarter under way."""
        scheme = self.draft()
        self.take(scheme, SchemeFlow.approve, self.leader, next_on=day(5))
        self.take(scheme, SchemeFlow.hold, self.clerk, period="2025Q1", self_by=day(10),
                  score_by=day(20), next_on=day(100))  # fmt: skip
        return scheme

    def result(self, of: Unit) -> Result:
        """Return a unit's result as it is now."""
        return Result.objects.select_related("scheme__matter", "matter", "unit").get(unit=of)


def day(after: int) -> Any:
    """Return the day so many days after :data:`DAY`."""
    return (DAY + timedelta(days=after)).date()


def owed(holder: Unit, title: str, due: str, done: str = "", outcome: str = "") -> Obligation:
    """Let a unit owe something, and have it done on a day with an outcome."""
    made = open_one(
        kind=Kind.PERIODIC, title=title, holder=holder, clause=None, legal_due=moment(due, 17),
        ladder=None, by=Machine("测试"), at=moment("2025-01-02"),
    )  # fmt: skip
    if done:
        rows = Obligation.objects.everywhere("test").filter(pk=made.pk)
        rows.update(done_at=moment(done), outcome=outcome)
    return made


@pytest.fixture
def here(db: Any) -> Here:
    """The county; its regulator did two of three duties in time, one is open and late."""
    made = county()
    plan = Document.objects.create(
        key="441521/plan", title="海丰县实施意见", place=made.place, level="county",
        status="in_force", in_force_from="2024-01-01", text=WORDS, sha256="0" * 64,
    )  # fmt: skip
    clause = Clause.objects.create(
        document=plan, path="七", no="7", text=WORDS, start=0, end=len(WORDS), position=0
    )
    for key in ("task", "step"):
        Ladder.objects.create(key=f"CN/suggested#{key}", title=key)
    owed(made.regulator, "一月报表", "2025-01-31", "2025-01-30", "on_time")
    owed(made.regulator, "二月报表", "2025-02-28", "2025-02-27", "on_time")
    owed(made.regulator, "三月报表", "2025-03-20")
    return Here(
        made, clause,
        made.person("李红", made.office, roles.SUPERVISE, roles.EXPORT),
        made.person("王主任", made.office, roles.RELEASE),
        made.person("陈工", made.regulator, roles.FULFIL, sees="own"),
        unit("县商务局", "department", made.place, made.office),
    )  # fmt: skip
