"""The one door: what it lets through, what it refuses, and that a refusal changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from bihuan.kernel.flows import wires
from bihuan.kernel.flows.advance import advance, open_to, why
from bihuan.kernel.flows.timeline import timeline
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Obligation, Outcome
from bihuan.kernel.orgs.refusals import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    ProofMissing,
    Refused,
    WrongState,
)
from bihuan.kernel.orgs.viewer import Machine
from bihuan.kernel.trace.models import Entry, Matter
from tests.testapp.flows import RectificationFlow as Flow
from tests.testapp.performing import fresh, perform, photo, snapshot
from tests.testapp.world import County, moment, unit

DAY = moment("2025-03-03")


@contextmanager
def refused(
    refusal: type[Refused], says: str | None = None
) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Expect a refusal and prove that it left everything as it was."""
    before = snapshot()
    with pytest.raises(refusal, match=says) as caught:
        yield caught
    assert snapshot() == before


def open_duties(matter: Matter) -> list[tuple[str, str, date | None]]:
    rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
    return [
        (o.step, o.holder.name, o.legal_due.date() if o.legal_due else None)
        for o in rows.select_related("holder").order_by("pk")
    ]


def outcomes(matter: Matter) -> list[tuple[str, str]]:
    rows = Obligation.objects.everywhere("test").filter(matter=matter).exclude(done_at=None)
    return list(rows.order_by("pk").values_list("step", "outcome"))


def test_a_matter_begins_with_the_duty_of_its_first_state(danger: Matter):
    assert danger.state == "found"
    assert open_duties(danger) == [("plan", "某某化工厂", date(2025, 3, 6))]
    obligation = Obligation.objects.everywhere("test").get(matter=danger)
    assert obligation.clause is not None
    assert obligation.clause.path == "第一条"
    assert obligation.ladder is not None


def test_a_step_moves_traces_settles_opens_and_tells(here: County, danger: Matter):
    moved = perform(danger, Flow.plan, here, DAY, measures="加装泄爆片")
    assert fresh(danger).state == "rectifying"
    assert fresh(danger).revision == moved.matter.revision == danger.revision + 1
    assert moved.record.measures == "加装泄爆片"
    assert outcomes(danger) == [("plan", Outcome.ON_TIME)]
    assert open_duties(danger) == [("submit", "某某化工厂", date(2025, 3, 31))]
    assert [o.step for o in moved.opened] == ["submit"]
    entry = Entry.objects.filter(chain=danger.chain).order_by("seq").last()
    assert entry is not None
    assert (entry.verb, entry.person_id) == ("plan", moved.by.person_id)
    told = Notice.objects.everywhere("test").filter(chain=danger.chain, unit=here.regulator)
    assert [n.template for n in told] == ["moved"]


def test_a_step_after_its_due_date_is_settled_late(here: County, danger: Matter):
    perform(danger, Flow.plan, here, moment("2025-03-07"))
    assert outcomes(danger) == [("plan", Outcome.LATE)]


def test_a_step_that_loops_keeps_state_and_duty(here: County, danger: Matter):
    perform(danger, Flow.plan, here, DAY)
    duties = open_duties(danger)
    perform(danger, Flow.fund, here, DAY, money=30000)
    assert fresh(danger).state == "rectifying"
    assert open_duties(danger) == duties


def test_a_closed_matter_owes_nothing_and_says_when_it_closed(here: County, danger: Matter):
    perform(danger, Flow.plan, here, DAY, money=1)
    perform(danger, Flow.submit, here, moment("2025-03-20"))
    perform(danger, Flow.close, here, moment("2025-03-25"), opinion="合格")
    assert fresh(danger).closed_at == moment("2025-03-25")
    assert open_duties(danger) == []
    assert outcomes(danger) == [
        ("plan", Outcome.ON_TIME), ("submit", Outcome.ON_TIME), ("close", Outcome.ON_TIME),
    ]  # fmt: skip


def test_the_wrong_unit_is_told_whose_turn_it_is(here: County, danger: Matter):
    officer = here.person("执法员", here.regulator, "fulfil")
    with refused(NotAllowed, "某某化工厂（责任单位）办理") as caught:
        advance(danger, Flow.plan, by=officer, at=DAY, revision=danger.revision)
    assert caught.value.can == "某某化工厂"


def test_a_post_without_the_capability_is_refused(here: County, danger: Matter):
    worker = here.person("工人", here.enterprise, "export", sees="own")
    with refused(NotAllowed, "您的岗位不能“制定整改措施”"):
        advance(danger, Flow.plan, by=worker, at=DAY, revision=danger.revision)


