"""Who did not report: a frozen base, three ways of reporting, and each number with its rows."""

from io import BytesIO
from typing import Any

import pytest
from django.utils.html import escape
from openpyxl import load_workbook

from bihuan.kernel.obligations.bases import exclude
from bihuan.kernel.obligations.models import Base, Fulfilment, Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.modules.reporting.models import Call
from bihuan.surfaces import clock
from bihuan.surfaces.workbench.templatetags.bihuan import day
from tests.kernel import factories
from tests.surfaces import reporting
from tests.surfaces.reporting import APRIL, PERIOD
from tests.surfaces.twins import NOW, TODAY, County

SUM = {"own": 1, "zero": 1, "proxy": 1, "missing": 3}


@pytest.fixture
def month(county: County, monkeypatch: pytest.MonkeyPatch) -> dict[str, Obligation]:
    """The morning after a month in which some firms reported."""
    owed = reporting.month_of(county)
    monkeypatch.setattr(clock, "now", lambda: APRIL)
    return owed


def rule(county: County) -> str:
    return str(Base.objects.get(rule__key=f"{county.place.code}/t#month").rule_id)


def shown(county: County, role: str = "office_clerk", **asked: str) -> Any:
    asked = {"rule": rule(county), "period": PERIOD} | asked
    return county.browser(role).get("/completeness", asked).context


def lines(response: Any) -> list[list[str]]:
    text = response.getvalue().decode("utf-8-sig")
    return [line.split(",") for line in text.splitlines()]


def test_three_ways_of_reporting_are_apart_and_all_add_up_to_the_base(
    county: County, month: dict[str, Obligation]
) -> None:
    counts = shown(county)["counts"]
    assert {key: getattr(counts, key) for key in SUM} == SUM
    assert counts.base == sum(SUM.values()) == sum(n for _, _, n in counts.standings)
    assert (counts.reported, counts.rate, counts.overdue) == (3, "50.0%", 3)


def test_every_number_opens_exactly_the_rows_it_counts(
    county: County, month: dict[str, Obligation]
) -> None:
    context, browser = shown(county), county.browser("office_clerk")
    rows = [*context["places"], *context["supervisors"]]
    assert len(rows) == 4
    for row in rows:
        given = {key: n for key, _, n in row.counts.standings}
        given |= {"all": row.counts.base, "reported": row.counts.reported,
                  "overdue": row.counts.overdue}  # fmt: skip
        for state, n in given.items():
            opened = browser.get(f"/completeness{row.query(state)}").context
            assert len(opened["page"].rows) == n, (row.name, state)
    assert sum(row.counts.base for row in context["places"]) == context["counts"].base
    assert sum(row.counts.missing for row in context["supervisors"]) == context["counts"].missing


def test_a_stopped_firm_and_a_late_joiner_stand_apart_from_the_base(
    county: County, month: dict[str, Obligation]
) -> None:
    assert "stopped" not in month
    out = shown(county, state="excluded")["excluded"].rows
    assert [(one.unit.name, one.reason) for one in out] == [("甲stopped厂", "停产停业")]
    Obligation.objects.everywhere("test").filter(pk=month["silent"].pk).update(late_joiner=True)
    context = shown(county)
    assert (context["counts"].missing, context["joined"]) == (2, 1)
    [row] = shown(county, joined="1", state="all")["page"].rows
    assert row.holder_id == month["silent"].holder_id


def test_who_was_left_out_later_stays_in_the_frozen_base_with_the_reason(
    county: County, month: dict[str, Obligation]
) -> None:
    firm = Unit.objects.get(pk=month["silent"].holder_id)
    leader = factories.viewer_of(county.terms["office_leader"], on=TODAY)
    assert month["silent"].base is not None
    exclude(month["silent"].base, firm, "打包单位代为报送", by=leader, at=NOW)
    context = shown(county, state="excluded")
    assert context["counts"].base == 6
    assert (context["counts"].missing, context["counts"].ended) == (2, 1)
    assert "打包单位代为报送" in [one.reason for one in context["excluded"].rows]


