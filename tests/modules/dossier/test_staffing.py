"""What an enterprise must have of safety staff, by law and by document, and what falls short."""

from datetime import date, timedelta

import pytest

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import units
from bihuan.kernel.trace.models import Entry
from bihuan.modules import clause_of
from bihuan.modules.dossier import daily, rules, sources, staffing
from bihuan.modules.dossier.binding import Binding

from .conftest import AT, tagged

BANDS = rules.Bands(over=100, percent=1, least=3, low=30, band=2)


def duties(unit):
    rows = Obligation.objects.everywhere("test").filter(holder=unit, done_at=None)
    return list(rows.select_related("rule", "clause__document"))


@pytest.mark.parametrize(("heads", "needed"), [
    (1, 0), (29, 0), (30, 2), (100, 2), (101, 3), (300, 3), (301, 4), (1000, 10), (1001, 11),
])  # fmt: skip
def test_full_time_staff_follow_the_headcount_by_the_numbers_of_the_pack(here, heads, needed):
    bands = Binding.of(here.firm.place_path, AT).bands["130802/shuangqiao-2018"]
    assert bands == BANDS
    assert bands.full_time(heads) == needed


@pytest.mark.parametrize(("heads", "staff", "lacks"), [
    (29, {"part_time": 0}, [("专职或者兼职安全生产管理人员或者委托的服务机构（人、家）", 1)]),
    (29, {"part_time": 1}, []),
    (29, {"agency": "某安全技术服务公司，合同至2026年"}, []),
    (30, {"full_time": 1}, [("专职安全生产管理人员（人）", 1)]),
    (30, {"full_time": 2}, []),
    (101, {"full_time": 3, "safety_body": "none"}, [("独立的安全生产管理机构（个）", 1)]),
    (101, {"full_time": 3, "safety_body": "merged"}, [("独立的安全生产管理机构（个）", 1)]),
    (301, {"full_time": 1, "safety_body": "own"}, [("专职安全生产管理人员（人）", 3)]),
    (50, {"full_time": 2, "safety_body": "merged"},
     [("不与其他机构合并设置的安全生产管理机构（个）", 1)]),
])  # fmt: skip
def test_what_falls_short_is_named_with_its_number(here, heads, staff, lacks):
    here.keep(headcount=heads, **staff)
    given = Binding.of(here.firm.place_path, AT)
    found = staffing.standing({"headcount": heads, **staff}, set(), given).findings
    assert [(one.what, one.lacks) for one in found] == lacks
    assert here.dossier().unmet == len(lacks)


def test_what_nobody_stated_is_no_finding(here):
    here.keep(headcount=300)
    assert here.dossier().unmet is None
    assert not duties(here.firm)


@pytest.mark.parametrize(("heads", "staff", "unmet"), [
    (20, {"full_time": 0, "safety_body": "none"}, 1),
    (20, {"full_time": 1}, 0),
    (1001, {"full_time": 1}, 0),
    (1001, {"full_time": 0, "safety_body": "own"}, 0),
])  # fmt: skip
def test_a_high_risk_enterprise_goes_by_the_law_whatever_its_headcount(here, heads, staff, unmet):
    tagged(here.firm, "金属冶炼")
    here.keep(headcount=heads, **staff)
    assert here.dossier().unmet == unmet


@pytest.mark.parametrize(("heads", "staff", "unmet"), [
    (100, {"part_time": 1}, 0), (100, {"part_time": 0}, 1), (101, {"part_time": 5}, None),
    (101, {"full_time": 0, "safety_body": "none"}, 1), (101, {"full_time": 1}, 0),
    (29, {"agency": "某公司"}, 1),
])  # fmt: skip
def test_where_no_document_says_more_the_law_counts(elsewhere, heads, staff, unmet):
    elsewhere.keep(headcount=heads, **staff)
    assert elsewhere.dossier().unmet == unmet


