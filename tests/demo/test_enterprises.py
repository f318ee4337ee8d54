"""Invented enterprises are true to their place, valid in form and plainly invented."""

import csv
from collections import Counter
from pathlib import Path

import pytest

import bihuan.demo
from bihuan.demo.enterprises import (
    BOUNDARY_HEADCOUNTS,
    DEMONSTRATION,
    HIGH_RISK,
    InventedEnterprise,
    enterprises,
)
from bihuan.lib.creditcodes import validate
from bihuan.lib.tables import Table

PLACES = sorted(DEMONSTRATION)
ALL = {place: enterprises(place, DEMONSTRATION[place], 1) for place in PLACES}
EVERY = [enterprise for place in PLACES for enterprise in ALL[place]]
DIVISIONS = Table("divisions").by("id")
TRADES = list(
    csv.DictReader(
        (Path(bihuan.demo.__file__).parent / "trades.csv").read_text(encoding="utf-8").splitlines()
    )
)


def _lies_in(enterprise: InventedEnterprise, place: str) -> bool:
    code = enterprise.place_code
    while code and code != place:
        code = DIVISIONS[code]["parent"]
    return code == place


def test_the_demonstration_has_three_hundred_enterprises_in_five_places() -> None:
    assert len(EVERY) == 500
    assert len(PLACES) == 5


@pytest.mark.parametrize("place", PLACES)
def test_the_same_seed_gives_the_same_enterprises_and_another_seed_others(place: str) -> None:
    assert enterprises(place, 60, 3) == enterprises(place, 60, 3)
    assert enterprises(place, 60, 3) != enterprises(place, 60, 4)
    assert enterprises(place, 60, 3)[:25] == enterprises(place, 25, 3)


def test_every_enterprise_is_plainly_invented() -> None:
    for enterprise in EVERY:
        assert enterprise.mark == "虚构"
        assert "虚构" not in enterprise.name
        assert enterprise.credit_code[8:12] == "FAKE"
        assert enterprise.phone.startswith("1000")


def test_credit_codes_are_valid_and_name_the_county_they_are_registered_in() -> None:
    for enterprise in EVERY:
        validate(enterprise.credit_code)
        town = DIVISIONS[enterprise.place_code]
        assert enterprise.credit_code[2:8] == town["parent"]


@pytest.mark.parametrize("field", ["name", "credit_code", "phone"])
def test_no_two_enterprises_share_what_must_be_their_own(field: str) -> None:
    assert len({getattr(enterprise, field) for enterprise in EVERY}) == len(EVERY)


@pytest.mark.parametrize("place", PLACES)
def test_every_enterprise_stands_in_a_town_of_its_place(place: str) -> None:
    assert all(_lies_in(enterprise, place) for enterprise in ALL[place])
    assert all(DIVISIONS[enterprise.place_code]["level"] == "4" for enterprise in ALL[place])


def test_addresses_spell_out_city_county_and_town() -> None:
    for enterprise in EVERY:
        town = DIVISIONS[enterprise.place_code]
        written = DIVISIONS[town["parent"]]["name"] + town["name"]
        assert written in enterprise.address


@pytest.mark.parametrize("place", ["230900", "510600", "370200"])
def test_every_county_of_a_city_has_enterprises(place: str) -> None:
    counties = {row["id"] for row in DIVISIONS.values() if row["parent"] == place}
    here = {enterprise.credit_code[2:8] for enterprise in ALL[place]}
    assert here == {county for county in counties if county.isdigit()}


@pytest.mark.parametrize(("place", "towns"), [("441521", 16), ("130802", 14)])
def test_every_town_of_a_county_has_enterprises(place: str, towns: int) -> None:
    assert len({enterprise.place_code for enterprise in ALL[place]}) == towns


@pytest.mark.parametrize("place", PLACES)
def test_headcounts_meet_every_boundary_a_rule_turns_on(place: str) -> None:
    found = {enterprise.headcount for enterprise in enterprises(place, 40, 1)}
    assert set(BOUNDARY_HEADCOUNTS) <= found


@pytest.mark.parametrize("place", PLACES)
def test_the_shortest_list_shows_every_trade_of_the_place(place: str) -> None:
    trades = [row for row in TRADES if row["place"] == place]
    found = Counter(enterprise.industry_code for enterprise in enterprises(place, len(trades), 9))
    assert found == Counter(row["industry"] for row in trades)


@pytest.mark.parametrize(
    ("place", "tag"),
    [
        ("230900", "煤矿"),
        ("230900", "重大危险源"),
        ("441521", "烟花爆竹"),
        ("441521", "渔业生产"),
        ("510600", "金属冶炼"),
        ("510600", "民用爆炸物品"),
        ("370200", "重大危险源"),
        ("370200", "涉氨制冷"),
        ("130802", "非煤矿山"),
        ("130802", "人员密集场所"),
    ],
)
def test_a_place_has_the_dangers_it_lives_with(place: str, tag: str) -> None:
    assert any(tag in enterprise.tags for enterprise in ALL[place])


def test_high_risk_is_what_a_tag_says() -> None:
    for enterprise in EVERY:
        assert enterprise.high_risk is any(tag in HIGH_RISK for tag in enterprise.tags)
    assert {enterprise.high_risk for enterprise in EVERY} == {True, False}


def test_industries_exist_in_the_national_classification() -> None:
    known = Table("industries").by("code")
    assert all(known[enterprise.industry_code]["level"] == "4" for enterprise in EVERY)


def test_some_are_controlled_by_another_and_some_have_nobody_for_safety() -> None:
    assert any(e.actual_controller != e.legal_representative for e in EVERY)
    assert any(e.safety_officer is None for e in EVERY)
    assert any(e.safety_officer == e.legal_representative for e in EVERY if e.headcount < 30)
    assert all(e.safety_officer != e.legal_representative for e in EVERY if e.headcount >= 30)


def test_every_trade_has_a_town_in_its_place() -> None:
    for row in TRADES:
        named = {DIVISIONS[e.place_code]["name"] for e in ALL[row["place"]]}
        named |= {DIVISIONS[DIVISIONS[e.place_code]["parent"]]["name"] for e in ALL[row["place"]]}
        assert not row["where"] or named & set(row["where"].split(";")), row


def test_a_place_without_invented_enterprises_is_refused() -> None:
    with pytest.raises(ValueError, match="没有区划110000的示例企业"):
        enterprises("110000", 5, 1)


def test_more_than_there_are_names_for_is_refused() -> None:
    with pytest.raises(ValueError, match="最多生成400家"):
        enterprises("230900", 401, 1)
