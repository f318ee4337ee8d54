"""Units are registered once, found by the names of the day, stopped and closed with a reason."""

import json
from datetime import date

import pytest

from bihuan.kernel.orgs import succession, units
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.trace.models import Entry
from bihuan.lib.creditcodes import complete, organisation_check
from tests.kernel.factories import (
    AT,
    DAY,
    SETUP,
    committee_office,
    county,
    department,
    enterprise,
    town,
    unit,
    viewer_in,
)

pytestmark = pytest.mark.django_db
ACT = {"by": SETUP, "at": AT}
_BODY = "FAKE0001"
CODE = complete("91441521" + _BODY + organisation_check(_BODY))


def register(name="海丰县宏发塑料制品厂", **facts):
    return units.register(**({"name": name, "kind": "enterprise", "place": county()} | ACT | facts))


def test_a_unit_is_registered_with_its_place_and_traced():
    made = register(credit_code=CODE.lower(), headcount=99, attributes={"address": "工业路 1 号"})
    assert (made.credit_code, made.place_path) == (CODE, county().path)
    assert Entry.objects.get(chain=made.chain).verb == "registered"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "castle"}, "kind"),
        ({"credit_code": CODE[:-1] + "?"}, "credit_code"),
        ({"attributes": {"colour": "红"}}, "colour"),
    ],
)
def test_a_wrong_fact_is_named_and_nothing_registered(facts, field):
    with pytest.raises(Invalid) as refused:
        register(**facts)
    assert refused.value.field == field
    assert not Unit.objects.exists()
    assert not Entry.objects.exists()


def test_the_same_name_in_a_place_or_the_same_code_is_refused():
    register(credit_code=CODE)
    with pytest.raises(Invalid, match="海丰县已有名为“海丰县宏发塑料制品厂”的单位"):
        register()
    with pytest.raises(Invalid, match=f"{CODE} 已由海丰县宏发塑料制品厂登记"):
        register("另一家", credit_code=CODE)
    assert Unit.objects.count() == 1


def test_somebody_registers_only_in_his_own_scope():
    clerk = viewer_in(committee_office(county()), "office_clerk")
    register(by=clerk)
    with pytest.raises(NotAllowed, match="新兴区不在您的辖区"):
        register("新兴区某厂", place=county("230902", "新兴区"), by=clerk)
    assert Unit.objects.filter(kind="enterprise").count() == 1


@pytest.mark.parametrize("written", ["县 应急管理局", " 县应急管理局 ", "县应急\n管理局"])
def test_a_name_is_found_however_it_is_spaced(written):
    known = unit("县应急管理局", "regulator", county())
    assert units.find(written, place=county(), on=DAY) == known


def test_brackets_of_both_widths_are_one_name():
    known = register("海丰(中国)公司")
    assert units.find("海丰（中国）公司", place=county(), on=DAY) == known


def test_a_name_is_looked_up_in_the_place_then_above_nearest_first():
    place = county()
    city = unit("应急管理局", "regulator", place.parent)
    assert units.find("应急管理局", place=place, on=DAY) == city
    own = unit("应急管理局", "regulator", place)
    assert units.find("应急管理局", place=place, on=DAY) == own
    assert units.find("应急管理局", place=place.parent, on=DAY) == city


def test_a_town_below_is_found_when_only_one_bears_the_name():
    place = county()
    known = town(place)
    assert units.find("可塘镇人民政府", place=place, on=DAY) == known
    unit("可塘镇人民政府", "town_government", town(place, "大湖镇").place)
    assert units.find("可塘镇人民政府", place=place, on=DAY) is None


def test_an_alias_counts_for_the_texts_of_its_place_only():
    known = department(county())
    units.add_alias(known, "县安监局", place=county(), **ACT)
    units.add_alias(known, "县安监局", place=county(), **ACT)
    assert units.find("县安监局", place=county(), on=DAY) == known
    assert units.find("县安监局", place=county("230902", "新兴区"), on=DAY) is None
    other = department(county(), "住建局")
    with pytest.raises(Invalid, match="“县安监局”已对应到海丰县应急管理局"):
        units.add_alias(other, "县安监局", place=county(), **ACT)
    assert known.aliases.count() == 1


def test_a_unit_is_found_only_while_it_exists():
    known = register(since=date(2024, 1, 1))
    assert units.find(known.name, place=county(), on=date(2023, 12, 31)) is None
    units.close(known, reason="注销", **ACT)
    assert units.find(known.name, place=county(), on=date(2024, 3, 11)) == known
    assert units.find(known.name, place=county(), on=DAY) is None


