"""A chemical plant of 七台河 with a team, under the city's document and the national laws."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Rule
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.law.settings import set_value
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Place, Term, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.selfcheck import carrying, checks, leading, lists
from bihuan.modules.selfcheck.list_flow import PostListFlow
from bihuan.modules.selfcheck.models import Check, PostList
from tests.kernel import factories
from tests.photograph import photographed
from tests.testapp.performing import fresh
from tests.testapp.world import moment

PACKS = Path(__file__).parents[3] / "packs"
DAY = moment("2025-03-03")
ITEMS = (
    {"section": "反应釜", "says": "安全阀铅封完好", "kind": "check"},
    {"section": "反应釜", "says": "视镜无裂纹", "kind": "check"},
    {"section": "反应釜", "says": "釜内温度", "kind": "number", "high": 80, "measure": "℃"},
    {"section": "罐区", "says": "围堰内没有积液", "kind": "check"},
    {"section": "罐区", "says": "呼吸阀", "kind": "photo"},
)


@dataclass
class Plant:
    """The plant, its people and those who watch it."""

    place: Place
    plant: Unit
    team: Unit
    bureau: Unit
    terms: dict[str, Term]

    def who(self, key: str, at: datetime = DAY) -> Viewer:
        """Return somebody as she looks and acts on a day."""
        return factories.viewer_of(self.terms[key], on=at.date())

    def draft(self, key: str = "officer", level: str = "day", **given: Any) -> PostList:
        """Draw up the list of somebody's post with all items."""
        fields = {"post": self.terms[key].post, "level": level, "focus": "反应釜和罐区"} | given
        by = self.who("officer")
        made = open_by_hand(PostListFlow, fields, clause=None, by=by, at=DAY)
        record = PostList.objects.get(pk=made.pk)
        for n, item in enumerate(ITEMS, 1):
            lists.put_item(record, n, item, by=by, at=DAY, revision=fresh(made).revision)
        return record

    def take(self, record: Any, step: str, key: str, at: datetime = DAY, **fields: Any) -> Any:
        """Take a step of a list or a resumption."""
        matter = fresh(record.matter)
        flow = flow_of(matter.flow)
        advance(matter, flow.steps[step], by=self.who(key, at), at=at, revision=matter.revision,
                fields=fields)  # fmt: skip
        return flow.record(matter.pk)

    def used(self, key: str = "officer", level: str = "day", **given: Any) -> PostList:
        """Return the list of somebody's post in use."""
        first = given.pop("next_on", None)
        record = self.draft(key, level, **given)
        self.take(record, "submit", "officer")
        more = {"next_on": first} if first else {}
        return self.take(record, "approve", "owner", since=DAY.date(), **more)

    def check(self, record: PostList, key: str = "officer", at: datetime = DAY, *,
              without: int = 0, **given: Any) -> Check:  # fmt: skip
        """Go through a list: all normal unless an item is ``given`` by its number as ``n1``…"""
        seen = {n: checks.Seen("fine") for n in (1, 2, 4)}
        seen |= {3: checks.Seen(value=70), 5: checks.Seen("fine", photo=picture())}
        options = {k: given.pop(k) for k in ("obligation", "phase") if k in given}
        seen |= {int(name[1:]): one for name, one in given.items()}
        seen.pop(without, None)
        record = PostList.objects.select_related("matter", "rule", "unit", "post").get(pk=record.pk)
        return checks.make(record, seen, by=self.who(key, at), at=at, **options)

    def owes(self, rule: str, unit: Unit | None = None) -> list[Obligation]:
        """Return what is still owed under a rule, the first due first."""
        rows = Obligation.objects.everywhere("test").filter(
            rule__key=f"230900/qitaihe-2017#{rule}", holder=unit or self.plant, done_at=None
        )
        return list(rows.order_by("current_due", "pk"))


def picture() -> tuple[str, Any]:
    """Return a photograph as a phone sends it."""
    return "现场.jpg", BytesIO(b"\xff\xd8\xff\xe0" + b"0" * 20)


@photographed
def built() -> Plant:
    """Return the plant under its documents; ladders of checks are adopted in the city."""
    county = factories.county("230902", "新兴区")
    city = county.parent
    assert city is not None
    for name in ("CN/suggested", "CN/work-safety-2021", "CN/hazard-2007", "230900/qitaihe-2017"):
        load_pack(read_pack(PACKS / f"{name}.yaml"), on=DAY.date())
    # What else the document asks of a plant is no matter of these tests.
    Rule.objects.exclude(record=carrying.RECORD).exclude(duty=leading.DUTY).delete()
    office = factories.committee_office(county)
    bureau = factories.department(county)
    plant = factories.enterprise(bureau, "新兴化工厂")
    team = factories.unit("新兴化工厂一班", "team", county, plant)
    made = {
        "owner": (plant, "enterprise_principal", "principal"),
        "officer": (plant, "safety_officer", "safety"),
        "deputy": (plant, "safety_officer", "portfolio"), "worker": (plant, "worker", ""),
        "foreman": (team, "team_leader", ""), "mate": (team, "worker", ""),
        "clerk": (bureau, "department_clerk", ""),
        "office": (office, "office_leader", ""),
    }  # fmt: skip
    terms = {key: factories.person_in(factories.post(at, role, f"{key}岗", lead), key)
             for key, (at, role, lead) in made.items()}  # fmt: skip
    set_by = (terms["office"].person, terms["office"].post)
    since = moment("2025-01-01")
    for ladder in ("check", "check_often", "supervise"):
        set_value(f"CN/suggested#{ladder}", "ladder", "adopted", place=city, reason="采用",
                  by=set_by, at=since)  # fmt: skip
    set_value("230900/qitaihe-2017#team.check", "shifts", 1, place=city, reason="一班制",
              by=set_by, at=since)  # fmt: skip
    return Plant(county, plant, team, bureau, terms)


@pytest.fixture
def here(db: Any) -> Plant:
    """The plant under its documents."""
    return built()


def matter_of(record: Any) -> Matter:
    """Return the matter of a record as it is in the database now."""
    return fresh(record.matter)
