"""A chemical plant under its regulator, with the people who find, put right and check hazards."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Document
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place, Post
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.hazards import criteria
from bihuan.modules.hazards.hazard_flow import HazardFlow
from bihuan.modules.hazards.models import Criteria, Criterion
from tests.photograph import photographed
from tests.testapp.world import County, county, moment

ROOT = Path(__file__).parents[3]
DAY = moment("2025-03-03")
DUE = moment("2025-04-30").date()


@photographed
def built() -> County:
    """Return the county, with the national rules on hazards and the lists of criteria."""
    made = county()
    Place.objects.get_or_create(
        code="0", defaults={"name": "全国", "level": "nation", "path": "0/", "parent": None}
    )
    for name in ("suggested", "work-safety-2021", "hazard-2007", "accident-2007"):
        load_pack(read_pack(ROOT / "packs" / "CN" / f"{name}.yaml"), on=DAY.date())
    # The small world has no nation above its province.
    Document.objects.update(place=Place.objects.get(code="44"))
    criteria.load_shipped()
    return made


@pytest.fixture
def here(db: Any) -> County:
    """The county, with the national rules on hazards and the lists of criteria."""
    return built()


@pytest.fixture
def officer(here: County) -> Viewer:
    """The plant's safety officer."""
    may = (roles.FULFIL, roles.ACCEPT, roles.RECHECK)
    return here.person("周安全", here.enterprise, *may, sees="own")


@pytest.fixture
def principal(here: County) -> Viewer:
    """Who answers for the plant, holds its seal and is its actual controller as well."""
    may = (roles.FULFIL, roles.ACCEPT, roles.SIGN)
    made = here.person("郑经理", here.enterprise, *may, sees="own")
    Post.objects.filter(pk=made.post_id).update(lead="principal")
    return made


@pytest.fixture
def inspector(here: County) -> Viewer:
    """An officer of the regulator who inspects."""
    may = (roles.FULFIL, roles.ACCEPT, roles.RECHECK, roles.INSPECT)
    return here.person("吴执法", here.regulator, *may, sees="supervised")


@pytest.fixture
def gongmao(here: County) -> Criteria:
    """The list of 2023."""
    return Criteria.objects.get(key="gongmao_criteria")


@pytest.fixture
def dust(here: County) -> Criterion:
    """A dry dust collector without explosion relief."""
    return Criterion.objects.get(key="GM2023-11-03")


@pytest.fixture
def found(here: County) -> Callable[..., Matter]:
    """Register a hazard at the plant by somebody and return its matter."""

    def register(by: Viewer, at: Any = DAY, **facts: Any) -> Matter:
        said = {"unit": here.enterprise, "spot": "三号仓库", "says": "除尘器没有泄爆口", **facts}
        return open_by_hand(HazardFlow, said, clause=None, by=by, at=at)

    return register
