"""Units from a spreadsheet: matched, changed field by field, registered, refused in words."""

from datetime import date

import pytest

from bihuan.kernel.orgs.models import Succession, Unit, UnitName
from bihuan.kernel.trace.models import Entry
from bihuan.lib.creditcodes import complete, organisation_check
from bihuan.modules.imports.models import Import
from tests.kernel import factories
from tests.modules.imports.conftest import judged, taken, told, verdicts

HEAD = ("单位名称", "统一社会信用代码", "类别", "区划", "督办方", "从业人数")


def code(n: int) -> str:
    """A right credit code, another for each number."""
    body = f"91441521MA4UX{n:03}"
    return complete(body + organisation_check(body[8:]))


@pytest.fixture
def office(county):
    return county.viewer("office_clerk")


def facts():
    """Everything a refused or unread table must leave as it was."""
    return list(Unit.objects.order_by("pk").values()), Entry.objects.exclude(
        verb__startswith="import_"
    ).exclude(verb="evidence").count()


def test_new_units_are_registered_each_by_one_traced_act(county, office):
    row = ("甲新纸厂", code(1), "企业", "甲镇", "甲县应急管理局", "35人")
    made = judged(office, "units", HEAD, row, ("甲砖厂", "", "生产经营单位", "甲县", "", ""))
    assert verdicts(made) == ["new", "new"]
    assert not Unit.objects.filter(name="甲新纸厂").exists()
    taken(made, office)
    unit = Unit.objects.get(name="甲新纸厂")
    assert (unit.credit_code, unit.headcount, unit.place.name) == (code(1), 35, "甲镇")
    assert unit.supervisor == county.units["bureau"]
    assert [e.verb for e in Entry.objects.filter(chain=unit.chain)] == ["registered"]
    assert Entry.objects.get(chain=unit.chain).person_id == office.person_id


def test_a_change_is_shown_field_by_field_and_made_on_the_basis_named(county, office):
    firm = county.units["firm"]
    Unit.objects.filter(pk=firm.pk).update(credit_code=code(2), headcount=20)
    made = judged(office, "units", HEAD,
                  ("甲新材料厂", code(2), "", "甲镇", "甲镇人民政府", "35"))  # fmt: skip
    assert verdicts(made) == ["changed"]
    assert made.rows.get().changes == [
        ["单位名称", "甲塑料制品厂", "甲新材料厂"], ["区划", "甲县", "甲镇"],
        ["督办方", "甲县应急管理局", "甲镇人民政府"], ["从业人数", "20", "35"],
    ]  # fmt: skip
    taken(made, office, basis="海委编〔2025〕3号")
    firm.refresh_from_db()
    assert (firm.name, firm.headcount, firm.supervisor) == ("甲新材料厂", 35, county.units["town"])
    assert UnitName.objects.get(unit=firm).name == "甲塑料制品厂"
    assert {s.reason for s in Succession.objects.all()} == {"海委编〔2025〕3号"}


def test_the_same_file_again_changes_nothing(county, office):
    rows = (HEAD, ("甲新纸厂", code(1), "企业", "甲镇", "甲县应急管理局", "35"),
            ("甲砖厂", "", "企业", "甲县", "", "8"))  # fmt: skip
    taken(judged(office, "units", *rows), office)
    before = facts()
    again = judged(office, "units", *rows)
    assert verdicts(again) == ["same", "same"]
    assert facts() == before


def test_a_supervisor_may_stand_in_another_row_of_the_table_whatever_the_order(county, office):
    made = judged(office, "units", HEAD,
                  ("甲电镀厂", "", "企业", "甲镇", "甲镇应急站", ""),
                  ("甲镇应急站", "", "应急站", "甲镇", "甲镇人民政府", ""))  # fmt: skip
    assert verdicts(made) == ["new", "new"]
    taken(made, office)
    plating = Unit.objects.get(name="甲电镀厂")
    assert plating.supervisor.supervisor == county.units["town"]


def test_a_row_below_a_wrong_supervisor_is_wrong_too_and_says_where(county, office):
    made = judged(office, "units", HEAD,
                  ("甲电镀厂", "", "企业", "甲镇", "甲镇应急站", ""),
                  ("甲镇应急站", "", "应急站", "没有的镇", "", ""),
                  ("甲一队", "", "班组", "甲镇", "甲二队", ""),
                  ("甲二队", "", "班组", "甲镇", "甲一队", ""))  # fmt: skip
    assert verdicts(made) == ["wrong"] * 4
    says = dict((row, words) for row, _, words in told(made))
    assert "在第 3 行，那一行还不能登记" in says[2]
    assert "您的辖区里没有“没有的镇”" in says[3]
    assert "绕成了一圈" in says[4]


