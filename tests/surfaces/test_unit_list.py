"""单位: the list with what is missing, its export, and registering a unit on a page."""

import csv
from io import StringIO

import pytest

from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.trace.models import Entry
from bihuan.lib.creditcodes import complete, organisation_check
from bihuan.surfaces.workbench.queries.paging import SIZE
from tests.kernel import factories

BODY = "91441521MA4UXY12"
CODE = complete(BODY + organisation_check(BODY[8:]))


def page(county, role="office_clerk", query="") -> str:
    return county.browser(role).get(f"/units{query}").content.decode()


def shown(county, role="office_clerk", query="") -> list[str]:
    response = county.browser(role).get(f"/units{query}")
    return [unit.name for unit in response.context["page"].rows]


def registering(county, role="office_clerk", **given):
    facts = {
        "name": "甲新纸厂",
        "kind": "enterprise",
        "place": "甲县",
        "supervisor": "甲县应急管理局",
    }
    data = {f"register-{name}": value for name, value in (facts | given).items()}
    return county.browser(role).post("/units/new", data)


def test_the_list_shows_the_units_of_ones_scope_and_no_others(county, twin):
    assert "骉" not in page(county)
    assert set(shown(county)) == {unit.name for unit in county.units.values()}
    assert shown(county, "enterprise_principal") == [county.units["firm"].name]
    assert "甲塑料制品厂" in shown(county, "department_clerk")
    assert "甲镇人民政府" not in shown(county, "department_clerk")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=塑料", ["甲塑料制品厂"]),
        ("?kind=village", ["甲村委会"]),
        ("?status=stopped", []),
        ("?status=closed", []),
        ("?q=骉", []),
    ],
)
def test_a_filter_leaves_what_answers_it(county, twin, query, names):
    assert shown(county, query=query) == names


def test_a_filter_of_place_takes_the_places_below_along(county):
    town = county.units["town"].place
    assert set(shown(county, query=f"?place={town.code}")) == {"甲镇人民政府", "甲村委会"}
    assert shown(county, query="?place=nowhere") == []


def test_what_is_missing_can_be_asked_for(county):
    assert set(shown(county, query="?gap=unwatched")) == {
        "甲县安委会", "甲举报保管室", "甲镇人民政府",
    }  # fmt: skip
    assert shown(county, query="?gap=vacant") == []
    factories.post(county.units["firm"], "safety_officer", "安全总监", lead="safety")
    factories.post(county.units["firm"], "worker", "电工")
    text = page(county, query="?gap=vacant")
    assert shown(county, query="?gap=vacant") == ["甲塑料制品厂"]
    assert "安全总监" in text
    assert "电工" not in text


def test_each_filter_in_force_is_a_chip_that_can_be_taken_away(county):
    response = county.browser("office_clerk").get("/units?q=甲&kind=enterprise&gap=unwatched")
    says = [chip.says for chip in response.context["chips"]]
    assert says == ["含“甲”", "生产经营单位", "无督办方"]
    assert "没有符合条件的单位" in response.content.decode()


def test_pages_neither_repeat_nor_skip_a_unit(county):
    for n in range(SIZE + 5):
        factories.unit(f"甲第{n}厂", "enterprise", county.place, county.units["bureau"])
    browser = county.browser("office_clerk")
    first = browser.get("/units").context["page"]
    second = browser.get("/units", {"after": first.following}).context["page"]
    seen = [unit.pk for unit in (*first.rows, *second.rows)]
    assert len(seen) == len(set(seen)) == SIZE + 5 + len(county.units)
    assert browser.get("/units?after=forged").status_code == 422


def test_the_export_holds_the_filtered_units_and_says_by_which_filters(county, twin):
    response = county.browser("office_clerk").get("/units/export?kind=enterprise")
    rows = list(csv.reader(StringIO(response.getvalue().decode("utf-8-sig"))))
    assert rows[1] == ["条件", "生产经营单位"]
    assert rows[-1] == ["行数", "1"]
    assert rows[4][:5] == ["甲塑料制品厂", "生产经营单位", "甲县", "441521", "甲县应急管理局"]
    assert county.browser("worker").get("/units/export").status_code == 403


