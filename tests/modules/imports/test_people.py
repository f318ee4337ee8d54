"""People from a spreadsheet: entered, appointed, reached, ended; told apart by more than a name."""

from datetime import date

import pytest

from bihuan.kernel.orgs.models import Person, Post, Term
from bihuan.kernel.trace.models import Entry
from tests.kernel import factories
from tests.modules.imports.conftest import judged, taken, told, verdicts

HEAD = ("姓名", "手机", "单位", "岗位", "角色", "任职起", "任职止", "领导岗位", "代理", "原因")
SAFETY = "企业安全管理人员"
DAY = "2025-03-01"


@pytest.fixture
def office(county):
    return county.viewer("office_clerk")


def row(name, phone, post="安全员", since=DAY, **given):
    facts = {"unit": "甲塑料制品厂", "role": SAFETY, "until": "", "lead": "", "substitute": "",
             "reason": ""} | given  # fmt: skip
    return (name, phone, facts["unit"], post, facts["role"], since, facts["until"], facts["lead"],
            facts["substitute"], facts["reason"])  # fmt: skip


def says(made):
    return {number: f"{heading}：{words}" for number, heading, words in told(made)}


def test_a_new_person_is_entered_and_appointed_to_a_post_that_is_opened(county, office):
    made = judged(office, "people", HEAD, row("王五", "138 0000-0001"))
    assert made.rows.get().changes == [
        ["岗位", "", "安全员（企业安全管理人员）"], ["人员", "", "王五 13800000001"],
        ["任职", "", "2025-03-01 起"],
    ]  # fmt: skip
    assert not Person.objects.filter(name="王五").exists()
    taken(made, office)
    term = Term.objects.get(person__name="王五")
    assert (term.person.phone, term.since) == ("13800000001", date(2025, 3, 1))
    assert (term.post.title, term.post.role_id) == ("安全员", "safety_officer")
    verbs = {e.verb for e in Entry.objects.filter(person=office.person_id).order_by("-pk")[:6]}
    assert {"post_opened", "person_entered", "appointed"} <= verbs


def test_the_same_people_again_change_nothing(county, office):
    rows = (HEAD, row("王五", "13800000001"), row("王五", "13800000001", "班组长", role="从业人员"),
            row("赵六", ""))  # fmt: skip
    taken(judged(office, "people", *rows), office)
    before = Person.objects.count(), Post.objects.count(), Term.objects.count()
    assert Person.objects.filter(name="王五").count() == 1
    again = judged(office, "people", *rows)
    assert verdicts(again) == ["same"] * 3
    assert (Person.objects.count(), Post.objects.count(), Term.objects.count()) == before


def test_people_of_one_name_are_told_apart_by_their_number_and_never_by_name_alone(county, office):
    other = factories.enterprise(county.units["bureau"], "甲电子厂")
    held = factories.person_in(factories.post(other, "worker", "操作工"), "王五")
    Person.objects.filter(pk=held.person_id).update(phone="13800000009")
    made = judged(office, "people", HEAD, row("王五", "13800000001"), row("王五", "", "库管员"),
                  row("李四", "13800000009"))  # fmt: skip
    assert verdicts(made) == ["new", "wrong", "wrong"]
    assert "第 2 行" not in says(made)[3]
    assert "甲电子厂 操作工，手机尾号 0009" in says(made)[3]
    assert "手机 13800000009 登记的是王五，不是李四" in says(made)[4]
    taken(made, office)
    assert Person.objects.filter(name="王五").count() == 2


def test_a_number_changes_for_who_is_the_same_in_unit_post_and_day(county, office):
    taken(judged(office, "people", HEAD, row("王五", "13800000001")), office)
    made = judged(office, "people", HEAD, row("王五", "13800000002"))
    assert made.rows.get().changes == [["手机", "13800000001", "13800000002"]]
    taken(made, office)
    assert Person.objects.get(name="王五").phone == "13800000002"
    other_day = judged(office, "people", HEAD, row("王五", "13800000003", since="2025-03-05"))
    assert other_day.rows.get().changes[0] == ["人员", "", "王五 13800000003"]


def test_a_leading_post_has_one_holder_and_two_rows_for_it_clash(county, office):
    made = judged(office, "people", HEAD, row("王五", "13800000001", "总经理", lead="实际控制人"),
                  row("赵六", "13800000002", "总经理", lead="实际控制人"))  # fmt: skip
    assert verdicts(made) == ["new", "wrong"]
    assert "总经理由王五自 2025-03-01 担任" in says(made)[3]


def test_a_term_is_ended_with_a_reason_of_the_row_or_of_the_import(county, office):
    taken(judged(office, "people", HEAD, row("王五", "13800000001")), office)
    made = judged(office, "people", HEAD, row("王五", "13800000001", until="2025-03-10"))
    assert made.rows.get().changes == [["任职止", "", "2025-03-10"]]
    assert made.rows.get().asks_basis
    taken(made, office, basis="调离")
    ended = Term.objects.get(person__name="王五")
    assert (ended.until, ended.reason) == (date(2025, 3, 10), "调离")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (row("", "13800000001"), "姓名：还没有填写"),
        (row("王五", "1380000"), "手机：手机应为以 1 开头的 11 位数字"),
        (row("王五", "13800000001", role=""), "角色：甲塑料制品厂还没有“安全员”岗位"),
        (row("王五", "13800000001", role="厂长"), "角色：没有“厂长”这一角色"),
        (row("王五", "13800000001", since=""), "任职起：新任职要填"),
        (row("王五", "13800000001", since="去年"), "任职起：“去年”读不出是哪天"),
        (row("王五", "13800000001", unit="没有的厂"), "单位：没有找到“没有的厂”"),
        (row("王五", "13800000001", until="2025-02-01"), "任职止期应晚于任职起期"),
        (row("王五", "13800000001", substitute="是"), "代理要写明原因"),
        (row("王五", "13800000001", substitute="也许"), "代理：“也许”不是“是”或“否”"),
        (row("王五", "13800000001", lead="老大"), "领导岗位：没有“老大”这种领导岗位"),
        (row("王五", "13800000001", role="审计人员"), "“审计人员”能看的范围比您的岗位大"),
    ],
)
def test_a_bad_row_says_column_and_what_would_be_right_and_changes_nothing(county, given, words):
    clerk = county.viewer("department_clerk")
    before = Person.objects.count(), Post.objects.count(), Term.objects.count()
    made = judged(clerk, "people", HEAD, given)
    assert verdicts(made) == ["wrong"]
    assert words in says(made)[2]
    assert (Person.objects.count(), Post.objects.count(), Term.objects.count()) == before


def test_who_lost_her_post_on_the_way_takes_nothing_more(county, office):
    from bihuan.modules.imports import intake
    from tests.modules.imports.conftest import carried
    from tests.surfaces.twins import NOW

    made = judged(office, "people", HEAD, row("王五", "13800000001"))
    intake.take(made, but_wrong=False, basis="", by=office, at=NOW)
    Term.objects.filter(pk=office.term_id).update(until=date(2025, 3, 12))
    made = carried(made)
    assert made.state == "stopped"
    assert "已不担任上传时的岗位" in made.says
    assert not Person.objects.filter(name="王五").exists()


def test_rows_without_a_number_in_two_units_are_not_taken_for_one_person(county, office):
    factories.enterprise(county.units["bureau"], "甲电子厂")
    made = judged(office, "people", HEAD, row("钱七", ""), row("钱七", "", unit="甲电子厂"))
    assert verdicts(made) == ["wrong", "wrong"]
    assert "第 3 行也有钱七" in says(made)[2]
