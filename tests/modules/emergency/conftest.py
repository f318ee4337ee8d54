"""A chemical plant under its regulator: who writes, signs and takes in plans, who keeps teams."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place, UnitTag
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.emergency.models import Plan, Team
from bihuan.modules.emergency.plan_flow import PlanFlow
from bihuan.modules.emergency.teams import enter, join
from tests.photograph import photographed
from tests.testapp.performing import fresh, perform
from tests.testapp.world import County, county, moment

ROOT = Path(__file__).parents[3]
DAY = moment("2025-03-03")
TODAY = DAY.date()


@dataclass
class Ready:
    """The county and its people: the plant's officer and principal, the regulator's officer."""

    county: County
    officer: Viewer
    principal: Viewer
    clerk: Viewer

    def plan(self, by: Viewer | None = None, **given: Any) -> Matter:
        """Begin a plan of the plant, or of somebody else's unit."""
        fields = {"kind": "comprehensive", "event": "general", "name": "综合应急预案",
                  "draft_by": "2025-03-10"} | given  # fmt: skip
        return open_by_hand(PlanFlow, fields, clause=None, by=by or self.officer, at=DAY)

    def doer(self, step: Any) -> Viewer:
        """Return who takes a step of the plant's plans."""
        parties = {roles.SIGN: self.principal, roles.ACCEPT: self.clerk}
        return parties.get(step.who.may, self.officer)

    def take(self, matter: Matter, step: str, at: Any = DAY, **fields: Any) -> Matter:
        """Take a step of a plan completely."""
        given = {**FACTS.get(step, {}), **fields}
        return perform(matter, PlanFlow.steps[step], self.county, at, **given).matter

    def published(self, **given: Any) -> Matter:
        """Return a plan of the plant that is published and to be filed with the regulator."""
        made = self.plan(**given)
        for step in ("draft", "pass_"):
            made = self.take(made, step)
        return self.take(made, "publish", recipient=self.county.regulator)

    def filed(self, number: str = "海应急备〔2025〕1号", **given: Any) -> Matter:
        """Return a plan of the plant that was filed."""
        made = self.take(self.published(**given), "file")
        return self.take(made, "accept", filing_number=number)

    def team(self, unit: Any = None, **given: Any) -> Team:
        """Enter a team with one member, of the plant unless said."""
        whose = unit or self.county.enterprise
        facts = {"name": "应急救援队", "kind": "part", "skills": "危化品堵漏", "address": "厂区",
                 "duty_phone": "0660-119", "since": TODAY} | given  # fmt: skip
        made = enter(whose, whose.place, by=self.clerk, at=DAY, **facts)
        join(made, name="甲", part="head", time="part", phone="1", since=TODAY, by=self.clerk,
             at=DAY)  # fmt: skip
        return made


#: What steps are filled in with, where a plausible value of its own is not enough.
FACTS: dict[str, dict[str, Any]] = {
    "pass_": {"review_form": "review", "reviewed_on": TODAY},
    "fail": {"reviewed_on": TODAY},
    "publish": {"published_on": TODAY, "evaluate_by": "2028-03-01"},
    "publish_only": {"published_on": TODAY, "evaluate_by": "2028-03-01"},
    "evaluate": {"evaluated_on": TODAY, "evaluate_by": "2028-03-01"},
    "must_revise": {"trigger": "risk"},
}


@photographed
def built() -> Ready:
    """Return the county under the national rules on plans and hazards, and its people."""
    made = county()
    Place.objects.get_or_create(
        code="0", defaults={"name": "全国", "level": "nation", "path": "0/", "parent": None}
    )
    for name in ("suggested", "work-safety-2021", "hazard-2007", "emergency-plan-2019",
                 "emergency-2019"):  # fmt: skip
        load_pack(read_pack(ROOT / "packs" / "CN" / f"{name}.yaml"), on=TODAY)
    local = Document.objects.create(
        key="441521/haifeng-2024", title="本地文件", place=made.place, level="county",
        status="in_force", in_force_from="2024-01-01", text="", sha256="0" * 64,
    )  # fmt: skip
    Clause.objects.create(
        document=local, path="16", text="高危行业建队伍", start=0, end=1, position=0
    )
    UnitTag.objects.create(unit=made.enterprise, tag="危险化学品", since="2020-01-01")
    own = (roles.FULFIL, roles.MANAGE_ORGS)
    takes = (*own, roles.ACCEPT, roles.SUPERVISE)
    return Ready(
        made, made.person("周安全", made.enterprise, *own, sees="own"),
        made.person("郑经理", made.enterprise, *own, roles.SIGN, sees="own"),
        made.person("吴受理", made.regulator, *takes, sees="supervised"),
    )  # fmt: skip


@pytest.fixture
def here(db: Any) -> Ready:
    """The county under the national rules on plans and hazards, and its people."""
    return built()


def plan_of(matter: Matter) -> Plan:
    """Return a plan as it is in the database now."""
    return Plan.objects.select_related("matter", "office__place").get(pk=fresh(matter).pk)