def test_the_entry_stands_where_there_is_more_than_ones_own_unit_to_see_or_something_to_do(county):
    for role in ("office_clerk", "department_clerk", "enterprise_principal", "auditor"):
        assert 'data-go="u"' in page(county, role), role
    assert 'data-go="u"' not in page(county, "worker")


def test_a_unit_is_registered_with_what_was_filled_in_and_nothing_else(county):
    response = registering(county, credit_code=CODE.lower(), headcount="35", since="2020-05-01")
    made = Unit.objects.get(name="甲新纸厂")
    assert response["Location"] == f"/units/{made.pk}#manage"
    assert (made.place, made.supervisor) == (county.place, county.units["bureau"])
    assert (made.credit_code, made.headcount, made.industry) == (CODE, 35, "")
    assert Entry.objects.get(chain=made.chain).verb == "registered"


def test_nothing_is_filled_in_beforehand(county):
    form = county.browser("office_clerk").get("/units/new").context["form"]
    assert all(field.value() in (None, "") for field in form)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": ""}, "还没有填写“单位全称”"),
        ({"kind": ""}, "还没有选择“类别”"),
        ({"place": "骉县"}, "您的辖区里没有“骉县”"),
        ({"place": "441523"}, "您的辖区里没有“441523”"),
        ({"supervisor": "骉县应急管理局"}, "没有找到“骉县应急管理局”"),
        ({"supervisor": "没有的局"}, "没有找到“没有的局”"),
        ({"credit_code": "9144"}, "应为18位"),
        ({"credit_code": CODE[:-1] + ("1" if CODE[-1] != "1" else "2")}, "末位应为"),
        ({"headcount": "约30"}, "要写整数"),
        ({"industry": "造纸"}, "行业代码写成"),
        ({"since": "去年"}, "日期要写成"),
        ({"name": "甲塑料制品厂"}, "已有名为“甲塑料制品厂”的单位"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_registered(county, twin, given, says):
    before = Unit.objects.count(), Entry.objects.count()
    response = registering(county, **given)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert (Unit.objects.count(), Entry.objects.count()) == before


def test_a_name_that_means_two_units_is_not_guessed_but_a_credit_code_decides(county):
    first = factories.town(county.place, "甲东镇").place
    second = factories.town(county.place, "甲西镇").place
    wanted = factories.unit("甲供销社", "department", first)
    factories.unit("甲供销社", "department", second)
    Unit.objects.filter(pk=wanted.pk).update(credit_code=CODE)
    refused = registering(county, supervisor="甲供销社").content.decode()
    assert "有 2 个单位叫“甲供销社”（甲东镇、甲西镇）" in refused
    assert not Unit.objects.filter(name="甲新纸厂").exists()
    registering(county, supervisor=CODE)
    assert Unit.objects.get(name="甲新纸厂").supervisor == wanted


def test_a_department_registers_what_it_will_answer_for_itself(county):
    refused = registering(county, "department_clerk", supervisor="甲县安委办")
    assert refused.status_code == 403
    assert not Unit.objects.filter(name="甲新纸厂").exists()
    assert registering(county, "department_clerk").status_code == 302


def test_who_sees_only_her_own_unit_registers_none_and_sees_no_button(county):
    assert "登记单位" in page(county)
    assert "登记单位" not in page(county, "enterprise_principal")
    told = county.browser("enterprise_principal").get("/units/new").content.decode()
    assert "可由主管单位或安委办登记" in told
    assert "register-name" not in told
    assert registering(county, "enterprise_principal").status_code == 403
    assert not Unit.objects.filter(name="甲新纸厂").exists()


def test_the_settings_lead_to_the_units_nobody_supervises(county):
    Unit.objects.filter(pk=county.units["firm"].pk).update(supervisor=None)
    type(county.late).objects.everywhere("test").update(supervisor=None)
    assert (
        "/units?gap=unwatched" in county.browser("office_clerk").get("/settings").content.decode()
    )


def test_a_page_of_units_takes_few_queries_and_its_rows_take_none(
    county, django_assert_max_num_queries
):
    for n in range(30):
        factories.unit(f"甲第{n}厂", "enterprise", county.place, county.units["bureau"])
    browser = county.browser("office_clerk")
    with django_assert_max_num_queries(22):
        assert browser.get("/units").status_code == 200
