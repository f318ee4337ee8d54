"""Cells as people type them: read where there is one reading, refused in words where not."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bihuan.lib.spreadsheets import cells
from bihuan.lib.spreadsheets.cells import BadCell

DAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "2025-03-01", "2025-3-1", "2025/3/1", "2025.3.1", "2025。3。1", "20250301",
        "２０２５－３－１",
        "2025年3月1日", "2025年03月01号", "二〇二五年三月一日",
        " 2025 年 3 月 1 日 ", "2025-03-01 00:00:00",
        "2025-03-01T08:30", "2025/3/1 9:05",
        date(2025, 3, 1), datetime.fromisoformat("2025-03-01 08:30"), 45717,
        45717.0, 45717.4,
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_was_typed(typed):
    assert cells.day(typed) == DAY


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2025年3月", "缺哪一天"), ("2025-02-30", "没有“2025-02-30”这一天"),
        ("去年", "读不出是哪天"),
        ("3月1日", "读不出是哪天"), ("25-3-1", "读不出是哪天"), ("2025-13-01", "没有“2025-13-01”"),
        ("3/1/2025", "读不出是哪天"), (7, "读不出是哪天"), (True, "读不出是哪天"),
        ("20251301", "没有"),
        ("2025", "读不出是哪天"), ("明天", "读不出是哪天"),
    ],
)  # fmt: skip
def test_a_day_that_has_no_single_reading_is_refused_with_how_to_write_it(typed, words):
    with pytest.raises(BadCell, match=words) as refused:
        cells.day(typed)
    assert "2025-03-12" in str(refused.value)


@pytest.mark.parametrize("blank", [None, "", "  ", "　", "无", "—", "-", "/", "未指定", "\u200b"])
def test_what_says_nothing_is_blank(blank):
    for read in (cells.text, cells.code, cells.day, cells.whole, cells.yes, cells.words_of):
        assert read(blank) is None


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("ＡＢ１２", "AB12"), (" 甲\n乙 ", "甲 乙"), ("甲（乙）", "甲（乙）"),
        (13800000001.0, "13800000001"),
        (35, "35"), (1.5, "1.5"), ("'=1+1", "=1+1"), ("'甲", "'甲"), (True, "是"), (0, "0"),
        (date(2025, 3, 1), "2025-03-01"), ("甲\u0000乙", "甲乙"),
    ],
)  # fmt: skip
def test_words_are_kept_and_only_their_writing_is_evened_out(typed, text):
    assert cells.text(typed) == text


@pytest.mark.parametrize(
    ("typed", "number"),
    [("35", 35), ("35人", 35), ("1,200", 1200), ("１２", 12), (35.0, 35), ("35.0", 35), ("0", 0)],
)
def test_a_count_is_read_with_its_word_of_measure(typed, number):
    assert cells.whole(typed) == number


@pytest.mark.parametrize(
    "typed", ["约35", "三十多", "35-40", "-5", "1.5", "35+", "1e3", "多", "1,20"]
)
def test_a_count_that_is_none_is_refused(typed):
    with pytest.raises(BadCell, match="不是整数"):
        cells.whole(typed)


def test_yes_and_no_in_every_writing_and_nothing_else():
    assert [cells.yes(word) for word in ("是", "√", "Y", "有", "1", True)] == [True] * 6
    assert [cells.yes(word) for word in ("否", "×", "n", "0", False)] == [False] * 5
    with pytest.raises(BadCell, match="不是“是”或“否”"):
        cells.yes("也许")


def test_a_long_code_that_excel_kept_as_a_number_is_refused_and_not_guessed():
    with pytest.raises(BadCell, match="设成“文本”格式"):
        cells.text(911234567890123456.0)


def test_the_items_of_a_list_are_parted_however_and_kept_once():
    assert cells.words_of("规模以上、涉氨；规模以上，粉尘/仓储") == (
        "规模以上",
        "涉氨",
        "粉尘",
        "仓储",
    )


@example(float("nan"))
@example(float("inf"))
@given(st.one_of(st.none(), st.text(), st.floats(), st.integers(), st.booleans(), st.dates()))
def test_no_cell_at_all_makes_a_reader_fail_in_any_other_way(cell):
    for read in (cells.text, cells.code, cells.day, cells.whole, cells.yes, cells.words_of):
        with suppress(BadCell):
            read(cell)
