"""A county whose plan demands publication, with three people in its office, and the law on it."""

from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Clause, Document, Ladder
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.disclosure.flows import PublicationFlow
from tests.testapp.world import County, county, moment

PACKS = Path(__file__).parents[3] / "packs"
DAY = moment("2025-03-03")
WORDS = "集中挂牌、公布、曝光、处理一批重大事故隐患。"
#: A whole text of the kind with most to say.
LISTED = {
    "headline": "某某化工厂重大事故隐患挂牌督办", "facts": "储罐区无喷淋", "subject": "某某化工厂",
    "measures": "加装喷淋", "term": "2025-04-01", "responsible": "某某化工厂",
    "watcher": "县应急管理局",
}  # fmt: skip


@pytest.fixture
def here(db: Any) -> County:
    """The county, its plan and the national provisions on publication."""
    made = county()
    plan = Document.objects.create(
        key="441521/plan", title="海丰县实施方案", place=made.place, level="county",
        status="in_force", in_force_from="2024-01-01", text=WORDS, sha256="0" * 64,
    )  # fmt: skip
    Clause.objects.create(
        document=plan, path="一", no="1", text=WORDS, start=0, end=len(WORDS), position=0
    )
    Ladder.objects.create(key="CN/suggested#step", title="step")
    return made


@pytest.fixture
def law(here: County) -> None:
    """The national provisions on publication and on work safety."""
    Place.objects.create(code="0", name="中华人民共和国", level="nation", path="0/")
    for pack in ("CN/suggested", "CN/disclosure-2019", "CN/work-safety-2021"):
        load_pack(read_pack(PACKS / f"{pack}.yaml"), on=DAY.date())


@pytest.fixture
def clause(here: County) -> Clause:
    """The clause that publications rest on."""
    return Clause.objects.get(document__key="441521/plan")


@pytest.fixture
def clerk(here: County) -> Viewer:
    """Who writes and publishes."""
    return here.person("李红", here.office, roles.SUPERVISE, roles.ACCEPT)


@pytest.fixture
def checker(here: County) -> Viewer:
    """Who checks for secrets and personal data."""
    return here.person("陈审", here.office, roles.ACCEPT, roles.RELEASE)


@pytest.fixture
def leader(here: County) -> Viewer:
    """Who approves and takes down."""
    return here.person("王主任", here.office, roles.RELEASE, roles.ACCEPT, roles.SUPERVISE)


@pytest.fixture
def due(here: County, clause: Clause, clerk: Viewer) -> Matter:
    """A listed hazard that is to be published, opened by hand."""
    return open_by_hand(
        PublicationFlow,
        {"kind": "listing", "headline": "挂牌督办公告", "formed_on": "2025-03-03"},
        clause=clause, by=clerk, at=DAY,
    )  # fmt: skip
