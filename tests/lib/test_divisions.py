"""Region codes say where a place stands without asking any table."""

import pytest

from bihuan.lib.divisions import (
    Level,
    ancestors,
    is_within,
    level,
    natural_order,
    padded,
    parent,
    validate,
)
from bihuan.lib.tables import Table

ROWS = [row for row in Table("divisions").rows if row["code"]]
# Two towns carry the number of a zone but are run by 双桥区 (stated in the header of the table).
RUN_BY_ANOTHER = {"130871104", "130871106"}


@pytest.mark.parametrize(
    ("code", "expected", "above"),
    [
        ("370000", Level.PROVINCE, None),
        ("370200", Level.CITY, "370000"),
        ("370202", Level.COUNTY, "370200"),
        ("441521100", Level.TOWN, "441521"),
        ("441521100001", Level.VILLAGE, "441521100"),
        ("110101", Level.COUNTY, "110000"),
        ("500230", Level.COUNTY, "500000"),
        ("429004", Level.COUNTY, "420000"),
        ("441900003", Level.TOWN, "441900"),
        ("710000", Level.PROVINCE, None),
    ],
)
def test_a_code_says_its_level_and_what_is_above(
    code: str, expected: Level, above: str | None
) -> None:
    assert level(code) is expected
    assert level(padded(code)) is expected
    assert parent(code) == above


def test_every_published_division_stands_where_its_code_says() -> None:
    wrong = [
        row["id"]
        for row in ROWS
        if (str(level(row["id"]).value), parent(row["id"]) or "") != (row["level"], row["parent"])
    ]
    assert set(wrong) == RUN_BY_ANOTHER


def test_the_way_up_from_a_village_begins_at_the_province() -> None:
    assert ancestors("441521100001") == ("440000", "441500", "441521", "441521100")
    assert ancestors("110101") == ("110000",)
    assert ancestors("110000") == ()


@pytest.mark.parametrize(
    ("code", "area", "inside"),
    [
        ("441521100001", "441521", True),
        ("441521", "441521000000", True),
        ("441521", "441500", True),
        ("441521", "440000", True),
        ("441521", "441522", False),
        ("441500", "441521", False),
        ("441900003", "441900", True),
        ("110101", "110000", True),
        ("441521101", "441521100", False),
    ],
)
def test_a_place_lies_within_the_areas_of_its_own_number(
    code: str, area: str, *, inside: bool
) -> None:
    assert is_within(code, area) is inside


def test_in_natural_order_every_place_follows_the_one_above() -> None:
    ordered = sorted((row["id"] for row in ROWS), key=natural_order)
    place = {code: number for number, code in enumerate(ordered)}
    late = [code for code in ordered if (up := parent(code)) in place and place[up] > place[code]]
    assert late == []
    assert natural_order("ZONE-230900-01") > natural_order("820000")
    assert natural_order("") > natural_order("820000")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", "应为6位、9位或12位数字，您填的是“”"),
        ("44152", "您填的是“44152”"),
        ("4415210", "6位、9位或12位"),
        ("44152A", "数字"),
        ("４４１５２１", "数字"),
        ("991521", "前两位99"),
        ("440021", "中间缺了一级"),
        ("440000001", "中间缺了一级"),
        ("441521000001", "中间缺了一级"),
    ],
)
def test_a_wrong_code_is_told_what_would_be_right(code: str, told: str) -> None:
    for ask in (validate, level, parent, ancestors):
        with pytest.raises(ValueError, match=told):
            ask(code)
