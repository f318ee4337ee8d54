"""An import that is cut off, run twice, run by two, or overtaken by somebody's change."""

from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound
from bihuan.kernel.trace.models import Entry, Evidence
from bihuan.kernel.trace.verify import verify
from bihuan.modules.imports import intake, work
from bihuan.modules.imports.models import Import, ImportRow
from tests.modules.imports.conftest import carried, csv_file, judged, taken, told, verdicts
from tests.surfaces.twins import NOW

HEAD = ("单位名称", "类别", "区划", "督办方", "从业人数")


@pytest.fixture
def office(county):
    return county.viewer("office_clerk")


def firms(count):
    return [(f"甲第{n}砖厂", "企业", "甲县", "甲县应急管理局", str(n)) for n in range(1, count + 1)]


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("after", [0, 1, 7, 11])
def test_killed_on_the_way_and_run_again_it_gives_the_same_without_doubles(county, office, after):
    made = judged(office, "units", HEAD, *firms(12))
    intake.take(made, but_wrong=False, basis="", by=office, at=NOW)
    real, seen = work._perform, []

    def dies(plan, basis):
        real(plan, basis)
        seen.append(plan)
        if len(seen) > after:
            raise Killed  # after the act, before its outcome is noted

    with mock.patch.object(work, "_perform", dies), pytest.raises(Killed):
        carried(made)
    assert Unit.objects.filter(name__endswith="砖厂").count() == after
    done = carried(made)
    assert done.state == "taken"
    assert Unit.objects.filter(name__endswith="砖厂").count() == 12
    assert Entry.objects.filter(verb="registered").count() == 12
    assert set(made.rows.values_list("outcome", flat=True)) == {"taken"}


def test_killed_while_judging_it_goes_on_where_it_was(county, office):
    made = intake.receive(
        intake.sheet("units"), "表.csv", csv_file(HEAD, *firms(9)), by=office, at=NOW
    )
    assert work.carry_on(made.pk, NOW, most=4)
    assert ImportRow.objects.filter(of=made, verdict="new").count() == 4
    assert work.waiting(NOW) == []
    assert work.waiting(NOW + 2 * work.SILENCE) == [made.pk]
    assert carried(made).state == "judged"
    assert not Unit.objects.filter(name__endswith="砖厂").exists()


def test_what_somebody_changed_since_the_preview_is_not_overwritten(county, office):
    made = judged(office, "units", HEAD, ("甲塑料制品厂", "", "甲县", "", "35"))
    Unit.objects.filter(name="甲塑料制品厂").update(headcount=50)
    done = taken(made, office)
    assert done.rows.get().outcome == "refused"
    assert "核对以后有人改过：现在是“50”" in told(done)[0][2]
    assert Unit.objects.get(name="甲塑料制品厂").headcount == 50


def test_a_row_that_came_true_meanwhile_counts_as_already_so(county, office):
    made = judged(office, "units", HEAD, *firms(1))
    taken(judged(office, "units", HEAD, *firms(1)), office)
    assert taken(made, office).rows.get().outcome == "already"
    assert Unit.objects.filter(name="甲第1砖厂").count() == 1


def test_an_import_is_kept_with_its_file_who_brought_it_and_what_became_of_it(county, office):
    made = taken(judged(office, "units", HEAD, *firms(2), ("甲错厂", "", "甲县", "", "")), office)
    kept = Evidence.objects.get(chain=made.chain)
    assert (kept.name, kept.author_id, len(kept.sha256)) == ("表.csv", office.person_id, 64)
    verbs = list(Entry.objects.filter(chain=made.chain).order_by("seq").values_list("verb", "body"))
    assert [verb for verb, _ in verbs] == [
        "evidence", "import_received", "import_judged", "import_decided", "import_taken",
    ]  # fmt: skip
    assert '"taken":2' in verbs[-1][1]
    assert [one for one in verify().findings if one.where.startswith("i")] == []


def test_an_import_is_there_for_its_own_unit_and_its_right_alone(county, office):
    made = judged(office, "units", HEAD, *firms(1))
    assert intake.find(county.viewer("office_leader"), made.pk) == made
    assert intake.find(county.viewer("auditor"), made.pk) == made
    for role in ("department_clerk", "enterprise_principal", "leader", "worker"):
        with pytest.raises(NotFound):
            intake.find(county.viewer(role), made.pk)
    with pytest.raises(NotAllowed, match="由上传它的单位决定"):
        intake.take(made, but_wrong=True, basis="", by=county.viewer("department_clerk"), at=NOW)
    with pytest.raises(NotAllowed, match="不能导入单位"):
        intake.receive(intake.sheet("units"), "表.csv", csv_file(HEAD, *firms(1)),
                       by=county.viewer("worker"), at=NOW)  # fmt: skip


def test_a_change_that_needs_a_basis_is_not_taken_without_one(county, office):
    made = judged(office, "units", HEAD, ("甲塑料制品厂", "", "甲县", "甲镇人民政府", ""))
    with pytest.raises(Invalid, match="还没有填写“依据”"):
        intake.take(made, but_wrong=False, basis=" ", by=office, at=NOW)
    assert Import.objects.get(pk=made.pk).state == "judged"


def test_judging_leaves_no_trace_in_what_it_rehearsed(county, office):
    before = Entry.objects.exclude(chain__startswith="i").count(), Person.objects.count()
    made = judged(office, "units", HEAD, *firms(5))
    assert verdicts(made) == ["new"] * 5
    assert (Entry.objects.exclude(chain__startswith="i").count(), Person.objects.count()) == before


def test_a_row_more_costs_a_fixed_number_of_queries(county, office):
    def queries(count):
        rows = csv_file(HEAD, *firms(count))
        made = intake.receive(intake.sheet("units"), "表.csv", rows, by=office, at=NOW)
        with CaptureQueriesContext(connection) as seen:
            carried(made)
        return len(seen)

    few, many = queries(5), queries(25)
    assert (many - few) / 20 < 45


def test_a_file_of_another_kind_is_named_as_what_it_is(county, office):
    rows = csv_file(("姓名", "手机", "单位", "岗位"), ("王五", "13800000001", "甲厂", "安全员"))
    before = Import.objects.count(), Evidence.objects.count()
    with pytest.raises(Invalid, match="这像是人员的表，不是单位的"):
        intake.receive(intake.sheet("units"), "人员.csv", rows, by=office, at=NOW)
    assert (Import.objects.count(), Evidence.objects.count()) == before
