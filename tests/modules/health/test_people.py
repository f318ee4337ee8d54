"""Workers examined before, during and after; results are theirs; diseases are followed up."""

from datetime import date, datetime, timedelta

import pytest

from bihuan.kernel.orgs import succession
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, ProofMissing
from bihuan.kernel.orgs.viewer import Machine
from bihuan.kernel.trace.models import Entry
from bihuan.lib.clocks import SHANGHAI
from bihuan.modules.health import cases, cycles, daily, privacy, workers
from bihuan.modules.health.models import Disease, ExposedWorker
from tests.modules.health.conftest import AT, TODAY, Works, everything, owed


def test_nobody_begins_unexamined_or_unfit_whatever_the_report_says_of_fitness(here: Works):
    row, doing = here.exposed(), {"by": here.viewer("safety"), "at": AT}
    before = everything()
    with pytest.raises(ProofMissing, match="没有上岗前职业健康检查") as refused:
        workers.let_work(row, on=TODAY, **doing)
    assert refused.value.clause.path == "第三十五条"
    assert everything() == before
    here.examined(row, "contraindicated", fit="fit")
    with pytest.raises(ProofMissing, match="不能从事"):
        workers.let_work(row, on=TODAY, **doing)
    other = here.exposed("钱二")
    here.examined(other)
    assert workers.let_work(other, on=TODAY, **doing).since == TODAY
    assert here.exposed("钱二").pk == other.pk


def test_who_is_found_unfit_at_work_is_owed_a_move_and_the_duty_names_nobody(here: Works):
    row = here.exposed(since=date(2024, 1, 1))
    here.examined(row, "suspected", "during")
    [duty] = owed(title__contains="调离")
    assert (duty.holder, duty.legal_due) == (here.units["firm"], None)
    assert "赵大" not in duty.title
    workers.leave(row, on=TODAY, why="moved", by=here.viewer("safety"), at=AT)
    assert owed(pk=duty.pk) == []
    again = here.exposed("钱二", since=date(2024, 1, 1))
    here.examined(again, "contraindicated", "during")
    later = AT + timedelta(days=2)
    here.examined(again, "normal", "during", later)
    assert owed(title__contains="调离") == []


def test_no_contract_ends_without_an_examination_on_leaving_or_under_diagnosis(here: Works):
    row = here.exposed(since=date(2024, 1, 1))
    doing = {"by": here.viewer("safety"), "at": AT}
    before = everything()
    with pytest.raises(ProofMissing, match="没有离岗时职业健康检查"):
        workers.leave(row, on=TODAY, why="ended", **doing)
    assert everything() == before
    here.examined(row, kind="leaving")
    cases.report(row, office=here.units["health"], kind="suspected", found_on=TODAY,
                 says="尘肺", **doing)  # fmt: skip
    with pytest.raises(ProofMissing, match="诊断、医学观察期间"):
        workers.leave(row, on=TODAY, why="ended", **doing)
    Disease.objects.get().matter.__class__.objects.everywhere("test").update(state="excluded")
    assert workers.leave(row, on=TODAY, why="ended", **doing).left == "ended"


def test_the_next_examination_is_the_reports_day_else_the_strictest_rule_else_unset(here: Works):
    row = here.exposed(since=date(2024, 1, 1))
    here.examined(row, kind="during")
    row.refresh_from_db()
    assert row.due_on is None
    common = {"by": here.viewer("officer"), "at": AT, "basis": "标准", "since": date(2025, 1, 1)}
    cycles.settle(here.units["bureau"], factor="噪声", months=24, **common)
    cycles.settle(here.units["bureau"], factor="矽尘", months=12, **common)
    cycles.settle(here.units["bureau"], factor="苯", months=6, **common)
    later = AT + timedelta(days=1)
    here.examined(row, "normal", "during", later)
    row.refresh_from_db()
    assert row.due_on == date(2026, 3, 13)
    near = datetime(2026, 3, 1, 6, tzinfo=SHANGHAI)
    assert [daily.look(near), daily.look(near)] == [1, 0]
    [duty] = owed(title__contains="职业健康检查")
    assert "赵大" not in duty.title
    assert workers.listed(here.viewer("safety", date(2026, 4, 1)), which="overdue").get() == row
    here.examined(row, "normal", "during", near, next_on=date(2027, 5, 1))
    row.refresh_from_db()
    assert (row.due_on, row.duty) == (date(2027, 5, 1), None)
    assert owed(title__contains="职业健康检查") == []