def test_nothing_is_matched_by_name_alone_where_a_code_is_on_record(county, office):
    other = factories.town(county.place, "甲东镇").place
    first = factories.unit("甲供销社", "department", county.units["town"].place)
    factories.unit("甲供销社", "department", other)
    Unit.objects.filter(name="甲塑料制品厂").update(credit_code=code(3))
    made = judged(office, "units", HEAD,
                  ("甲供销社", "", "", "", "", "12"),
                  ("甲塑料制品厂", "", "", "", "", "12"),
                  ("甲塑料制品厂", code(4), "", "甲县", "", "12"),
                  ("甲供销社", "", "", "甲镇", "", "12"))  # fmt: skip
    assert verdicts(made) == ["wrong", "wrong", "wrong", "changed"]
    says = dict((row, words) for row, _, words in told(made))
    assert "甲镇 无代码、甲东镇 无代码" in says[2]
    assert "只凭名称不认" in says[3]
    assert f"登记的代码是 {code(3)}" in says[4]
    taken(made, office)
    first.refresh_from_db()
    assert first.headcount == 12
    assert Unit.objects.get(name="甲塑料制品厂").headcount is None


def test_nobody_imports_beyond_what_the_pages_let_him_do(county):
    twin = factories.enterprise(county.units["town"], "甲镇面包厂")
    Unit.objects.filter(pk=twin.pk).update(credit_code=code(5))
    department = county.viewer("department_clerk")
    made = judged(department, "units", HEAD,
                  ("甲镇面包厂", code(5), "", "", "", "12"),
                  ("甲新厂", "", "企业", "甲县", "甲县安委办", ""),
                  ("甲新二厂", "", "企业", "甲县", "甲县应急管理局", ""))  # fmt: skip
    assert verdicts(made) == ["wrong", "wrong", "new"]
    assert "不在您的管辖范围" in told(made)[0][2]
    firm = county.viewer("enterprise_principal")
    own = judged(firm, "units", HEAD, ("甲塑料制品厂", "", "", "甲县", "", "99"))
    assert verdicts(own) == ["wrong"]
    assert "不由本单位自己改" in told(own)[0][2]
    assert Unit.objects.get(name="甲塑料制品厂").headcount is None


def test_taking_none_and_waiting_rows_change_nothing(county, office):
    from bihuan.kernel.orgs.refusals import WrongState
    from bihuan.modules.imports import intake
    from tests.surfaces.twins import NOW

    before = facts()
    made = judged(office, "units", HEAD, ("甲新厂", "", "企业", "甲县", "", ""),
                  ("甲错厂", "", "企业", "甲县", "", "很多"))  # fmt: skip
    with pytest.raises(WrongState, match="有 1 行有错"):
        intake.take(made, but_wrong=False, basis="", by=office, at=NOW)
    intake.drop(made, by=office, at=NOW)
    with pytest.raises(WrongState, match="现在是“没有导入”"):
        intake.take(made, but_wrong=True, basis="", by=office, at=NOW)
    assert facts() == before
    assert Import.objects.get(pk=made.pk).state == "dropped"


def test_a_table_of_another_county_is_refused_row_by_row(county, office):
    twin = factories.county("441523", "骉县")
    made = judged(office, "units", HEAD, ("骉厂", "", "企业", twin.name, "", ""))
    assert "您的辖区里没有“骉县”" in told(made)[0][2]


def test_tags_are_added_and_never_taken_away(county, office):
    head = ("单位名称", "区划", "类别标签", "成立日期", "法人", "状态")
    row = ("甲塑料制品厂", "甲县", "规模以上、涉氨制冷", "二〇二〇年五月一日", "王五", "停产")
    made = judged(office, "units", head, row)
    taken(made, office, basis="现场核实")
    firm = Unit.objects.get(name="甲塑料制品厂")
    assert set(firm.tags.values_list("tag", flat=True)) == {"规模以上", "涉氨制冷"}
    assert (firm.since, firm.attributes) == (date(2020, 5, 1), {"legal_representative": "王五"})
    assert firm.status == "stopped"
    again = judged(office, "units", head, row[:2] + ("规模以上",) + row[3:])
    assert verdicts(again) == ["same"]
