"""Hazards declared, measured against the limits of reports, treated as hazards, counted."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest

from bihuan.kernel.flows.openings import may_open
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.entries import chain_of
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import SHANGHAI
from bihuan.modules.dossier import keeping
from bihuan.modules.health import daily, factors, measures, rules, standings, surveys
from bihuan.modules.health.declaration_flow import DeclarationFlow
from bihuan.modules.health.models import Declaration, MeasureKept, Survey, SurveyResult
from bihuan.modules.health.survey_flow import SurveyFlow
from tests.modules.health.conftest import AT, TODAY, Works, everything, fresh, owed


def test_a_declaration_needs_its_factors_is_received_and_gives_the_dossier_its_grade(here: Works):
    matter = here.draft()
    before = everything()
    with pytest.raises(ProofMissing, match="还没有登记危害因素"):
        here.take(matter, "submit", "safety")
    assert everything() == before
    here.dust(matter)
    matter = here.take(matter, "submit", "safety")
    with pytest.raises(WrongState, match="已经提交"):
        here.dust(matter, name="噪声")
    with pytest.raises(NotAllowed):
        here.take(matter, "receive", "safety")
    matter = here.take(here.take(matter, "send_back", "doctor", opinion="漏报噪声"), "submit",
                       "safety")  # fmt: skip
    assert here.take(matter, "receive", "doctor").state == "standing"
    assert keeping.values(here.units["firm"])["occupational_grade"] == "serious"


def test_a_change_starts_from_what_stands_is_due_by_the_rule_and_takes_its_place(here: Works):
    first = here.declared()
    before = everything()
    with pytest.raises(Invalid, match="变更申报"):
        here.draft()
    with pytest.raises(Invalid, match="变更事由"):
        here.draft(kind="change")
    with pytest.raises(NotAllowed, match="用人单位自己申报"):
        here.draft("officer")
    assert everything() == before
    for key, offered in (("safety", True), ("officer", False), ("doctor", False)):
        assert may_open(DeclarationFlow, here.viewer(key)) is offered
        assert may_open(SurveyFlow, here.viewer(key)) is offered
    change = here.draft(kind="change", changed="process", happened_on=date(2025, 3, 1),
                        grade="general")  # fmt: skip
    record = Declaration.objects.get(pk=change.pk)
    assert (record.due_on, record.factors.get().name) == (date(2025, 3, 16), "矽尘")
    here.take(here.take(change, "submit", "safety"), "receive", "doctor")
    assert fresh(first).state == "replaced"
    assert factors.standing(here.units["firm"].pk).grade == "general"
    here.take(change, "end", "doctor", reason="生产线拆除")
    assert keeping.values(here.units["firm"])["occupational_grade"] == "none"


def test_a_result_is_held_against_the_limit_of_its_report_and_without_one_is_unset(here: Works):
    matter = here.survey("0.5", "")
    assert [one.verdict for one in SurveyResult.objects.order_by("pk")] == [
        rules.WITHIN,
        rules.UNSET,
    ]
    record, before = Survey.objects.get(), everything()
    doing = {"by": here.viewer("safety"), "at": AT, "workplace": "甲", "group": "dust"}
    for given, says in (
        ({"name": "石棉"}, "报告只有结论"), ({"name": "", "measured": Decimal(1)}, "危害因素"),
        ({"name": "石棉", "measured": Decimal(1), "limit": Decimal(1)}, "限值的出处"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            factors.read(record, **doing, **given)
    with pytest.raises(NotAllowed):
        factors.read(record, **doing | {"by": here.viewer("other")}, name="石棉", said="over")
    assert everything() == before
    assert here.take(matter, "file", "safety", told_on=TODAY).state == "filed"


def test_what_is_over_becomes_a_hazard_and_the_report_waits_for_it_and_a_new_result(here: Works):
    matter = here.survey("2.5")
    with pytest.raises(ProofMissing, match="有超限的结果"):
        here.take(matter, "file", "safety", told_on=TODAY)
    matter = here.take(matter, "treat", "safety", told_on=TODAY, fix_by=date(2025, 4, 12))
    row = SurveyResult.objects.get()
    assert row.hazard is not None
    assert "检测结果 2.5，限值 1" in row.hazard.title
    closing = {"fixed": "加装除尘", "again_on": TODAY}
    with pytest.raises(ProofMissing, match="还没有复测不超限"):
        here.take(matter, "close", "safety", **closing)
    factors.measure_again(Survey.objects.get(), row.pk, again=Decimal("0.4"),
                          by=here.viewer("safety"), at=AT)  # fmt: skip
    with pytest.raises(ProofMissing, match=row.hazard.number):
        here.take(matter, "close", "safety", **closing)
    Matter.objects.everywhere("test").filter(pk=row.hazard_id).update(closed_at=AT)
    assert here.take(matter, "close", "safety", **closing).state == "filed"


def test_the_next_report_is_due_by_grade_becomes_a_duty_and_ends_with_the_report(here: Works):
    here.declared()
    firm = here.units["firm"]
    rows = Unit.objects.filter(pk__in=[firm.pk, here.units["rival"].pk])
    assert {one.kind: one.day for one in surveys.dues(rows)} == {
        "survey": None,
        "evaluation": None,
    }
    here.take(here.survey("0.5"), "file", "safety", told_on=TODAY)
    [due, _] = surveys.dues(rows)
    assert (due.unit, due.kind, due.last, due.day) == (firm, "survey", TODAY, date(2026, 3, 12))
    near = datetime(2026, 3, 1, 6, tzinfo=SHANGHAI)
    assert [daily.look(AT), daily.look(near), daily.look(near)] == [0, 1, 0]
    [duty] = owed(title__contains="检测应于 2026-03-12")
    late = datetime(2026, 3, 20, 9, tzinfo=SHANGHAI)
    assert standings.matching(here.viewer("officer", late.date()), "late").get() == firm
    again = here.survey("0.5", at=late)
    here.take(again, "file", "safety", late, told_on=late.date())
    assert Obligation.objects.everywhere("test").get(pk=duty.pk).outcome == "late"


def test_the_measures_of_the_place_want_proof_and_come_due_again(here: Works):
    firm = here.units["firm"]
    asked = [one.measure for one in measures.standings(firm) if one.measure.clause == "19"]
    assert [one.title for one in asked] == [
        "源头治理", "告知", "培训", "日常监测", "定期报告", "防护保障", "职业健康体检"]  # fmt: skip
    key, doing = asked[1].kept_as, {"by": here.viewer("safety"), "at": AT}
    said = {"done_on": TODAY, "says": "公告栏已更新", "due_on": date(2025, 4, 1)}
    before = everything()
    for given, says in (({"proof": None}, "还没有上传佐证"), ({"due_on": TODAY}, "晚于落实日期")):
        with pytest.raises(Invalid, match=says):
            measures.keep(firm, key, **said | {"proof": None} | given, **doing)
    assert everything() == before
    paper = evidence.store(owner=chain_of(firm.chain), kind="告知", name="a.txt",
                           content=BytesIO(b"x"), happened_at=None, **doing)  # fmt: skip
    measures.keep(firm, key, proof=paper, **said, **doing)
    assert [one.missing(TODAY) for one in measures.standings(firm)].count(False) == 1
    assert [daily.look(AT), daily.look(AT)] == [1, 0]
    [duty] = owed(title__contains="告知")
    measures.keep(firm, key, proof=paper, **said | {"due_on": date(2026, 3, 1)}, **doing)
    assert owed(pk=duty.pk) == []
    assert MeasureKept.objects.count() == 2
    assert measures.standings(here.units["rival"])[0].kept is None


def test_every_number_opens_the_units_behind_it_and_says_of_how_many(here: Works):
    officer = here.viewer("officer")
    assert standings.matching(officer, "unknown").count() == 2
    keeping.keep(here.units["rival"], {"occupational_grade": "general"},
                 by=here.viewer("officer"), at=AT)  # fmt: skip
    here.declared()
    here.exposed("钱二", since=TODAY - timedelta(days=30))
    found = {one.which: (one.count, one.of) for one in standings.numbers(officer)}
    assert found["hazardous"] == (2, 2)
    assert found["undeclared"] == (1, 2)
    assert standings.matching(officer, "undeclared").get() == here.units["rival"]
    assert (found["never"], found["unexamined"], found["measures"]) == ((1, 1), (1, 1), (2, 2))
    assert standings.people(officer).unexamined == 1
    assert standings.people_by_unit(officer) == {here.units["firm"].pk: standings.people(officer)}
    for one in standings.numbers(officer):
        assert standings.matching(officer, one.which).count() == one.count
    assert not standings.enterprises(here.viewer("doctor")).exists()


def test_the_fields_a_document_names_are_where_hazards_are_looked_for(here: Works):
    assert rules.fields()["230900"][0] == "水泥制造"
    UnitTag.objects.create(unit=here.units["firm"], tag="水泥制造", since=TODAY)
    assert not standings.matching(here.viewer("officer"), "hazardous").exists()
