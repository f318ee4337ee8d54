"""A county and its city with governments and authorities, and an enterprise with two people."""

from typing import Any

import pytest

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.models import Ladder
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.accidents.report_flow import AccidentFlow
from tests.testapp.world import County, county, moment, unit

DAY = moment("2025-03-03")
NINE, TEN = DAY, moment("2025-03-03", 10)


@pytest.fixture
def here(db: Any) -> County:
    """The county: its authority answers for the enterprise; the city has an authority too."""
    made = county()
    city = Place.objects.get(code="4415")
    unit("县人民政府", "government", made.place)
    unit("市人民政府", "government", city)
    unit("县安监局", "emergency_department", made.place, made.office)
    unit("市安监局", "emergency_department", city)
    for key in ("task", "step"):
        Ladder.objects.create(key=f"CN/suggested#{key}", title=key)
    return made


def named(name: str) -> Unit:
    """Return the unit of a name."""
    return Unit.objects.get(name=name)


@pytest.fixture
def officer(here: County) -> Viewer:
    """The enterprise's safety officer, who sees her own unit alone."""
    return here.person("赵安", here.enterprise, roles.FULFIL, sees="own")


@pytest.fixture
def watch(here: County) -> Viewer:
    """Who is on duty at the county's authority."""
    may = (roles.FULFIL, roles.SUPERVISE, roles.ACCEPT, roles.RECHECK)
    return here.person("钱值班", named("县安监局"), *may)


@pytest.fixture
def chief(here: County) -> Viewer:
    """The head of the county's authority."""
    return here.person("孙局长", named("县安监局"), roles.RELEASE, roles.SUPERVISE)


def told(here: County, **changed: Any) -> dict[str, Any]:
    """Return what a report of an accident with one death says."""
    return {
        "unit": here.enterprise, "sort": "work", "kind": "机械伤害", "happened_at": NINE,
        "heard_at": NINE, "site": "一车间", "deaths": 1, "injured": 0, "loss": "120",
        "course": "检修时被卷入", "measures": "停机、送医、封锁现场", **changed,
    }  # fmt: skip


def reported(here: County, by: Viewer, at: Any = TEN, **changed: Any) -> Matter:
    """Open an accident as a person reports it."""
    facts = told(here, **changed)
    return open_by_hand(AccidentFlow, facts, clause=None, by=by, at=at)
