"""What becomes of a unit, entered on its page: who may, with what basis, and what follows."""

import pytest

from bihuan.kernel.obligations.models import Pause
from bihuan.kernel.orgs.models import Succession, Unit, UnitAlias, UnitTag
from bihuan.kernel.trace.models import Entry
from tests.kernel import factories

ACTS = ("aliases", "tags", "status", "rename", "move", "transfer", "merge", "split")
BASIS = {"on": "2025-03-01", "reason": "海委编〔2025〕3号"}


@pytest.fixture
def firm(county):
    return county.units["firm"]


def act(county, unit, verb, role="office_clerk", **given):
    data = {f"{verb}-{field}": value for field, value in given.items()}
    return county.browser(role).post(f"/units/{unit.pk}/{verb}", data)


def page(county, unit, role="office_clerk") -> str:
    return county.browser(role).get(f"/units/{unit.pk}").content.decode()


def fresh(unit):
    return Unit.objects.get(pk=unit.pk)


def everything():
    """What a refused act must leave as it was."""
    models = (Unit, UnitAlias, UnitTag, Succession, Pause)
    return [list(model.objects.order_by("pk").values()) for model in models], Entry.objects.count()


def test_a_unit_gets_an_alias_and_a_category(county, firm):
    assert act(county, firm, "aliases", alias="甲塑料厂", place="甲县").status_code == 302
    assert act(county, firm, "tags", tag="规模以上", since="2025-01-01").status_code == 302
    text = page(county, firm)
    assert "甲塑料厂" in text
    assert "规模以上" in text
    assert act(county, firm, "untag", tag="规模以上", on="2025-03-01").status_code == 302
    assert not firm.tags.filter(until=None).exists()


def test_a_unit_stops_works_again_and_is_closed(county, firm):
    for to, word in (("stop", "停产停业"), ("resume", "正常"), ("close", "已关闭")):
        response = act(county, firm, "status", to=to, reason="订单不足")
        assert response.status_code == 302
        assert fresh(firm).get_status_display() == word
    assert 'id="manage"' not in page(county, firm)


def test_a_state_that_cannot_follow_is_not_offered_or_taken(county, firm):
    before = everything()
    assert act(county, firm, "status", to="resume", reason="复工").status_code == 422
    assert everything() == before


def test_checks_pause_and_run_again(county, firm):
    assert act(county, firm, "pause", reason="设备大修").status_code == 302
    text = page(county, firm)
    assert "设备大修" in text
    assert "恢复检查" in text
    assert act(county, firm, "run").status_code == 302
    assert Pause.objects.get().until is not None
    assert act(county, firm, "run").status_code == 409


def test_a_unit_is_renamed_on_a_basis_and_keeps_its_former_name(county, firm):
    act(county, firm, "rename", name="甲新材料厂", **BASIS)
    assert fresh(firm).name == "甲新材料厂"
    text = page(county, firm)
    assert "甲塑料制品厂" in text
    assert "海委编〔2025〕3号" in text


def test_a_change_of_a_later_day_waits_and_says_so(county, firm):
    late = BASIS | {"on": "2025-04-01"}
    response = act(county, firm, "rename", name="甲新材料厂", **late)
    assert fresh(firm).name == "甲塑料制品厂"
    said = county.browser("office_clerk").get(response["Location"]).content.decode()
    assert "到 2025-04-01 办理" in said or "待办理" in said
    assert "待办理" in page(county, firm)


def test_a_unit_moves_and_its_open_duties_go_along(county, firm):
    act(county, firm, "move", to="甲镇", **BASIS)
    assert fresh(firm).place == county.units["town"].place
    late = type(county.late).objects.everywhere("test").get(pk=county.late.pk)
    assert late.place_path == county.units["town"].place_path


def test_another_unit_answers_for_it_and_for_its_open_duties(county, firm):
    text = page(county, firm)
    assert "现在：甲县应急管理局。在办的" in text
    act(county, firm, "transfer", to="甲镇人民政府", **BASIS)
    assert fresh(firm).supervisor == county.units["town"]
    late = type(county.late).objects.everywhere("test").get(pk=county.late.pk)
    assert late.supervisor == county.units["town"]


def test_a_unit_goes_into_another_with_all_it_owes(county, firm):
    other = factories.enterprise(county.units["bureau"], "甲总厂")
    response = act(county, firm, "merge", into="甲总厂", **BASIS)
    assert response.status_code == 302
    assert fresh(firm).status == Unit.Status.CLOSED
    late = type(county.late).objects.everywhere("test").get(pk=county.late.pk)
    assert late.holder == other
    assert not firm.posts.filter(terms__until=None).exists()


