"""Invented people are the same every time and can never be telephoned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.demo.people import people, phone


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    assert people(50, 7) == people(50, 7)
    assert people(50, 7) != people(50, 8)


def test_a_longer_list_begins_with_the_shorter_one() -> None:
    assert people(200, 7)[:20] == people(20, 7)


def test_nobody_is_listed_twice_and_names_look_like_names() -> None:
    listed = people(2000, 1)
    assert len(set(listed)) == 2000
    assert {len(name) for name in listed} == {2, 3, 4}
    assert all("\u4e00" <= character <= "\u9fff" for name in listed for character in name)


@given(st.integers(0, 9_999_999))
def test_telephone_numbers_have_eleven_digits_no_operator_assigns(number: int) -> None:
    written = phone(number)
    assert len(written) == 11
    assert written.startswith("1000")
    assert int(written[4:]) == number


@pytest.mark.parametrize("number", [-1, 10_000_000])
def test_numbers_outside_the_invented_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="虚构号码"):
        phone(number)
