"""Work begins again after its own check, with what that found crossed off, by the principal."""

from typing import Any

import pytest

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.trace.models import Matter
from bihuan.modules.selfcheck import checks
from bihuan.modules.selfcheck.models import Resumption
from bihuan.modules.selfcheck.resumption_flow import ResumptionFlow
from tests.modules.selfcheck.conftest import DAY, Plant, matter_of
from tests.testapp.performing import snapshot
from tests.testapp.world import moment
from tests.walks import covering

NEXT = moment("2025-03-04")


def begun(here: Plant, key: str = "officer", at: Any = DAY, **given: Any) -> Resumption:
    fields = {"cause": "holiday", "what": "全厂", "stopped_on": "2025-02-20",
              "resume_on": "2025-03-06", "measures": "逐台试车"} | given  # fmt: skip
    made = open_by_hand(ResumptionFlow, fields, clause=None, by=here.who(key, at), at=at)
    return Resumption.objects.get(pk=made.pk)


def test_every_way_through_a_resumption_ends_with_nothing_owed_in_it(here: Plant):
    before = here.used(level="resumption")
    for n, walk in enumerate(covering(ResumptionFlow)):
        at = moment(f"2025-03-{4 + n:02}")
        record = begun(here, at=at, resume_on="2025-04-01")
        here.check(before, at=at)
        for step in walk:
            key = "owner" if step.who is ResumptionFlow.principal else "officer"
            facts = {name: "2025-04-02" if name == "resume_on" else "意见" for name in step.asks}
            record = here.take(record, step.name, key, at, **facts)
        assert matter_of(record).closed_at
        left = Obligation.objects.everywhere("test").filter(matter=record.pk, done_at=None)
        assert not left.exists(), [one.name for one in walk]


def test_a_resumption_waits_for_its_check_and_for_the_hazards_it_found(here: Plant):
    record = begun(here)
    [asked] = here.owes("check.resumption")
    assert (asked.clause.no, asked.current_due) == ("4", None)
    for says in ("还没有审定启用的复工复产前自查清单", "还没有做复工复产前自查的岗位：officer岗"):
        before = snapshot()
        with pytest.raises(ProofMissing, match=says):
            here.take(record, "report", "officer")
        assert snapshot() == before
        if "审定" in says:
            listed = here.used(level="resumption")
            assert listed.rule is not None
    made = here.check(listed, at=NEXT, n1=checks.Seen("bad", says="铅封断裂"))
    assert made.obligation_id == asked.pk
    assert here.owes("check.resumption") == []
    record = here.take(record, "report", "officer", NEXT)
    with pytest.raises(ProofMissing, match="还没有销号：YH-"):
        here.take(record, "accept", "owner", NEXT, opinion="同意")
    hazard = made.answers.get(verdict="bad").hazard
    Matter.objects.everywhere("test").filter(pk=hazard.pk).update(closed_at=NEXT)
    with pytest.raises(NotAllowed):
        here.take(record, "accept", "officer", NEXT, opinion="同意")
    record = here.take(record, "accept", "owner", NEXT, opinion="同意")
    assert matter_of(record).state == "resumed"


def test_a_stopped_unit_works_again_only_after_a_resumption_that_was_accepted(here: Plant):
    listed, by = here.used(level="resumption"), here.who("clerk")
    done = begun(here)
    here.check(listed)
    here.take(done, "report", "officer")
    here.take(done, "accept", "owner", opinion="同意")
    # Accepted before it was stopped: that was another resumption.
    units.stop(here.plant, reason="检修", by=by, at=NEXT)
    before = snapshot()
    with pytest.raises(WrongState, match="还没有做复工复产前检查并验收"):
        units.resume(here.plant, reason="复产", by=by, at=NEXT)
    assert snapshot() == before
    at = moment("2025-03-10")
    again = begun(here, at=at, stopped_on="2025-03-04", resume_on="2025-03-12")
    here.check(listed, at=at)
    here.take(again, "report", "officer", at)
    here.take(again, "accept", "owner", at, opinion="同意")
    assert units.resume(here.plant, reason="复产", by=by, at=at).status == "operating"


def test_who_may_prepare_a_resumption_and_on_which_days(here: Plant):
    before = snapshot()
    for says, given in (
        ("还没有到", {"stopped_on": "2025-03-04"}), ("已经过了", {"resume_on": "2025-03-02"}),
        ("早于停工", {"stopped_on": "2025-03-03", "resume_on": "2025-03-03"}),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            begun(here, **given)
    with pytest.raises(NotAllowed, match="不是生产经营单位"):
        begun(here, "clerk")
    assert snapshot() == before
    begun(here)
    with pytest.raises(Invalid, match="还没有办完"):
        begun(here)
