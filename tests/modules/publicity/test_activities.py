"""An activity is planned, held with proof or given up with a reason, and counted by its reach."""

from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.openings import open_by_hand, speaking_of
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, ProofMissing
from bihuan.kernel.trace.models import Matter
from bihuan.modules.publicity import queries
from bihuan.modules.publicity.flows import ActivityFlow
from bihuan.modules.publicity.reach import REACH
from tests.modules.accountability.conftest import DAY, District
from tests.testapp.performing import perform, snapshot
from tests.testapp.world import County
from tests.walks import walks

TODAY = DAY.date()


@pytest.fixture
def here(db: None) -> District:
    """The district under its document."""
    return District()


def planned(here: District, by: str = "station", clause: Any = None, **given: Any) -> Matter:
    fields = {"kind": "month", "topic": "咨询日", "planned_on": TODAY, "medium": "广场",
              "reach": "农村、企业"} | given  # fmt: skip
    viewer = here.viewer(by)
    return open_by_hand(ActivityFlow, fields, clause=clause, by=viewer, at=DAY)


def test_each_walk_ends_with_nothing_owed(here: District):
    county = County(here.place, here.units["office"], here.units["town"], here.units["firm"])
    for walk in walks(ActivityFlow):
        matter = planned(here)
        for step in walk:
            perform(matter, step, county, DAY, **({"held_on": TODAY} if step.needs else {}))
        owed = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not owed.exists(), [one.name for one in walk]


def test_what_was_held_is_counted_by_kind_place_and_reach_and_what_was_not_reached_shows(
    here: District,
):
    for _ in range(2):
        planned(here)
    done = planned(here, kind="lesson", reach="学校")
    here.take(done, "hold", "station", "publicity_proof", held_on=TODAY, people=40, findings="讲了")
    rows = queries.listed(here.viewer("clerk"), year=TODAY.year)
    assert dict(queries.by_reach(rows)) == {one: int(one == "学校") for one in REACH}
    assert [(key, p, h) for key, _, p, h in queries.by_kind(rows)] == [
        ("month", 2, 0), ("lesson", 1, 1)]  # fmt: skip
    assert queries.by_place(rows) == [("石洞子沟镇", 3, 1)]
    later = here.viewer("clerk", DAY + timedelta(days=2))
    assert queries.listed(later, which="late").count() == 2
    assert not queries.listed(here.viewer("owner")).exists()


def test_bad_days_and_places_are_refused_and_exposure_needs_a_ground(here: District):
    before = snapshot()
    for given, says in (
        ({"reach": "商场"}, "商场"), ({"planned_on": date(2025, 1, 1)}, "已经过了"),
        ({"kind": "exposure"}, "曝光的单位"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            planned(here, **given)
    assert snapshot() == before
    bare = planned(here, by="clerk", kind="exposure", exposed=here.units["firm"], reach="")
    told = {"held_on": TODAY, "people": 1, "findings": "报道"}
    with pytest.raises(ProofMissing, match="曝光单位要有依据"):
        here.take(bare, "hold", "clerk", "publicity_proof", **told)
    clause = speaking_of(("宣传",), here.viewer("clerk")).first()
    grounded = planned(here, by="clerk", clause=clause, kind="exposure",
                       exposed=here.units["firm"], reach="")  # fmt: skip
    with pytest.raises(Invalid, match="不能晚于今天"):
        here.take(grounded, "hold", "clerk", "publicity_proof",
                  **(told | {"held_on": TODAY + timedelta(days=1)}))  # fmt: skip
    assert here.take(grounded, "hold", "clerk", "publicity_proof", **told).state == "held"
