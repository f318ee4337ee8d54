"""责任台账: it adds up, it knows what was known, and its code is the same when asked again."""

from datetime import timedelta

from bihuan.kernel.obligations import extensions
from bihuan.lib.clocks import in_shanghai
from tests.surfaces.twins import NOW, County


def sheet(county: County, role: str = "office_clerk", **asked):
    asked = {"unit": county.units["firm"].pk} | asked
    return county.browser(role).get("/ledger", asked).context["sheet"]


def test_the_counts_add_up_and_equal_the_rows(county):
    made = sheet(county)
    assert made.total == sum(made.counts.values()) == sum(len(part.rows) for part in made.parts)
    assert made.counts["overdue"] == 2
    assert made.counts["running"] == 1


def test_a_duty_due_at_the_end_of_the_day_is_not_yet_late_on_that_days_sheet(county):
    due = county.late.current_due
    on_the_day = sheet(county, day=f"{in_shanghai(due):%Y-%m-%d}")
    the_day_after = sheet(county, day=f"{in_shanghai(due) + timedelta(days=1):%Y-%m-%d}")
    found = [
        {row.line.obligation.pk: row.group for part in made.parts for row in part.rows}
        for made in (on_the_day, the_day_after)
    ]
    assert [groups[county.late.pk] for groups in found] == ["running", "overdue"]


def test_the_same_question_gives_the_same_code_and_another_day_another(county):
    assert sheet(county).code == sheet(county).code
    assert sheet(county, day="2025-03-09").code != sheet(county).code


def test_a_past_day_knows_nothing_of_what_came_later(county):
    boss = county.viewer("department_leader")
    extensions.excuse(county.late, "防台风停产", by=boss, at=NOW)
    then = sheet(county, day="2025-03-11")
    now = sheet(county, day="2025-03-11", basis="now")
    assert then.counts["overdue"] == 2
    assert now.counts["excused"] == 1
    assert [was.obligation.pk for was, _ in then.changes] == [county.late.pk]


def test_a_posts_ledger_names_its_holder_of_that_day(county):
    term = county.terms["enterprise_principal"]
    page = county.browser("office_clerk").get("/ledger", {"post": term.post_id}).content.decode()
    assert term.person.name in page
    assert "甲带队检查" in page


def test_a_vacant_post_says_who_came_before_and_after(county):
    term = county.terms["enterprise_principal"]
    asked = {"post": term.post_id, "day": "2019-06-01"}
    page = county.browser("office_clerk").get("/ledger", asked).content.decode()
    assert "该岗位在这一天没有任职人" in page
    assert "2020-01-01 起" in page


def test_the_future_and_a_date_written_otherwise_are_refused_in_words(county):
    browser = county.browser("office_clerk")
    future = browser.get("/ledger", {"day": "2025-12-31"})
    assert future.status_code == 422
    assert "台账只能看到今天为止" in future.content.decode()
    assert browser.get("/ledger", {"day": "去年"}).status_code == 422


def test_the_table_says_its_basis_and_its_code(county):
    asked = {"unit": county.units["firm"].pk}
    lines = county.browser("office_clerk").get("/ledger/export", asked)
    lines = lines.getvalue().decode("utf-8-sig")
    assert f"核验码 {sheet(county).code}" in lines
    assert "行数,3" in lines


def test_another_countys_ledger_does_not_exist_here(county, twin):
    browser = county.browser("office_leader")
    for asked in ({"unit": twin.units["firm"].pk},
                  {"post": twin.terms["enterprise_principal"].post_id}):  # fmt: skip
        assert browser.get("/ledger", asked).status_code == 404
        assert browser.get("/ledger/export", asked).status_code == 404
    found = browser.get("/ledger", {"q": "骉"}).context["found"]
    assert found == []
