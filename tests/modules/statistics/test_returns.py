"""A return: drawn up by the system, signed, submitted, sent back, accepted; frozen ever after."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import end_of
from bihuan.modules.statistics import returns
from bihuan.modules.statistics.flows import CollectionFlow, ReturnFlow
from bihuan.modules.statistics.models import Return
from tests.kernel import factories
from tests.modules.statistics.conftest import NOW, District
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import County
from tests.walks import walks

FLOWS: tuple[type[Flow], ...] = (ReturnFlow, CollectionFlow)
WALKS = [(flow, walk) for flow in FLOWS for walk in walks(flow, longest=8)]


def opened(here: District, by: str = "officer", **given: Any) -> Matter:
    fields = {"form": "S7", "period": "2025Q1", **given}
    return open_by_hand(ReturnFlow, fields, clause=None, by=here.viewer(by), at=NOW)


def called(here: District, **given: Any) -> Matter:
    fields = {"form": "T4", "period": "2025-05", "subjects": "towns",
              "due_on": date(2025, 6, 25), **given}  # fmt: skip
    by = here.viewer("clerk")
    clause = grounds(CollectionFlow, by).first()
    return open_by_hand(CollectionFlow, fields, clause=clause, by=by, at=NOW)


def act(here: District, matter: Matter, name: str, by: str, **fields: Any) -> Matter:
    from bihuan.kernel.flows.advance import advance
    from bihuan.kernel.flows.flow import flow_of

    now = fresh(matter)
    step = flow_of(now.flow).steps[name]
    return advance(
        now, step, by=here.viewer(by), at=NOW, revision=now.revision, fields=fields
    ).matter


@pytest.fixture
def owed(here: District) -> Obligation:
    """The duty of the first firm to report its quarter, and two hazards of it."""
    here.hazard(0, "2025-03-01")
    here.hazard(0, "2025-03-31", "2025-04-01T00:00:00")
    return here.owed(here.base("report.quarter", "2025Q1"), 0)


def test_each_walk_ends_with_nothing_owed_and_they_take_every_step(here: District):
    Unit.objects.filter(pk=here.bureau.pk).update(supervisor=None)
    county = County(here.place, here.office, here.bureau, here.firms[0])
    for flow, walk in WALKS:
        at = NOW
        Return.objects.all().delete()
        # A form of few columns: each walk counts it up to three times.
        matter = opened(here, form="S10") if flow is ReturnFlow else called(here)
        for step in walk:
            perform(matter, step, county, at, **({"excepted": "停产"} if flow is CollectionFlow
                                                 else {}))  # fmt: skip
            at += timedelta(minutes=1)
        rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert not rows.exists(), [one.name for one in walk]
    for flow in FLOWS:
        taken = {step for of, walk in WALKS if of is flow for step in walk}
        assert taken == set(flow.steps.values())


def test_a_quarterly_return_meets_the_duty_that_demands_it(here: District, owed: Obligation):
    matter = act(here, opened(here), "draw", "officer")
    before = snapshot()
    with pytest.raises(NotAllowed):
        act(here, matter, "sign", "officer")
    assert snapshot() == before
    matter = act(here, matter, "sign", "owner")
    assert not Fulfilment.objects.exists()
    matter = act(here, matter, "submit", "officer")
    owed.refresh_from_db()
    assert (owed.done_at, owed.mode) == (NOW, "done")
    assert Fulfilment.objects.get().record["sent_by"].endswith(matter.number)
    assert Obligation.objects.everywhere("test").get(
        matter=matter, done_at=None).holder == here.bureau  # fmt: skip


def test_figures_stay_as_submitted_and_say_what_changed_since(here: District, owed: Obligation):
    matter = act(here, opened(here), "draw", "officer")
    record = Return.objects.get(pk=matter.pk)
    total = record.figures["rows"][-1]["cells"]
    assert (total["g_found"], total["g_open"], total["g_rate"]) == ("2", "1", "50.0%")
    file = returns.rows_of(record)
    assert file is not None
    with evidence.open_file(file) as kept:
        assert len(json.loads(kept.read())["g_found"]) == 2
    assert returns.differences(record, here.viewer("officer"), NOW) == []
    here.hazard(0, "2025-02-02")
    told = returns.differences(record, here.viewer("officer"), NOW)
    assert ("一般隐患·发现", "2", "3") in {(one.column, one.then, one.now) for one in told}
    record.refresh_from_db()
    assert record.figures["rows"][-1]["cells"]["g_found"] == "2"
    # Who sees other rows than who drew it up is told no difference.
    assert returns.differences(record, here.viewer("clerk"), NOW) == []


def test_a_return_sent_back_is_drawn_anew_with_a_reason_and_a_later_one_is_the_next_version(
    here: District, owed: Obligation
):
    bureau = factories.person_in(factories.post(here.bureau, "department_clerk"), "审表")
    here.terms["bureau"] = bureau
    matter = act(here, opened(here), "draw", "officer")
    before = snapshot()
    with pytest.raises(Invalid, match="还在办理"):
        opened(here)
    assert snapshot() == before
    for step, by in (("sign", "owner"), ("submit", "officer")):
        matter = act(here, matter, step, by)
    matter = act(here, matter, "send_back", "bureau", opinion="漏了二车间",
                 due_on=date(2025, 6, 30))  # fmt: skip
    again = Obligation.objects.everywhere("test").get(matter=matter, done_at=None)
    assert (again.holder, again.current_due) == (here.firms[0], end_of(date(2025, 6, 30)))
    here.hazard(0, "2025-01-05")
    matter = act(here, matter, "correct", "officer", changed_because="补录二车间一条")
    assert Return.objects.get(pk=matter.pk).figures["rows"][-1]["cells"]["g_found"] == "3"
    for step, by in (("sign", "owner"), ("submit", "officer"), ("accept", "bureau")):
        matter = act(here, matter, step, by)
    before = snapshot()
    with pytest.raises(Invalid, match="写明更正的原因"):
        opened(here)
    assert snapshot() == before
    later = opened(here, changed_because="复核后更正")
    assert Return.objects.get(pk=later.pk).version == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [({"period": "2025Q2"}, "还没有结束"), ({"form": "S13a"}, "不按这种期统计"),
     ({"period": "2025-03-05"}, "写成")],
)  # fmt: skip
def test_a_period_that_runs_or_that_the_form_does_not_have_is_refused(
    here: District, given: dict[str, Any], says: str
):
    before = snapshot()
    with pytest.raises(Invalid, match=says):
        opened(here, **given)
    assert snapshot() == before


def test_a_call_gives_each_town_its_return_with_a_day_and_ends_with_named_exceptions(
    here: District,
):
    call = called(here)
    made = Return.objects.filter(matter__parent=call)
    assert [one.unit for one in made.order_by("unit")] == here.towns
    duty = Obligation.objects.everywhere("test").get(matter=made[0].matter, done_at=None)
    assert duty.current_due == end_of(date(2025, 6, 25))
    first = made.get(unit=here.towns[0]).matter
    for step, by in (("draw", "station"), ("sign", "mayor"), ("submit", "station"),
                     ("accept", "clerk")):  # fmt: skip
        first = act(here, first, step, by)
    before = snapshot()
    with pytest.raises(Invalid, match="1 个单位没有采用的报表：梅陇镇"):
        act(here, call, "close", "clerk")
    assert snapshot() == before
    assert act(here, call, "close", "clerk", excepted="梅陇镇：机构改革中").state == "closed"