def test_a_renamed_unit_is_found_by_the_name_of_the_day():
    known = department(county(), "安监局")
    decision = succession.Decision(date(2024, 1, 1), "机构改革", SETUP, AT)
    succession.rename(known, "海丰县应急管理局", decision)
    assert units.find("海丰县安监局", place=county(), on=date(2023, 12, 31)) == known
    assert units.find("海丰县安监局", place=county(), on=DAY) is None
    assert units.find("海丰县应急管理局", place=county(), on=DAY) == known
    assert units.find("海丰县应急管理局", place=county(), on=date(2023, 12, 31)) is None


def test_a_tag_runs_from_day_to_day_and_is_set_once():
    plant = register()
    first = units.tag(plant, "规模以上", since=date(2024, 1, 1), **ACT)
    assert units.tag(plant, "规模以上", since=DAY, **ACT) == first
    units.untag(plant, "规模以上", on=DAY, **ACT)
    first.refresh_from_db()
    assert (first.since, first.until) == (date(2024, 1, 1), DAY)
    with pytest.raises(WrongState, match="没有“规模以上”这一类别"):
        units.untag(plant, "规模以上", on=DAY, **ACT)


def test_stopping_resuming_and_closing_need_a_reason_and_the_right_order():
    plant = register()
    with pytest.raises(Invalid, match="原因"):
        units.stop(plant, reason=" ", **ACT)
    with pytest.raises(WrongState, match="现在是“正常”"):
        units.resume(plant, reason="复产", **ACT)
    assert units.stop(plant, reason="检修", **ACT).status == "stopped"
    assert units.resume(plant, reason="复产", **ACT).status == "operating"
    closed = units.close(plant, reason="注销", **ACT)
    assert (closed.status, closed.until) == ("closed", DAY)
    with pytest.raises(WrongState):
        units.stop(plant, reason="检修", **ACT)
    verbs = Entry.objects.filter(chain=plant.chain).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["registered", "stopped", "operating", "closed"]


def test_the_office_of_a_place_is_its_own_or_the_nearest_above():
    place = county()
    plant = enterprise(town(place))
    assert units.nearest(units.OFFICE, plant.place_path, DAY) is None
    city = committee_office(place.parent)
    assert units.nearest(units.OFFICE, plant.place_path, DAY) == city
    own = committee_office(place)
    assert units.nearest(units.OFFICE, plant.place_path, DAY) == own
    units.close(own, reason="撤销", **ACT)
    assert units.nearest(units.OFFICE, plant.place_path, DAY) == city


def test_what_the_register_says_is_put_right_with_old_and_new_in_the_trace():
    firm = enterprise(department(county()), "海丰县纸厂")
    facts = {"headcount": 35, "credit_code": CODE.lower(), "attributes": {"address": "工业路1号"}}
    units.correct(firm, facts, by=SETUP, at=AT)
    firm.refresh_from_db()
    assert (firm.headcount, firm.credit_code) == (35, CODE)
    assert firm.attributes == {"address": "工业路1号"}
    entry = Entry.objects.get(chain=firm.chain, verb="corrected")
    assert json.loads(entry.body)["headcount"] == [None, 35]


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"credit_code": "123"}, "credit_code"), ({"attributes": {"colour": "red"}}, "colour")],
)
def test_a_wrong_correction_is_refused_and_changes_nothing(facts, field):
    firm = enterprise(department(county()), "海丰县纸厂")
    with pytest.raises(Invalid) as refused:
        units.correct(firm, {"headcount": 35, **facts}, by=SETUP, at=AT)
    assert refused.value.field == field
    firm.refresh_from_db()
    assert firm.headcount is None
    assert not Entry.objects.filter(chain=firm.chain).exists()


def test_a_code_that_is_another_units_is_refused():
    bureau = department(county())
    first, second = enterprise(bureau), enterprise(bureau)
    units.correct(first, {"credit_code": CODE}, by=SETUP, at=AT)
    with pytest.raises(Invalid, match=f"已由{first.name}登记"):
        units.correct(second, {"credit_code": CODE}, by=SETUP, at=AT)
    second.refresh_from_db()
    assert second.credit_code is None


def test_a_unit_does_not_correct_what_decides_over_itself():
    firm = enterprise(department(county()), "海丰县纸厂")
    own = viewer_in(firm, "enterprise_principal")
    with pytest.raises(NotAllowed, match="不由本单位自己改"):
        units.correct(firm, {"headcount": 1}, by=own, at=AT)
    firm.refresh_from_db()
    assert firm.headcount is None
