"""Damaged numbers and dates: proposed only where exactly one reading makes sense."""

import pytest

from bihuan.compiler import compile
from bihuan.compiler.repair import repair_day, repair_number


@pytest.mark.parametrize(
    ("raw", "repaired"),
    [
        ("中发〔201632号", "中发〔2016〕32号"),
        ("德委办〔20151号", "德委办〔2015〕1号"),
        ("冀发2017〕22号", "冀发〔2017〕22号"),
        ("中发〔2016〕32号", None),
        ("安监总科技〔2015〕63号", None),
    ],
)
def test_a_number_gets_its_lost_bracket_back(raw: str, repaired: str | None) -> None:
    assert repair_number(raw) == repaired


@pytest.mark.parametrize(
    ("digits", "day"),
    [
        ("926", (9, 26)),
        ("1231", (12, 31)),
        ("131", (1, 31)),
        ("112", None),
        ("999", None),
        ("0926", (9, 26)),
    ],
)
def test_a_day_is_repaired_only_when_one_reading_is_possible(
    digits: str, day: tuple[int, int] | None
) -> None:
    assert repair_day(digits) == day


def test_an_ambiguous_day_is_a_warning_without_proposal() -> None:
    text = "一、任务\n1、报送。各部门要于112日前报送情况。\n"
    (warning,) = [item for item in compile(text).warnings if item.kind == "damaged-date"]
    assert (warning.raw, warning.proposal) == ("112日", None)
    assert warning.start is not None
    assert text[warning.start : warning.end] == "112日"


def test_the_text_itself_is_never_changed() -> None:
    text = "根据《意见》(中发〔201632号)，制定本方案。\n一、任务。各部门要落实。\n"
    document = compile(text)
    assert document.source == text
    assert document.header.basis[0].as_json()["raw_number"] == "中发〔201632号"