def test_a_unit_is_split_and_each_part_takes_what_is_named(county):
    bureau = county.units["bureau"]
    factories.enterprise(bureau, "甲矿")
    heir = factories.department(county.place, "新应急管理局")
    mines = factories.department(county.place, "矿山局")
    response = act(
        county, bureau, "split", heir=heir.name, part1=mines.name, takes1="甲矿\r\n", **BASIS
    )
    assert response.status_code == 302
    assert Unit.objects.get(name="甲矿").supervisor == mines
    assert fresh(county.units["firm"]).supervisor == heir
    assert fresh(bureau).status == Unit.Status.CLOSED


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"takes1": "别人的厂"}, "不是“别人的厂”的督办方"),
        ({"part2": "甲县安委办"}, "要一起填"),
        ({"heir": "骉县安委办"}, "没有找到“骉县安委办”"),
        ({"takes1": "甲塑料制品厂", "part2": "甲县安委会", "takes2": "甲塑料制品厂"}, "已写在前面"),
    ],
)
def test_a_split_that_does_not_add_up_changes_nothing(county, twin, given, says):
    before = everything()
    facts = {"heir": "甲县安委办", "part1": "甲镇人民政府", "takes1": "甲塑料制品厂"} | BASIS
    response = act(county, county.units["bureau"], "split", **(facts | given))
    assert response.status_code == 422
    assert says in response.content.decode()
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("rename", {"name": "甲新厂", "on": "2025-03-01"}, "还没有填写“依据”"),
        ("rename", {"name": "甲新厂", "reason": "批文"}, "还没有填写日期"),
        ("rename", BASIS | {"name": "甲塑料制品厂"}, "新名称应与“甲塑料制品厂”不同"),
        ("rename", BASIS | {"name": "甲技术服务公司"}, "甲县已有同名的单位"),
        ("move", BASIS | {"to": "骉县"}, "您的辖区里没有“骉县”"),
        ("transfer", BASIS | {"to": "骉县应急管理局"}, "没有找到“骉县应急管理局”"),
        ("merge", BASIS | {"into": "骉塑料制品厂"}, "没有找到“骉塑料制品厂”"),
        ("merge", BASIS | {"into": "甲塑料制品厂"}, "不能并入自己"),
        ("aliases", {"alias": "厂", "place": "骉县"}, "您的辖区里没有“骉县”"),
        ("status", {"to": "stop"}, "还没有填写“原因”"),
        ("tags", {"since": "2025-01-01"}, "还没有填写“类别”"),
    ],
)
def test_what_is_wrong_is_said_keeps_what_was_typed_and_changes_nothing(
    county, twin, name, given, says
):
    firm, before = county.units["firm"], everything()
    response = act(county, firm, name, **given)
    assert response.status_code == 422
    text = response.content.decode()
    assert says in text
    assert f'<details id="act-{name}" open>' in text
    assert everything() == before


def test_what_will_follow_is_said_before_the_button(county, firm):
    text = page(county, firm)
    owed = firm.owes.everywhere("test").filter(done_at=None).count()
    assert f"在办的 {owed} 项责任、督办的 0 个单位" in text


def test_what_nobody_can_take_back_says_so_and_is_looked_at_first(county, firm):
    text = page(county, firm)
    for name in ("rename", "move", "transfer", "merge", "split"):
        form = text.partition(f'id="act-{name}"')[2].partition("</details>")[0]
        final = name in ("merge", "split")
        assert ("不能撤回。</p>" in form) is final
        assert form.count('type="submit"') == (1 if final else 2)


def test_who_reads_no_cases_is_told_no_number_of_duties(county, firm):
    text = page(county, firm, "administrator")
    assert "在办的责任不变" in text
    assert "在办 0 项" not in text


@pytest.mark.parametrize("name", ACTS)
def test_a_unit_does_not_change_what_it_is_and_is_offered_no_button(county, firm, name):
    assert f'id="act-{name}"' in page(county, firm)
    for role in ("enterprise_principal", "safety_officer", "worker", "leader"):
        assert f'id="act-{name}"' not in page(county, firm, role), role
    before = everything()
    for role in ("enterprise_principal", "worker"):
        assert act(county, firm, name, role, **BASIS).status_code == 403
    assert everything() == before


def test_only_who_may_pause_is_offered_to(county, firm):
    assert 'id="act-pause"' in page(county, firm, "department_clerk")
    for role in ("enterprise_principal", "administrator"):
        assert 'id="act-pause"' not in page(county, firm, role)
        assert act(county, firm, "pause", role, reason="检修").status_code == 403
    assert not Pause.objects.exists()


@pytest.mark.parametrize("name", [*ACTS, "pause", "posts", "terms"])
def test_another_countys_unit_does_not_exist_here(county, twin, name):
    before = everything()
    response = act(county, twin.units["firm"], name, **BASIS)
    assert response.status_code == 404
    assert "骉" not in response.content.decode()
    assert everything() == before
