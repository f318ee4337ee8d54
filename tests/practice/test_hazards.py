"""What hazards suffered in a real city: closed by a job, born closed, lost with their unit."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bihuan.kernel.flows.advance import open_to
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.refusals import Invalid, ProofMissing
from bihuan.kernel.orgs.viewer import Machine, Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.modules.hazards import queries
from bihuan.modules.hazards.hazard_flow import HazardFlow as Flow
from bihuan.modules.hazards.models import Criteria, Criterion, Hazard
from tests.modules.hazards.conftest import (
    DAY,
    dust,
    found,
    gongmao,
    here,
    inspector,
    officer,
    principal,
)
from tests.modules.hazards.test_hazards import TODAY, act, planned, reported
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import County

__all__ = ["dust", "found", "gongmao", "here", "inspector", "officer", "principal"]
Register = Callable[..., Matter]
JOB = Machine("巡查")


def test_four_hundred_days_without_anybody_close_nothing(
    here: County, found: Register, officer: Viewer, gongmao: Criteria, dust: Criterion
):
    light = act(found(officer), "grade_ordinary", here, against=gongmao)
    light = act(light, "arrange", here)
    major = planned(found(officer, spot="打磨车间"), here, dust)
    before = {m.pk: (m.state, m.revision) for m in (fresh(light), fresh(major))}
    facts = list(Hazard.objects.order_by("pk").values())
    for day in range(0, 401, 20):
        sweep(DAY + timedelta(days=day))
    assert {m.pk: (m.state, m.revision) for m in (fresh(light), fresh(major))} == before
    assert list(Hazard.objects.order_by("pk").values()) == facts
    assert open_to(fresh(light), JOB, DAY) == []


def test_an_enterprise_that_closes_leaves_its_hazards_open(
    here: County, found: Register, officer: Viewer, inspector: Viewer
):
    matter, by = found(inspector), Machine("登记")
    units.close(here.enterprise, reason="注销", by=by, at=DAY)
    kept = fresh(matter)
    assert (kept.state, kept.closed_at) == ("found", None)
    clerk = here.person("统计", here.office)
    assert queries.open_of(here.enterprise, clerk).count() == 1


@pytest.mark.parametrize("missing", ["spot", "says", "unit"])
def test_no_hazard_is_born_without_place_or_description(
    here: County, found: Register, officer: Viewer, missing: str
):
    before = snapshot()
    with pytest.raises(Invalid, match="还没有填写"):
        found(officer, **{missing: ""})
    assert snapshot() == before


def test_nothing_is_put_right_without_a_picture_of_how_it_is_now(
    here: County, found: Register, officer: Viewer, gongmao: Criteria
):
    matter = act(act(found(officer), "grade_ordinary", here, against=gongmao), "arrange", here)
    before = snapshot()
    with pytest.raises(ProofMissing):
        perform(
            matter, Flow.submit, here, DAY, by=officer, fixed_on=TODAY, spent="0",
        )  # fmt: skip
    assert snapshot() == before


def test_who_found_what_how_is_never_somebody_else(
    here: County, found: Register, officer: Viewer, inspector: Viewer
):
    found(officer)
    found(inspector, spot="锅炉房")
    told = Hazard.objects.order_by("pk").values_list("channel", "finder__name")
    assert list(told) == [("self", "某某化工厂"), ("inspection", "县应急管理局")]


def test_a_major_one_is_rectified_accepted_and_crossed_off_on_days_of_their_own(
    here: County, found: Register, officer: Viewer, dust: Criterion
):
    matter, at = reported(planned(found(officer), here, dust), here), DAY
    for name in ("finish", "pass_recheck", "evaluate", "accept", "close"):
        at += timedelta(days=1)
        extra = {"fixed_on": at.date()} if name == "finish" else {}
        matter = act(matter, name, here, at, **extra)
        assert bool(matter.closed_at) is (name == "close")
    days = {entry.verb: entry.at.date() for entry in Entry.objects.filter(chain=matter.chain)}
    assert days["finish"] < days["accept"] < days["close"]
    assert matter.hazard.fixed_on == TODAY + timedelta(days=1)


def test_a_second_round_of_checking_leaves_the_days_of_the_first_in_the_trace(
    here: County, found: Register, officer: Viewer, dust: Criterion
):
    matter = reported(planned(found(officer), here, dust), here)
    act(matter, "finish", here)
    act(matter, "fail_recheck", here)
    later = DAY + timedelta(days=9)
    act(matter, "finish", here, later, fixed_on=later.date())
    bodies = Entry.objects.filter(chain=matter.chain, verb="finish").order_by("seq")
    told = [entry.body for entry in bodies]
    assert f'"fixed_on":"{TODAY}"' in told[0].replace(" ", "")
    assert f'"fixed_on":"{later.date()}"' in told[1].replace(" ", "")