def test_a_machine_takes_no_step(danger: Matter):
    with refused(NotAllowed):
        advance(danger, Flow.plan, by=Machine("sweep"), at=DAY, revision=danger.revision)


def test_a_step_of_another_state_is_refused(here: County, danger: Matter):
    officer = here.person("执法员", here.regulator, "recheck")
    with refused(WrongState, "“核查合格”要在“待核查”时办理，现在是“已发现”"):
        advance(danger, Flow.close, by=officer, at=DAY, revision=danger.revision)


def test_the_second_of_two_editors_learns_what_the_first_did(here: County, danger: Matter):
    manager = here.person("安全主管", here.enterprise, "fulfil", sees="own")
    perform(danger, Flow.plan, here, DAY)
    with refused(Conflict) as caught:
        advance(danger, Flow.submit, by=manager, at=DAY, revision=danger.revision)
    assert isinstance(caught.value, Conflict)
    assert caught.value.what == "制定整改措施"
    assert caught.value.revision == fresh(danger).revision
    assert caught.value.when == DAY


def test_a_matter_out_of_sight_looks_like_one_that_is_not_there(here: County, danger: Matter):
    stranger_unit = unit("他厂", "enterprise", here.place)
    stranger = here.person("外人", stranger_unit, "fulfil", sees="own")
    with refused(NotFound, "没有找到这件事项"):
        advance(danger, Flow.plan, by=stranger, at=DAY, revision=danger.revision)
    missing = Matter(pk=999_999, flow=danger.flow)
    with refused(NotFound, "没有找到这件事项"):
        advance(missing, Flow.plan, by=stranger, at=DAY, revision=0)


def test_a_field_left_empty_is_named(here: County, danger: Matter):
    manager = here.person("安全主管", here.enterprise, "fulfil", sees="own")
    with refused(Invalid, "还没有填写“整改措施”") as caught:
        advance(
            danger, Flow.plan, by=manager, at=DAY, revision=danger.revision,
            fields={"measures": "  "},
        )  # fmt: skip
    assert isinstance(caught.value, Invalid)
    assert caught.value.field == "measures"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"measures": "甲", "money": "很多"}, "money"),
        ({"measures": "甲", "money": -1}, "money"),
        ({"measures": "甲" * 1001}, "measures"),
        ({"measures": "甲", "state": "closed"}, "state"),
        ({"measures": "甲", "opinion": "自评合格"}, "opinion"),
    ],
)
def test_a_value_a_field_cannot_hold_is_refused(
    here: County, danger: Matter, fields: dict[str, object], field: str
):
    manager = here.person("安全主管", here.enterprise, "fulfil", sees="own")
    with refused(Invalid) as caught:
        advance(danger, Flow.plan, by=manager, at=DAY, revision=danger.revision, fields=fields)
    assert isinstance(caught.value, Invalid)
    assert caught.value.field == field


def test_both_photos_are_needed(here: County, danger: Matter):
    perform(danger, Flow.plan, here, DAY, money=1)
    now = fresh(danger)
    manager = here.person("安全主管", here.enterprise, "fulfil", sees="own")
    before = photo(danger, "photo_before", DAY)
    with refused(ProofMissing, "还缺“整改后照片”"):
        advance(now, Flow.submit, by=manager, at=DAY, revision=now.revision, evidence=[before])


def test_a_photo_of_the_rejected_round_does_not_count_again(here: County, danger: Matter):
    perform(danger, Flow.plan, here, DAY, money=1)
    old = [photo(danger, kind, DAY) for kind in ("photo_before", "photo_after")]
    now = fresh(danger)
    manager = here.person("安全主管", here.enterprise, "fulfil", sees="own")
    advance(now, Flow.submit, by=manager, at=DAY, revision=now.revision, evidence=old)
    later = moment("2025-03-10")
    perform(danger, Flow.send_back, here, later)
    now = fresh(danger)
    with refused(ProofMissing, "“整改前照片”是上一轮的"):
        advance(now, Flow.submit, by=manager, at=later, revision=now.revision, evidence=old)


def test_a_file_of_another_matter_is_no_proof(here: County, danger: Matter):
    perform(danger, Flow.plan, here, DAY, money=1)
    now = fresh(danger)
    manager = here.person("安全主管", here.enterprise, "fulfil", sees="own")
    foreign = photo(danger, "photo_after", DAY)
    foreign.chain = "m999"
    files = [photo(danger, "photo_before", DAY), photo(danger, "photo_after", DAY), foreign]
    with refused(ProofMissing, "不是这件事项的材料"):
        advance(now, Flow.submit, by=manager, at=DAY, revision=now.revision, evidence=files)


