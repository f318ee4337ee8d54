"""Views of lists: kept by a person under a name, shared with the own unit, one of them first."""

from typing import Any

import pytest

from bihuan.surfaces.workbench.models import SavedView
from tests.surfaces.twins import County

LATE = "?state=late"


def keep(county: County, role: str, **given: Any) -> Any:
    asked = {"name": "我盯的逾期", "query": LATE} | given
    return county.browser(role).post("/views/desk", asked)


def names(county: County, role: str, page: str = "/desk") -> list[str]:
    text = county.browser(role).get(page).content.decode()
    return [view.name for view in SavedView.objects.all() if view.name in text]


def test_a_view_is_seen_by_who_kept_it_alone(county: County) -> None:
    answer = keep(county, "office_clerk")
    assert (answer.status_code, answer["Location"]) == (302, f"/desk{LATE}")
    assert names(county, "office_clerk") == ["我盯的逾期"]
    assert names(county, "office_leader") == []
    assert names(county, "office_clerk", "/matters") == []


def test_a_shared_view_serves_the_own_unit_and_no_other(county: County, twin: County) -> None:
    keep(county, "office_clerk", shared="1")
    assert names(county, "office_leader") == ["我盯的逾期"]
    assert names(county, "department_clerk") == []
    assert names(twin, "office_clerk") == []


def test_who_hands_out_no_work_shares_no_view(county: County) -> None:
    assert keep(county, "worker", shared="1").status_code == 403
    assert not SavedView.objects.exists()


def test_the_same_name_again_keeps_the_new_filters(county: County) -> None:
    keep(county, "office_clerk")
    keep(county, "office_clerk", query="?state=soon&nonsense=1&after=x")
    [view] = SavedView.objects.all()
    assert view.query == "?state=soon"


def test_the_bar_opens_the_list_with_the_view_put_first(county: County) -> None:
    keep(county, "office_clerk")
    keep(county, "office_clerk", name="快到期", query="?state=soon")
    browser = county.browser("office_clerk")
    first, second = SavedView.objects.order_by("pk")
    for view, opened in ((first, first), (second, second), (second, None)):
        assert browser.post(f"/views/{view.pk}/first").status_code == 302
        entries = {e["key"]: e["address"] for e in browser.get("/letters").context["entries"]}
        assert entries["d"] == f"/desk{opened.query if opened else ''}"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": " "}, "名称要写 1 到 24 个字"),
        ({"name": "字" * 25}, "名称要写 1 到 24 个字"),
        ({"query": "?"}, "先筛选，再存成视图"),
        ({"query": "?after=x"}, "先筛选，再存成视图"),
    ],
)
def test_a_view_without_name_or_filters_is_refused(
    county: County, given: dict[str, str], says: str
) -> None:
    keep(county, "office_clerk", **given)
    page = county.browser("office_clerk")
    answer = page.post("/views/desk", {"name": "逾期", "query": LATE} | given, follow=True)
    assert says in answer.content.decode()
    assert not SavedView.objects.exists()


def test_nobody_touches_the_view_of_another(county: County) -> None:
    keep(county, "office_clerk", shared="1")
    view = SavedView.objects.get()
    leader = county.browser("office_leader")
    for act in ("first", "delete"):
        assert leader.post(f"/views/{view.pk}/{act}").status_code == 404
    assert SavedView.objects.filter(pk=view.pk, first=False).exists()
    assert county.browser("office_clerk").post(f"/views/{view.pk}/delete").status_code == 302
    assert not SavedView.objects.exists()


def test_a_thirteenth_view_of_a_list_is_refused(county: County) -> None:
    for n in range(12):
        assert keep(county, "office_clerk", name=f"视图{n}").status_code == 302
    assert keep(county, "office_clerk", name="再一个").status_code == 409
    assert SavedView.objects.count() == 12
    assert county.browser("office_clerk").post("/views/nothing", {}).status_code == 404


def test_a_view_of_who_did_not_report_serves_every_period(county: County) -> None:
    browser = county.browser("office_clerk")
    given = {"name": "我盯的", "query": "?period=2025-03&state=overdue"}
    answer = browser.post("/views/completeness", given)
    assert (answer.status_code, answer["Location"]) == (302, "/completeness?state=overdue")
    page = browser.get("/completeness", {"state": "overdue"})
    assert 'href="/completeness?state=overdue" aria-current="true">我盯的' in page.content.decode()
