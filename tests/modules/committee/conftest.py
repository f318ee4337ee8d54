"""A county with its office, a town, the organs a patrol tells, and a plan that speaks of it all."""

from typing import Any

import pytest

from bihuan.kernel.law.models import Clause, Document, Ladder
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.committee import seats
from tests.testapp.world import County, county, moment, unit

DAY = moment("2025-03-03")
WORDS = (
    "对工作不力的予以约谈、通报，定期巡查督查，重大隐患挂牌督办，加强统筹协调，"
    "会议议定的事项督促办结。"
)


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
    may = (roles.ASSIGN, roles.SUPERVISE, roles.ACCEPT, roles.REVIEW, roles.FULFIL)
    return here.person("李红", here.office, *may, roles.MANAGE_ORGS, roles.SET_UNSET)


@pytest.fixture
def leader(here: County) -> Viewer:
    """The office's leader, who approves and signs."""
    return here.person("王主任", here.office, roles.RELEASE, roles.SIGN, roles.SUPERVISE)


def named(name: str) -> Unit:
    """Return the unit of a name."""
    return Unit.objects.get(name=name)


@pytest.fixture
def committee(here: County, clerk: Viewer) -> Unit:
    """The county's committee: a director, two members, its office; seated in January."""
    body = unit("县安委会", "committee", here.place)
    government = unit("县人民政府", "government", here.place)
    police = unit("县公安局", "department", here.place, here.office)
    here.person("陈县长", government, roles.FULFIL)
    Post.objects.filter(unit=government).update(title="县长", lead="government")
    mayor = Post.objects.get(unit=government)
    january = moment("2025-01-02")
    for part, sits, post in (
        ("director", government, mayor), ("member", here.regulator, None),
        ("member", police, None), ("office", here.office, None),
    ):  # fmt: skip
        seats.take(
            body, part, sits, post=post, since=january.date(), reason="海安委〔2025〕1号",
            by=clerk, at=january,
        )  # fmt: skip
    return body


@pytest.fixture
def director(here: County, committee: Unit) -> Viewer:
    """Who signs the committee's minutes and lists for it."""
    may = (roles.RELEASE, roles.ASSIGN, roles.FULFIL, roles.SUPERVISE, roles.SIGN, roles.EXTEND)
    return here.person("主任", committee, *may)
