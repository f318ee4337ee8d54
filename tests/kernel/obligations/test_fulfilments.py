"""A duty is met by findings, by zero or by proxy, with proof, by the right people only."""

from datetime import timedelta
from io import BytesIO

import pytest

from bihuan.kernel.obligations.fulfilments import fulfil
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.orgs.models import Person
from bihuan.kernel.orgs.refusals import Conflict, Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.trace import evidence

from .conftest import moment

AT = moment("2025-01-20")


@pytest.fixture
def here(county):
    """A firm that owes a monthly check with proof; its people and its department's."""
    county.bureau = county.unit("县应急局", "regulator", place=county.county)
    county.firm = county.unit("公司", supervisor=county.bureau)
    county.clerk = county.person(county.bureau, "department_clerk")
    county.officer = county.person(county.firm, "safety_officer")
    return county


def owed(county, **rule):
    county.rule(**rule)
    materialise(moment("2025-01-02"))
    return Obligation.objects.everywhere("test").get()


RECORD = {"place": "车间", "participants": "班组长", "findings": "一处已整改"}


def act(row, **facts):
    values = {
        "mode": "findings", "happened_at": moment("2025-01-19"), "record": RECORD,
        "at": AT, "revision": row.revision,
    }  # fmt: skip
    return fulfil(row, **{**values, **facts})


def refused(row, error, **facts):
    before = Obligation.objects.everywhere("test").filter(pk=row.pk).values().get()
    with pytest.raises(error) as found:
        act(row, **facts)
    assert Obligation.objects.everywhere("test").filter(pk=row.pk).values().get() == before
    assert not Fulfilment.objects.exists()
    return found.value.says


def test_a_check_with_findings_meets_the_duty_on_time(here):
    row = owed(here)
    made = act(row, by=here.officer)
    row.refresh_from_db()
    assert (row.outcome, row.mode, row.done_at) == ("on_time", "findings", AT)
    assert (made.happened_at, made.recorded_at) == (moment("2025-01-19"), AT)


def test_it_takes_as_many_times_as_the_rule_asks(here):
    row = owed(here, times=2)
    act(row, by=here.officer)
    row.refresh_from_db()
    assert (row.times_done, row.done_at) == (1, None)
    act(row, by=here.officer)
    row.refresh_from_db()
    assert (row.times_done, row.outcome) == (2, "on_time")


def test_zero_is_stated_only_where_the_rule_allows_it(here):
    row = owed(here)
    assert refused(row, Invalid, mode="zero", record={}, by=here.officer) == (
        "这件责任事项不能零报告。"
    )
    here.clause.rules.update(zero_allowed=True)
    act(row, mode="zero", record={}, by=here.officer)
    row.refresh_from_db()
    assert row.mode == "zero"


def test_a_proxy_needs_the_capability_and_a_reason_and_is_never_the_holder(here):
    row = owed(here)
    refused(row, Invalid, mode="proxy", by=here.clerk)
    refused(row, Invalid, mode="proxy", proxy_reason="无网", by=here.officer)
    leader = here.person(here.bureau, "department_leader")
    refused(row, NotAllowed, mode="proxy", proxy_reason="无网", by=leader)
    act(row, mode="proxy", proxy_reason="无网", by=here.clerk)
    row.refresh_from_db()
    assert row.mode == "proxy"


def test_only_the_holder_records_in_its_own_name(here):
    says = refused(owed(here), NotAllowed, by=here.clerk)
    assert says == "“安全检查”由公司办理。"


def test_every_kind_of_proof_must_be_there_and_be_of_this_duty(here, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    row = owed(here, proof=["检查记录"])
    assert refused(row, ProofMissing, by=here.officer) == "还缺“检查记录”。"
    kept = {
        "kind": "检查记录",
        "name": "记录.txt",
        "happened_at": None,
        "by": here.officer,
        "at": AT,
    }
    file = evidence.store(owner=row, content=BytesIO(b"checked"), **kept)
    foreign = evidence.store(
        owner=here.obligation(here.firm, None), content=BytesIO(b"other"), **kept
    )
    row.refresh_from_db()
    refused(row, ProofMissing, files=[foreign], by=here.officer)
    act(row, files=[file], by=here.officer)
    row.refresh_from_db()
    assert row.outcome == "on_time"


def test_the_leader_the_rule_demands_must_have_held_the_post_that_day(here):
    row = owed(here, lead="principal")
    head = here.person(here.firm, "enterprise_principal", name="李总", lead="principal")
    other = Person.objects.get(pk=here.officer.person_id)
    refused(row, Invalid, by=here.officer)
    says = refused(row, Invalid, led_by=other, by=here.officer)
    assert says == f"{other.name}在 2025-01-19 不是公司的主要负责人。"
    made = act(row, led_by=Person.objects.get(pk=head.person_id), by=here.officer)
    assert made.led_post_id == head.post_id


def test_the_future_and_the_time_before_the_period_are_refused(here):
    row = owed(here)
    refused(row, Invalid, happened_at=AT + timedelta(minutes=1), by=here.officer)
    refused(row, Invalid, happened_at=moment("2024-12-31", 23), by=here.officer)
    refused(row, Invalid, record={}, by=here.officer)


def test_what_was_entered_after_the_due_day_is_late_whenever_it_happened(here):
    row = owed(here)
    act(row, at=moment("2025-02-01", 0), by=here.officer)
    row.refresh_from_db()
    assert row.outcome == "late"


def test_a_stale_form_a_paused_duty_and_a_step_of_a_matter_are_refused(here):
    row = owed(here)
    refused(row, Conflict, revision=7, by=here.officer)
    Obligation.objects.everywhere("test").update(paused_at=AT, next_at=None)
    row.refresh_from_db()
    refused(row, WrongState, by=here.officer)