def test_a_closed_gate_names_its_clause_and_who_can_open_it(here: County, danger: Matter):
    perform(danger, Flow.plan, here, DAY)
    now = fresh(danger)
    manager = here.person("安全主管", here.enterprise, "fulfil", sees="own")
    with refused(ProofMissing, "还没有落实治理经费") as caught:
        advance(now, Flow.submit, by=manager, at=DAY, revision=now.revision)
    assert caught.value.clause is not None
    assert caught.value.clause.path == "第二条"  # type: ignore[attr-defined]
    assert caught.value.can == "责任单位"


def test_nobody_checks_his_own_work_even_from_another_post(here: County, danger: Matter):
    manager = here.person("老王", here.enterprise, "fulfil", sees="own")
    perform(danger, Flow.plan, here, DAY, by=manager, money=1)
    perform(danger, Flow.submit, here, DAY)
    lent = here.person("老王", here.regulator, "recheck")
    assert lent.person_id == manager.person_id
    now = fresh(danger)
    with refused(NotAllowed, "您不能“核查合格”：“制定整改措施”是您本人"):
        advance(now, Flow.close, by=lent, at=DAY, revision=now.revision, fields={"opinion": "合格"})


def test_an_effect_that_fails_takes_the_whole_step_back(
    here: County, danger: Matter, monkeypatch: pytest.MonkeyPatch
):
    def fail(moved: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(wires, "_ACTS", {Flow.plan: [fail]})
    manager = here.person("安全主管", here.enterprise, "fulfil", sees="own")
    before = snapshot()
    with pytest.raises(OSError, match="disk full"):
        advance(
            danger, Flow.plan, by=manager, at=DAY, revision=danger.revision,
            fields={"measures": "加装"},
        )  # fmt: skip
    assert snapshot() == before
    assert Flow.record(danger.pk).measures == ""


def test_a_unit_nobody_named_is_unassigned_and_nobody_acts_for_it(here: County, danger: Matter):
    Matter.objects.everywhere("test").filter(pk=danger.pk).update(unit=None)
    manager = here.person("执法员", here.regulator, "fulfil")
    with refused(NotAllowed, "还没有指定责任单位"):
        advance(fresh(danger), Flow.plan, by=manager, at=DAY, revision=danger.revision)


def test_why_answers_every_guard_of_a_closed_door(here: County, danger: Matter):
    perform(danger, Flow.plan, here, DAY)
    manager = here.person("安全主管", here.enterprise, "fulfil", sees="own")
    answers = [(g.name, g.ok) for g in why(fresh(danger), Flow.submit, manager, DAY)]
    assert answers == [
        ("环节", True), ("办理单位", True), ("岗位", True), ("经费已落实", False),
        ("整改前照片", False), ("整改后照片", False), ("填写", True),
    ]  # fmt: skip
    closed = [g for g in why(fresh(danger), Flow.submit, manager, DAY) if not g.ok]
    assert all(g.says and g.can and g.clause for g in closed)


def test_only_the_steps_that_are_hers_are_open_to_a_viewer(here: County, danger: Matter):
    perform(danger, Flow.plan, here, DAY)
    manager = here.person("安全主管", here.enterprise, "fulfil", sees="own")
    officer = here.person("执法员", here.regulator, "recheck")
    assert [s.name for s in open_to(fresh(danger), manager, DAY)] == ["fund", "submit"]
    assert open_to(fresh(danger), officer, DAY) == []


def test_the_timeline_shows_each_step_with_words_and_files(here: County, danger: Matter):
    perform(danger, Flow.plan, here, DAY, measures="加装泄爆片", money=30000)
    perform(danger, Flow.submit, here, moment("2025-03-20"))
    officer = here.person("执法员", here.regulator, "recheck")
    lines = timeline(fresh(danger), officer)
    assert [line.what for line in lines] == ["登记", "制定整改措施", "报请核查"]
    assert lines[1].fields == (("整改措施", "加装泄爆片"), ("治理经费（元）", "30000"))
    assert [e.kind for e in lines[2].evidence] == ["photo_before", "photo_after"]
    assert lines[2].state == "待核查"


def test_the_timeline_is_closed_to_strangers(here: County, danger: Matter):
    stranger_unit = unit("他厂", "enterprise", here.place)
    stranger = here.person("外人", stranger_unit, "fulfil", sees="own")
    with refused(NotFound):
        timeline(danger, stranger)
