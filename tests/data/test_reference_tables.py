"""The reference tables agree with the standards they state and with each other."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bihuan.lib.tables import Table

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("qitaihe", "haifeng", "deyang", "qingdao", "shuangqiao")
DIVISIONS = Table("divisions")
YEARS = [str(year) for year in range(2014, 2027)]


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text).translate(str.maketrans("（）", "()"))


def test_divisions_are_complete_on_every_level() -> None:
    levels = Counter(row["level"] for row in DIVISIONS.rows)
    assert levels == {"1": 34, "2": 333, "3": 2847, "4": 299, "5": 434, "zone": 5}


def test_every_division_has_its_own_number_and_a_parent() -> None:
    known = DIVISIONS.by("id")
    assert all(row["parent"] in known or row["level"] == "1" for row in DIVISIONS.rows)
    lengths = {"1": 6, "2": 6, "3": 6, "4": 9, "5": 12, "zone": 0}
    assert all(len(row["code"]) == lengths[row["level"]] for row in DIVISIONS.rows)


def test_the_five_places_and_their_zones_are_there() -> None:
    names = {row["id"]: row["name"] for row in DIVISIONS.rows}
    places = {
        "230900": "七台河市",
        "441521": "海丰县",
        "510600": "德阳市",
        "370200": "青岛市",
        "130802": "双桥区",
    }
    assert {code: names[code] for code in places} == places
    zones = {"金沙新区", "德阳经开区", "德阳高新区", "七台河经济开发区", "海丰县经济开发区"}
    assert zones <= set(names.values())


def test_towns_and_villages_reach_down_in_the_five_places() -> None:
    by_id = DIVISIONS.by("id")
    towns = Counter(
        row["parent"] if row["parent"] in ("441521", "130802") else by_id[row["parent"]]["parent"]
        for row in DIVISIONS.rows
        if row["level"] == "4"
    )
    assert towns == {"230900": 44, "441521": 16, "510600": 84, "370200": 141, "130802": 14}
    villages = [row for row in DIVISIONS.rows if row["level"] == "5"]
    assert all(row["id"].startswith(row["parent"]) for row in villages)


def test_industries_form_one_tree_of_the_national_standard() -> None:
    table = Table("industries")
    known = table.by("code")
    assert Counter(row["level"] for row in table.rows) == {"1": 20, "2": 97, "3": 473, "4": 1382}
    assert all(row["level"] == "1" or row["parent"] in known for row in table.rows)
    for row in table.rows:
        prefix = "" if row["level"] == "1" else row["section"]
        assert row["full_code"] == prefix + row["code"]


def test_holidays_cover_published_years_only() -> None:
    document = Table("holidays").document
    assert [year for year, facts in document["years"].items() if facts["official"]] == YEARS
    assert all(document["years"][year]["holiday_days"] > 20 for year in YEARS)
    assert {day[:4] for day in document["days"]} == set(YEARS)


def test_swapped_working_days_fall_on_weekends() -> None:
    swapped = [row["date"] for row in Table("holidays").rows if row["kind"] == "workday"]
    assert len(swapped) == 80
    assert all(date.fromisoformat(day).isoweekday() > 5 for day in swapped)


def test_statutory_holidays_are_as_many_as_the_law_gives() -> None:
    years = Table("holidays").document["years"]
    # One more in 2015 (3 September), one less in 2020 (中秋 on 国庆), two more from 2025.
    given = {"2015": 12, "2020": 10, "2025": 13, "2026": 13}
    assert {year: years[year]["statutory_days"] for year in YEARS} == {
        year: given.get(year, 11) for year in YEARS
    }
    kinds = {row["date"]: row["kind"] for row in Table("holidays").rows}
    fixed = ("01-01", "10-01", "10-02", "10-03")
    assert all(kinds[f"{year}-{day}"] == "holiday" for year in YEARS for day in fixed)


def test_sensitive_days_are_rules_without_dates() -> None:
    text = json.dumps(dict(Table("sensitive_days").document), ensure_ascii=False)
    assert not re.search(r"\d{4}-\d{2}-\d{2}|\d+月\d+日", text)


def _cas_is_right(number: str) -> bool:
    first, second, check = number.split("-")
    digits = reversed(first + second)
    return sum(place * int(digit) for place, digit in enumerate(digits, 1)) % 10 == int(check)


@pytest.mark.parametrize("name", ["hazchem_gb18218", "hazchem_gb18218_toxic_gas_beta"])
def test_every_cas_number_has_its_check_digit(name: str) -> None:
    numbers = [cas for row in Table(name).rows for cas in row["cas"].split(";") if cas]
    assert numbers
    assert [cas for cas in numbers if not _cas_is_right(cas)] == []


def test_major_hazard_substances_are_85_with_positive_thresholds() -> None:
    rows = Table("hazchem_gb18218").rows
    assert [row["no"] for row in rows] == [str(number) for number in range(1, 86)]
    assert all(float(row["q_tonnes"]) > 0 for row in rows)
    parts = ("categories", "alpha", "grades", "toxic_gas_beta")
    assert [len(Table(f"hazchem_gb18218_{part}").rows) for part in parts] == [24, 5, 4, 14]


def test_bands_of_people_and_of_risk_leave_no_gap() -> None:
    alpha = Table("hazchem_gb18218_alpha").rows
    for upper, lower in zip(alpha, alpha[1:], strict=False):
        assert int(lower["people_max"]) + 1 == int(upper["people_min"])
    grades = Table("hazchem_gb18218_grades").rows
    for upper, lower in zip(grades, grades[1:], strict=False):
        assert lower["r_max_exclusive"] == upper["r_min_inclusive"]


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("gongmao_criteria", 64),
        ("hazchem2017_criteria", 20),
        ("hazchem_aq3067_index", 53),
        ("hazard_definition", 2),
    ],
)
def test_criteria_lists_are_complete(name: str, items: int) -> None:
    table = Table(name)
    assert len(table.by("id")) == items == table.document["meta"]["items"]


def test_accident_types_of_both_editions_map_onto_each_other() -> None:
    rows = Table("accident_types").rows
    old = {row["name"] for row in rows if row["edition"] == "GB 6441-1986"}
    new = {row["name"] for row in rows if row["edition"] == "GB 6441-2025"}
    assert (len(old), len(new)) == (20, 27)
    for row in rows:
        other = new if row["edition"] == "GB 6441-1986" else old
        assert set(row["maps_to"].split(";")) - {""} <= other


def test_accident_grades_leave_no_number_without_a_grade() -> None:
    rows = Table("accident_grades").rows
    assert [row["grade"] for row in rows] == ["特别重大", "重大", "较大", "一般"]
    for worse, milder in zip(rows, rows[1:], strict=False):
        assert int(milder["deaths_max"]) + 1 == int(worse["deaths_min"])
        assert int(milder["serious_injuries_max"]) + 1 == int(worse["serious_injuries_min"])
        assert milder["direct_loss_max_wan_exclusive"] == worse["direct_loss_min_wan"]


def test_enforcement_documents_follow_the_order_of_a_case() -> None:
    rows = Table("enforcement_documents").rows
    assert [int(row["order"]) for row in rows] == list(range(1, 48))
    assert len({row["code"] for row in rows}) == 47


def test_permits_are_of_eight_kinds() -> None:
    assert len({row["kind"] for row in Table("permit_kinds").rows}) == 8


def test_fines_never_start_above_their_end() -> None:
    for row in Table("penalty_articles").rows:
        for who in ("first", "overdue", "person"):
            least, most = row[f"{who}_min_wan"], row[f"{who}_max_wan"]
            assert not (least and most) or float(least) <= float(most), row


def test_units_have_a_number_and_the_clauses_that_name_them() -> None:
    table = Table("units")
    assert all(row["clauses"] for row in table.rows)
    assert len(table.by("unit_id")) == 331
    places = DIVISIONS.by("id")
    assert all(row["place_code"] in places for row in table.rows if row["place_code"])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_units_cite_clauses_that_exist(document: str) -> None:
    path = ROOT / "tests" / "clauses" / f"{document}.json"
    clauses = json.loads(path.read_text(encoding="utf-8"))["clauses"]
    known = {str(clause.get("no")) for clause in clauses}
    cited = {
        clause
        for row in Table("units").rows
        if row["doc"] == document
        for clause in row["clauses"].split(";")
    }
    assert cited & known
    assert [
        c for c in cited - known if not re.fullmatch(r"前|函|末|一|[一二]\([一二三]\)", c)
    ] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_units_bear_the_names_the_policy_text_gives_them(document: str) -> None:
    (path,) = (ROOT / "packs").glob(f"*/{document}-*.txt")
    text = _flat(path.read_text(encoding="utf-8"))
    rows = [row for row in Table("units").rows if row["doc"] == document]
    aliases = [alias for row in rows for alias in row["aliases"].split(";") if alias]
    assert aliases
    assert [alias for alias in aliases if alias not in text] == []


def test_test_codes_are_plainly_invented() -> None:
    valid = [row["code"] for row in Table("uscc_vectors").rows if row["valid"] == "true"]
    assert len(valid) == 20
    assert all("FAKE" in code for code in valid)
