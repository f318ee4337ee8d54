"""Numbers in Chinese documents are read exactly, and refused when only half written."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.lib.numerals import LIMIT, NUMERAL, format_int, parse_int, parse_number

WHOLE_NUMBERS = {
    "一": 1,
    "两": 2,
    "十": 10,
    "十二": 12,
    "二十一": 21,
    "廿": 20,
    "廿一": 21,
    "卅": 30,
    "一百零三": 103,
    "一百一十": 110,
    "一百十五": 115,
    "两百": 200,
    "三百五十": 350,
    "一千零一": 1001,
    "一千零十": 1010,
    "一万零五百": 10500,
    "一万五百": 10500,
    "三十万": 300_000,
    "十万": 100_000,
    "一百万": 1_000_000,
    "五千万": 50_000_000,
    "一亿": 100_000_000,
    "一亿零五万": 100_050_000,
    "三万亿": 3_000_000_000_000,
    "二〇二四": 2024,
    "二○一七": 2017,
    "一九九八": 1998,
    "零": 0,
    "伍拾万": 500_000,
    "100": 100,
    "1,000": 1000,
    "12,345,678": 12_345_678,
    "\uff11\uff12": 12,
    " 1 ": 1,
    "30万": 300_000,
    "1.5万": 15_000,
    "5千": 5000,
    "2百万": 2_000_000,
    "3 万": 30_000,
}


@pytest.mark.parametrize(("text", "number"), WHOLE_NUMBERS.items())
def test_a_whole_number_is_read_as_written(text: str, number: int) -> None:
    assert parse_int(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.5", Decimal("1.5")),
        ("三点五", Decimal("3.5")),
        ("零点零五", Decimal("0.05")),
        ("百分之二十", Decimal("0.2")),
        ("20%", Decimal("0.2")),
        ("\uff15\uff05", Decimal("0.05")),
        ("千分之五", Decimal("0.005")),
        ("5‰", Decimal("0.005")),
        ("1.5万", Decimal(15000)),
        ("二十", 20),
    ],
)
def test_a_fraction_is_read_as_written(text: str, number: int | Decimal) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "若干",
        "数十",
        "几",
        "三五",
        "一百一",
        "一万五",
        "十百",
        "一二百",
        "1.2.3",
        "万",
        "百分之",
        "1.5个",
        "零五",
    ],
)
def test_what_has_no_single_reading_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"“{text}”")):
        parse_int(text)


def test_a_fraction_is_no_whole_number() -> None:
    with pytest.raises(ValueError, match="不是整数"):
        parse_int("1.5")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (10, "十"),
        (21, "二十一"),
        (103, "一百零三"),
        (110, "一百一十"),
        (1001, "一千零一"),
        (10_010, "一万零一十"),
        (100_000, "十万"),
        (300_000, "三十万"),
        (100_005_000, "一亿零五千"),
        (2_000_000_000_000, "二万亿"),
    ],
)
def test_a_number_is_written_in_full(number: int, text: str) -> None:
    assert format_int(number) == text


@pytest.mark.parametrize("number", [-1, LIMIT])
def test_a_number_out_of_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        format_int(number)


@given(st.integers(0, LIMIT - 1))
def test_every_number_written_is_read_back(number: int) -> None:
    assert parse_int(format_int(number)) == number
    assert parse_int(str(number)) == number
    assert parse_int(f"{number:,}") == number


@given(st.integers(0, LIMIT - 1))
def test_every_number_is_found_whole_in_running_text(number: int) -> None:
    for text in (str(number), format_int(number)):
        found = re.search(NUMERAL, f"不少于{text}户")
        assert found is not None
        assert found.group() == text


@given(st.text(alphabet="零〇一二两三五九十廿百千万亿0123.,%点之分 "))
def test_any_other_text_is_refused_with_a_value_error_only(text: str) -> None:
    refused = ""
    try:
        parse_number(text)
    except ValueError as refusal:
        refused = str(refusal)
    assert not refused or text in refused