def test_results_are_read_by_the_worker_and_his_employers_keepers_each_look_traced(here: Works):
    row = here.exposed("李worker", since=date(2024, 1, 1))
    exam = here.examined(row, "contraindicated", findings="肺功能减退")
    assert row.person == here.terms["worker"].person
    for key in ("clerk", "auditor", "officer", "doctor", "other"):
        assert not workers.listed(here.viewer(key)).exists()
        with pytest.raises(NotFound):
            privacy.open_result(exam.pk, by=here.viewer(key), at=AT)
        with pytest.raises(NotAllowed):
            workers.enter(here.units["firm"], "孙三", work="工", factors="苯",
                          by=here.viewer(key), at=AT)  # fmt: skip
    count = Entry.objects.count()
    assert privacy.open_result(exam.pk, by=here.viewer("worker"), at=AT) == exam
    assert Entry.objects.count() == count
    assert privacy.open_result(exam.pk, by=here.viewer("owner"), at=AT).findings == "肺功能减退"
    assert Entry.objects.latest("pk").verb == "health_result_read"
    told = "".join(str(body) for body in Entry.objects.values_list("body", flat=True))
    assert "contraindicated" not in told
    assert "肺功能" not in told


def test_an_examination_that_cannot_be_is_refused(here: Works):
    row = here.exposed()
    here.examined(row)
    before = everything()
    for given, says in (
        ({"on": date(2025, 6, 1)}, "还没有到"), ({}, "已经登记过"),
        ({"on": TODAY - timedelta(days=1), "next_on": date(2025, 3, 1)}, "晚于这一次"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            here.examined(row, **given)
    with pytest.raises(Invalid, match="监管部门"):
        cases.report(row, office=here.units["rival"], kind="suspected", found_on=TODAY, says="x",
                     by=here.viewer("safety"), at=AT)  # fmt: skip
    assert everything() == before


def test_a_case_names_nobody_but_to_the_receiving_office_and_ends_after_the_move(here: Works):
    row = here.exposed(since=date(2024, 1, 1))
    matter = cases.report(row, office=here.units["health"], kind="suspected", found_on=TODAY,
                          says="矽肺", by=here.viewer("safety"), at=AT)  # fmt: skip
    told = [*Entry.objects.filter(chain=matter.chain).values_list("body", flat=True), matter.title]
    assert "赵大" not in str(told)
    assert "矽肺" not in str(told)
    record = Disease.objects.select_related("matter").get()
    for key in ("clerk", "officer", "auditor", "other"):
        with pytest.raises(NotAllowed):
            privacy.open_patient(record, by=here.viewer(key), at=AT)
    assert privacy.open_patient(record, by=here.viewer("doctor"), at=AT).says == "矽肺"
    assert Entry.objects.latest("pk").verb == "patient_read"
    matter = here.take(matter, "receive", "doctor")
    matter = here.take(matter, "confirm", "safety", decided_on=TODAY, labour_told_on=TODAY)
    with pytest.raises(ProofMissing, match="还在接害岗位"):
        here.take(matter, "place", "safety", placed="调到仓库")
    workers.leave(row, on=TODAY, why="moved", by=here.viewer("safety"), at=AT)
    matter = here.take(matter, "place", "safety", placed="调到仓库")
    said = {"followed_on": TODAY, "injury": "given"}
    matter = here.take(matter, "visit", "doctor", aid="asked", **said)
    with pytest.raises(ProofMissing, match="申请中"):
        here.take(matter, "close", "doctor")
    matter = here.take(matter, "visit", "doctor", aid="given", **said)
    assert here.take(matter, "close", "doctor").closed_at


def test_workers_go_along_when_their_unit_is_merged(here: Works):
    row = here.exposed()
    decision = succession.Decision(on=TODAY, reason="合并", by=Machine("setup"), at=AT)
    succession.merge([here.units["firm"]], here.units["rival"], decision)
    assert ExposedWorker.objects.get(pk=row.pk).unit == here.units["rival"]