def test_a_missing_unit_has_its_contacts_its_days_and_its_silence(
    county: County, month: dict[str, Obligation]
) -> None:
    page = county.browser("town_station").get(
        "/completeness", {"rule": rule(county), "period": PERIOD, "q": "silent"}
    ).content.decode()  # fmt: skip
    assert "甲silent安全员" in page
    assert reporting.phone(100) in page
    assert "逾期 1 天" in page
    assert "从没有登录、报送过" in page
    assert "代报" in page


def test_a_late_unit_is_reminded_of_from_its_line_and_the_line_then_says_so(
    county: County, month: dict[str, Obligation]
) -> None:
    late = month["silent"]
    Obligation.objects.everywhere("test").filter(pk=late.pk).update(stage=1)
    asked = {"rule": rule(county), "period": PERIOD, "q": "silent"}
    browser = county.browser("office_clerk")
    page = browser.get("/completeness", asked)
    assert page.context["reminds"] == {late.pk}
    # The numbers lead to the list, which lies a screen below them.
    everybody = page.context["filters"].query(state="all")
    assert f'href="{escape(everybody)}#list"' in page.content.decode()
    assert 'id="list"' in page.content.decode()
    back = f"/completeness{page.context['filters'].query()}#u{late.holder_id}"
    assert f'value="{escape(back)}"' in page.content.decode()
    answer = browser.post(f"/obligations/{late.pk}/remind", {"back": back})
    assert (answer.status_code, answer["Location"]) == (302, back)
    page = browser.get("/completeness", asked)
    assert page.context["reminds"] == set()
    assert f"催办 {day(APRIL)}" in page.content.decode()


def test_an_agent_of_several_firms_is_one_line_of_the_call_list(
    county: County, month: dict[str, Obligation]
) -> None:
    asked = {"rule": rule(county), "period": PERIOD}
    browser = county.browser("town_station")
    context = browser.get("/completeness/calls", asked).context
    [line] = context["lines"]
    assert [name for name, _ in line.units] == ["甲silent厂", "甲twin厂"]
    assert line.contact.phone == reporting.phone(100)
    sheet = browser.get("/completeness/calls/export", asked | {"format": "xlsx"}).getvalue()
    table = load_workbook(BytesIO(sheet)).worksheets[0]
    told = [[str(cell or "") for cell in row] for row in table.iter_rows(values_only=True)]
    assert [row[5] for row in told if row[3] == reporting.phone(100)] == ["甲silent厂、甲twin厂"]


def test_a_unit_without_a_number_is_not_lost_from_the_call_list(
    county: County, month: dict[str, Obligation]
) -> None:
    context = county.browser("office_clerk").get(
        "/completeness/calls", {"rule": rule(county), "period": PERIOD}
    ).context  # fmt: skip
    assert ["甲塑料制品厂"] in [[name for name, _ in line.units] for line in context["nobody"]]


def call(county: County, units: list[int], role: str = "department_clerk", **given: str) -> Any:
    told = {"name": "甲安全员", "phone": reporting.phone(100), "called_at": "2025-04-01 08:30",
            "reached": "no", "said": "无人接听"} | given  # fmt: skip
    data = {f"call-{key}": value for key, value in told.items()} | {"unit": units}
    return county.browser(role).post("/completeness/calls/new", data)


