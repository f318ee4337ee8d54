"""搜索: what one may open is found by words, numbers and initials; nothing else is."""

from datetime import date

import pytest

from bihuan.kernel.orgs import people, succession, units
from bihuan.kernel.orgs.initials import initials
from bihuan.kernel.orgs.models import Person, Term, Unit
from bihuan.lib.creditcodes import complete
from tests.surfaces.test_desk import opened, text
from tests.surfaces.twins import BY, NOW

CODE = complete("91441521MA4UKXXX0")


def found(browser, words):
    """Return the titles found, by the kind of what they are."""
    response = browser.get("/search", {"q": words})
    assert response.status_code == 200
    return {kind.title: [hit.title for hit in kind.hits] for kind in response.context["found"]}


def register(county, name, code=None):
    return units.register(
        name=name, kind="enterprise", place=county.place, supervisor=county.units["bureau"],
        credit_code=code, by=BY, at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("烟花", ["长江鞭炮烟花厂", "红星烟花爆竹有限公司"]),
        ("花爆竹", ["红星烟花爆竹有限公司"]),
        ("yhbz", ["红星烟花爆竹有限公司"]),
        ("HXYH", ["红星烟花爆竹有限公司"]),
        ("cjbp", ["长江鞭炮烟花厂"]),
        (CODE.lower(), ["红星烟花爆竹有限公司"]),
        ("煤矿", []),
    ],
)
def test_a_unit_is_found_by_part_of_its_name_by_initials_and_by_code(county, words, names):
    register(county, "红星烟花爆竹有限公司", CODE)
    register(county, "长江鞭炮烟花厂")
    assert found(county.browser("office_clerk"), words).get("单位", []) == names


def test_who_is_named_exactly_comes_before_who_merely_contains_it(county):
    for name in ("大红星电镀厂", "红星电镀厂二分厂", "红星电镀厂"):
        register(county, name)
    assert found(county.browser("office_clerk"), "红星电镀厂")["单位"] == [
        "红星电镀厂", "红星电镀厂二分厂", "大红星电镀厂"
    ]  # fmt: skip


def test_a_renamed_unit_is_found_by_its_new_initials_and_by_its_former_name(county):
    unit = register(county, "红星化工厂")
    decision = succession.Decision(on=NOW.date(), reason="更名通知", by=BY, at=NOW)
    succession.rename(unit, "蓝天材料厂", decision)
    succession.apply_due(NOW)
    browser = county.browser("office_clerk")
    assert found(browser, "ltcl")["单位"] == ["蓝天材料厂"]
    assert found(browser, "红星化工")["单位"] == ["蓝天材料厂"]
    assert "单位" not in found(browser, "hxhg")


def test_a_person_is_found_by_either_reading_of_the_surname_and_by_phone(county):
    person = people.enter("曾小丽", phone="13800138000", unit=county.units["firm"], by=BY, at=NOW)
    post = county.units["firm"].posts.first()
    Term.objects.create(post=post, person=person, since=date(2025, 1, 1))
    browser = county.browser("office_clerk")
    for words in ("曾小丽", "zxl", "cxl", "13800138000"):
        assert found(browser, words)["人员"] == ["曾小丽"], words


def test_matters_duties_letters_and_clauses_are_found(county):
    opened(county, "报送演练总结", date(2025, 3, 20))
    browser = county.browser("office_clerk")
    task = county.task
    assert task.title in found(browser, task.number.lower())["事项"]
    assert found(browser, "演练总结")["责任事项"] == ["报送演练总结"]
    assert county.letter.number in found(browser, county.letter.number)["文书"]
    words = county.clause.text[:6]
    assert str(county.clause) in found(browser, words)["文件与条款"]


def test_nothing_of_the_county_next_door_is_found(county, twin):
    for role in ("office_clerk", "department_clerk", "safety_officer"):
        for words in (twin.units["firm"].name, twin.task.number, twin.letter.number, "骉报送"):
            response = county.browser(role).get("/search", {"q": words})
            assert response.context["found"] == [], (role, words)


def test_a_post_that_reads_no_cases_finds_none(county):
    kinds = found(county.browser("administrator"), county.task.number)
    assert kinds == {}


@pytest.mark.parametrize(("words", "says"), [("厂", "请至少写两个字"), ("厂" * 41, "搜索的字太多")])
def test_too_few_and_too_many_words_are_told_so(county, words, says):
    page = county.browser("office_clerk").get("/search", {"q": words})
    assert says in text(page)
    assert page.context["found"] == []


def test_under_the_field_the_first_few_of_each_kind_are_shown(county):
    for n in range(9):
        register(county, f"红星{n}厂")
    response = county.browser("office_clerk").get(
        "/search", {"q": "红星"}, headers={"HX-Request": "true"}
    )
    assert text(response).count("<li>") == 5
    assert "<html" not in text(response)
    assert "/search?q=%E7%BA%A2%E6%98%9F" in text(response)


def test_words_of_a_pattern_are_words(county):
    register(county, "红星厂")
    browser = county.browser("office_clerk")
    for words in ("%%", "__", "红%厂", "' OR"):
        assert found(browser, words) == {}, words


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("应急管理局", "yjglj"), ("重庆路街道", "cqljd tqljd zqljd"), ("曾丽", "cl zl"),
        ("企业77（虚构）", "qy77xg"), ("Acme 化工", "acmehg"), ("", ""), ("……", ""),
    ],
)  # fmt: skip
def test_initials_stand_for_every_reading_of_the_first_character(name, letters):
    assert set(initials(name).split()) == set(letters.split())


def test_every_name_written_has_its_initials(county):
    register(county, "红星厂")
    people.enter("曾小丽", unit=county.units["firm"], by=BY, at=NOW)
    assert "hxc" in Unit.objects.get(name="红星厂").initials.split()
    assert {"zxl", "cxl"} == {*Person.objects.get(name="曾小丽").initials.split()}
