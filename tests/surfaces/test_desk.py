"""我的工作台: groups, filters, pages and what an empty desk says."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.kernel.obligations.models import Kind
from bihuan.kernel.obligations.obligations import open_one
from bihuan.lib.clocks import end_of
from tests.surfaces.twins import BY, NOW, County


def opened(county: County, title: str, due: date | None, unit: str = "firm") -> None:
    """Open one more duty."""
    open_one(
        kind=Kind.PERIODIC, title=title, holder=county.units.get(unit), clause=county.clause,
        place_path=county.place.path, legal_due=end_of(due) if due else None, ladder=None,
        by=BY, at=NOW,
    )  # fmt: skip


def text(response) -> str:
    return response.content.decode()


def test_what_needs_the_viewer_stands_before_what_others_have_not_done(county):
    opened(county, "写方案", date(2025, 3, 20), "office")
    page = text(county.browser("office_clerk").get("/desk"))
    assert page.index("需要您动手") < page.index("写方案") < page.index("别人没动，等您盯")
    assert page.index("别人没动，等您盯") < page.index("甲报送方案")


def test_every_date_says_how_late_it_is(county):
    page = text(county.browser("office_clerk").get("/desk"))
    assert "2025-03-10" in page
    assert "逾期 2 天" in page


def test_a_vacant_post_and_an_unassigned_duty_say_so(county):
    opened(county, "建专家库", date(2025, 3, 1), unit="")
    page = text(county.browser("office_clerk").get("/desk"))
    assert "没有责任单位，督办无法送达" in page
    assert "指定单位" in page


def test_each_number_above_the_list_counts_the_rows_it_opens(county):
    opened(county, "逾期二", date(2025, 3, 1))
    opened(county, "未设定", None)
    browser = county.browser("office_clerk")
    strip = {cell.state: cell.count for cell in browser.get("/desk").context["strip"]}
    for state, count in strip.items():
        shown = browser.get(f"/desk?state={state}").context["total"]
        assert shown == count, state


def test_filters_are_chips_that_can_be_taken_away_one_by_one(county):
    response = county.browser("office_clerk").get("/desk?state=late&q=报送")
    assert [chip.says for chip in response.context["chips"]] == ["含“报送”", "已逾期"]
    assert [chip.without for chip in response.context["chips"]] == [
        "?state=late",
        "?q=%E6%8A%A5%E9%80%81",
    ]


def test_a_full_number_opens_the_matter(county):
    response = county.browser("office_clerk").get("/desk", {"q": county.task.number.lower()})
    assert response.status_code == 302
    assert response["Location"] == f"/matters/{county.task.number}"


def test_pages_of_a_group_neither_repeat_nor_skip_a_row(county):
    for n in range(70):
        opened(county, f"逾期{n:02}", date(2025, 2, 1 + n % 20))
    browser = county.browser("office_clerk")
    seen, after = [], ""
    while True:
        response = browser.get("/desk", {"group": "watch", "after": after})
        group = response.context["groups"][0]
        seen += [o.pk for o in group.rows]
        after = group.page.following
        if not after:
            break
    assert len(seen) == len(set(seen)) == group.count
    assert group.count > 70


def test_a_forged_page_mark_is_refused_in_words(county):
    response = county.browser("office_clerk").get("/desk?group=watch&after=abc")
    assert response.status_code == 422
    assert "请从第一页重新翻" in text(response)


def test_an_empty_result_says_which_condition_to_drop(county):
    page = text(county.browser("office_clerk").get("/desk?state=4"))
    assert "没有符合条件的事项" in page
    assert "去掉“挂牌”" in page


def test_an_empty_desk_says_what_to_do(county):
    page = text(county.browser("expert").get("/desk"))
    assert "没有逾期和临期的事项" in page


def test_the_number_of_queries_does_not_grow_with_the_rows(county):
    browser = county.browser("office_clerk")
    browser.get("/desk")
    with CaptureQueriesContext(connection) as few:
        browser.get("/desk")
    for n in range(20):
        opened(county, f"逾期{n:02}", date(2025, 2, 1 + n))
    with CaptureQueriesContext(connection) as many:
        browser.get("/desk")
    assert len(many) <= len(few) + 1
    assert len(many) <= 60


def test_the_export_says_what_it_holds_and_runs_no_formula(county):
    opened(county, "=HYPERLINK(1)", date(2025, 3, 1))
    response = county.browser("office_clerk").get("/desk/export?state=late")
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert lines[:2] == ["责任事项", "条件,已逾期"]
    assert lines[2].startswith("截至,2025-03-12 09:06,导出人,")
    assert lines[-1] == f"行数,{len(lines) - 5}"
    assert any("'=HYPERLINK(1)" in line for line in lines)


def test_a_reminder_is_told_once_a_day_and_changes_no_date(county):
    browser, url = county.browser("office_clerk"), f"/obligations/{county.late.pk}/remind"
    assert browser.post(url, {"back": "/desk?state=late"})["Location"] == "/desk?state=late"
    assert "催办" in text(county.browser("safety_officer").get("/inbox"))
    again = browser.post(url)
    assert again.status_code == 409
    assert "今天已催办过甲塑料制品厂" in text(again)
    due = county.late.current_due
    county.late.refresh_from_db()
    assert county.late.current_due == due


def test_nobody_reminds_himself_or_goes_where_a_stranger_sends_him(county):
    url = f"/obligations/{county.late.pk}/remind"
    response = county.browser("office_clerk").post(url, {"back": "//elsewhere.example/"})
    assert response["Location"] == f"/obligations/{county.late.pk}"
    assert county.browser("safety_officer").post(url).status_code == 403


def test_the_desk_asks_few_times_whoever_looks(county, django_assert_max_num_queries):
    for role, times in (("safety_officer", 28), ("office_clerk", 40)):
        browser = county.browser(role)
        browser.get("/desk")
        with django_assert_max_num_queries(times):
            browser.get("/desk")


def test_a_filter_names_no_unit_and_no_document_of_another_county(
    county: County, twin: County
) -> None:
    firm, paper = county.units["firm"].pk, county.document.pk
    asked = {"unit": str(firm), "document": str(paper)}
    own = county.browser("office_clerk").get("/desk", asked).context["chips"]
    assert [chip.says for chip in own] == ["责任单位：甲塑料制品厂", "文件：甲实施方案"]
    for address in ("/desk", "/records", "/matters"):
        chips = twin.browser("office_clerk").get(address, asked).context["chips"]
        assert {chip.says.partition("：")[2] for chip in chips} == {"没有这一项"}, address