def test_whom_nobody_reaches_is_a_finding_until_reached_or_reported(
    county: County, month: dict[str, Obligation]
) -> None:
    firms = [one.holder_id for one in (month["silent"], month["twin"])]
    assert call(county, firms, "office_clerk").status_code == 302
    station = county.browser("town_station")
    found = station.get("/completeness", {"state": "unreached"}).context["unreached"]
    assert {one.pk for one, _ in found} == set(firms)
    told = lines(station.get("/completeness/export", {"state": "unreached"}))
    assert [row[1] for row in told if row[4:] and row[4] == "联系不上"] == [
        "甲silent厂",
        "甲twin厂",
    ]
    place = county.browser("office_clerk").get(f"/places/{county.place.code}")
    assert place.context["unreached"] == len(firms)
    assert "没有联系上甲silent厂：无人接听" in station.get("/inbox").content.decode()
    call(county, firms[:1], "town_station", reached="yes", said="今天补报", phone="138")
    found = station.get("/completeness", {"state": "unreached"}).context["unreached"]
    assert [one.pk for one, _ in found] == firms[1:]
    report_by_proxy(county, month["twin"])
    assert station.get("/completeness", {"state": "unreached"}).context["unreached"] == []
    assert "今天补报" in station.get(f"/units/{firms[0]}").content.decode()


def report_by_proxy(county: County, row: Obligation) -> Any:
    return county.browser("town_station").post(f"/obligations/{row.pk}/fulfil", {
        "revision": row.revision, "fulfil-mode": "proxy", "fulfil-happened_at": "2025-03-31",
        "fulfil-place": "车间", "fulfil-participants": "站长", "fulfil-findings": "无",
        "fulfil-proxy_reason": "电话里口述",
    })  # fmt: skip


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"said": ""}, "还没有填写“通话情况”"),
        ({"reached": ""}, "还没有选择“结果”"),
        ({"called_at": "2025-04-02"}, "通话时间不能晚于现在"),
        ({"phone": ""}, "还没有填写“电话”"),
    ],
)
def test_a_call_that_says_too_little_is_refused_and_nothing_is_kept(
    county: County, month: dict[str, Obligation], given: dict[str, str], says: str
) -> None:
    answer = call(county, [month["silent"].holder_id or 0], "office_clerk", **given)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Call.objects.count() == 0


def test_a_call_entered_twice_or_for_a_unit_elsewhere_is_refused(
    county: County, twin: County, month: dict[str, Obligation]
) -> None:
    firm = month["silent"].holder_id or 0
    assert call(county, [firm], "office_clerk").status_code == 302
    assert call(county, [firm], "office_clerk").status_code == 409
    assert call(county, [firm, twin.units["firm"].pk], "office_clerk").status_code == 404
    assert call(county, [firm], "enterprise_principal").status_code == 403
    assert Call.objects.count() == 1


def test_a_proxy_reports_from_there_with_a_reason_through_the_duty_itself(
    county: County, month: dict[str, Obligation]
) -> None:
    row = month["silent"]
    answer = report_by_proxy(county, row)
    assert answer.status_code == 302, answer.content.decode()
    made = Fulfilment.objects.get(obligation=row)
    assert (made.mode, made.proxy_reason) == ("proxy", "电话里口述")
    assert shown(county)["counts"].proxy == 2


def test_the_export_has_every_row_with_its_contacts(
    county: County, month: dict[str, Obligation]
) -> None:
    asked = {"rule": rule(county), "period": PERIOD, "state": "all"}
    told = lines(county.browser("office_clerk").get("/completeness/export", asked))
    assert {"甲own厂", "甲zero厂", "甲proxy厂", "甲silent厂"} <= {row[1] for row in told if row[1:]}
    silent = next(row for row in told if row[1:] and row[1] == "甲silent厂")
    assert {"未报", "甲silent安全员", reporting.phone(100)} <= set(silent)
    assert told[-1] == ["行数", "6"]


def test_a_department_counts_the_firms_it_answers_for_and_no_county_the_others(
    county: County, twin: County, month: dict[str, Obligation]
) -> None:
    assert shown(county, "department_clerk")["counts"].base == 1
    other = twin.browser("office_clerk").get(
        "/completeness", {"rule": rule(county), "period": PERIOD}).context  # fmt: skip
    assert other["counts"].base == 0
    assert [chip.says for chip in other["chips"]] == ["没有这一项"]