def test_a_shortfall_is_a_duty_of_the_enterprise_on_the_clause_without_an_invented_day(here):
    here.keep(headcount=301, full_time=3, safety_body="own")
    [duty] = duties(here.firm)
    assert here.dossier().findings == ["专职安全生产管理人员（人）应有 4，现有 3，缺 1"]
    assert duty.clause.no == "11"
    assert duty.rule.key == "130802/shuangqiao-2018#staffing.makeup"
    assert duty.legal_due is None
    assert duty.supervisor == here.bureau
    assert here.dossier().duty == duty


def test_the_duty_ends_with_the_fact_that_meets_it_and_another_one_begins_when_it_falls_short(here):
    here.keep(headcount=301, full_time=3, safety_body="own")
    [first] = duties(here.firm)
    here.keep(by="owner", full_time=4)
    first.refresh_from_db()
    assert (here.dossier().unmet, first.done_at) == (0, AT)
    here.keep(headcount=401)
    [second] = duties(here.firm)
    assert second.pk != first.pk


def test_a_headcount_put_right_in_the_register_is_looked_at_again_at_once(here):
    here.keep(headcount=300, full_time=3, safety_body="own")
    assert here.dossier().unmet == 0
    units.correct(here.firm, {"headcount": 301}, by=here.viewer(), at=AT)
    assert here.dossier().unmet == 1


def test_a_category_that_makes_it_high_risk_is_looked_at_again_at_once(here):
    here.keep(headcount=301, full_time=1, safety_body="own")
    assert here.dossier().unmet == 1
    units.tag(here.firm, "金属冶炼", since=date(2025, 1, 1), by=here.viewer(), at=AT)
    assert here.dossier().unmet == 0


def test_above_scale_enterprises_need_committee_director_and_engineers(here):
    here.keep(
        headcount=50, full_time=2, above_scale=True, committee=True, committee_chair="manager",
        director=False, engineers=0,
    )  # fmt: skip
    whats = [one.split("应有")[0] for one in here.dossier().findings]
    assert whats == ["由主要负责人担任的安委会主任", "安全总监", "注册安全工程师岗位"]
    here.keep(committee_chair="principal", director=True, engineers=1)
    assert here.dossier().unmet == 0


def test_a_large_enterprise_of_a_city_needs_a_director_chaired_as_its_clause_says(city):
    city.keep(scale="large", headcount=2000, full_time=5, director=False, committee=True,
              committee_chair="principal")  # fmt: skip
    assert city.dossier().unmet == 2
    city.keep(director=True, committee_chair="chairman")
    assert city.dossier().unmet == 0


def test_the_daily_look_finds_what_changed_by_the_calendar_alone_and_only_once_a_day(here):
    tagged(here.firm, "金属冶炼", since=date(2025, 3, 13))
    here.keep(headcount=301, full_time=1, safety_body="own")
    assert here.dossier().unmet == 1
    tomorrow = AT + timedelta(days=1)
    assert daily.look(tomorrow) == 1
    assert here.dossier().unmet == 0
    entries = Entry.objects.count()
    assert daily.look(tomorrow + timedelta(hours=1)) == 0
    assert Entry.objects.count() == entries


def test_every_quotation_beside_a_pack_stands_in_its_clause(here, city):
    def plain(text: str) -> str:
        return "".join(text.split()).replace("，", ",").replace("（", "(").replace("）", ")")

    asked = [(s.document, s.clause, p.rule.says) for s in sources.standards().values()
             for p in s.posts if s.document in LOADED_DOCUMENTS]  # fmt: skip
    asked += [(t.document, t.clause, r.says) for t in sources.tables().values() for r in t.rules]
    assert asked
    for document, no, says in asked:
        clause = clause_of(document, no)
        assert clause is not None
        assert plain(says) in plain(clause.text), (document, says)


LOADED_DOCUMENTS = ("130802/shuangqiao-2018", "510600/deyang-2017")
