"""A county with its office, a town, the organs a patrol tells, and a plan that speaks of it all."""

from typing import Any

import pytest

from bihuan.kernel.law.models import Clause, Document, Ladder
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from tests.testapp.world import County, county, moment, unit

DAY = moment("2025-03-03")
WORDS = "对工作不力的予以约谈、通报，定期巡查督查，会议议定的事项督促办结。"


@pytest.fixture
def here(db: Any) -> County:
    """The county and the plan in force there."""
    made = county()
    for name in ("县纪委监委", "县委组织部"):
        unit(name, "department", made.place)
    plan = Document.objects.create(
        key="441521/plan", title="海丰县实施方案", place=made.place, level="county",
        status="in_force", in_force_from="2024-01-01", text=WORDS, sha256="0" * 64,
    )  # fmt: skip
    Clause.objects.create(
        document=plan, path="一", no="1", text=WORDS, start=0, end=len(WORDS), position=0
    )
    for key in ("task", "step"):
        Ladder.objects.create(key=f"CN/suggested#{key}", title=key)
    return made


@pytest.fixture
def clause(here: County) -> Clause:
    """The clause that matters are opened on."""
    return Clause.objects.get(document__key="441521/plan")


@pytest.fixture
def clerk(here: County) -> Viewer:
    """The office's clerk."""
    return here.person("李红", here.office, roles.ASSIGN, roles.SUPERVISE, roles.ACCEPT)


@pytest.fixture
def leader(here: County) -> Viewer:
    """The office's leader, who approves and signs."""
    return here.person("王主任", here.office, roles.RELEASE, roles.SIGN, roles.SUPERVISE)


def named(name: str) -> Unit:
    """Return the unit of a name."""
    return Unit.objects.get(name=name)
