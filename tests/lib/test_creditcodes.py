"""A wrong credit code is told what would be right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.lib.creditcodes import CHARACTERS, complete, normalise, organisation_check, validate
from bihuan.lib.tables import Table

VECTORS = Table("uscc_vectors").rows
VALID = [row["code"] for row in VECTORS if row["valid"] == "true"]
WRONG = [(row["code"], row["reason"]) for row in VECTORS if row["valid"] == "false"]
TOLD = {
    "length": "应为18位",
    "character": "只能用数字和大写字母",
    "region not digits": "第3至8位",
    "organisation code check digit": "第17位应为",
    "check digit": "末位应为",
}


@pytest.mark.parametrize("code", [*VALID, "91110000600037341L"])
def test_a_right_code_passes_and_can_be_completed(code: str) -> None:
    validate(code)
    assert complete(code[:17]) == code


@pytest.mark.parametrize(("code", "reason"), WRONG)
def test_a_wrong_code_is_refused_for_its_own_reason(code: str, reason: str) -> None:
    with pytest.raises(ValueError, match=TOLD[reason]):
        validate(code)


def test_the_message_says_what_the_last_character_should_be() -> None:
    with pytest.raises(ValueError, match="末位") as refused:
        validate("911100006000373411")
    assert str(refused.value) == "统一社会信用代码末位应为 L，您填的是 1。请对照营业执照。"


@given(st.sampled_from(VALID), st.integers(0, 17), st.sampled_from(CHARACTERS))
def test_one_wrong_character_is_always_found(code: str, place: int, character: str) -> None:
    mistyped = code[:place] + character + code[place + 1 :]
    if mistyped == code:
        validate(code)
        return
    with pytest.raises(ValueError, match="统一社会信用代码"):
        validate(mistyped)


@given(st.sampled_from(VALID), st.integers(0, 16))
def test_two_characters_changed_about_are_always_found(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped == code:
        validate(code)
        return
    with pytest.raises(ValueError, match="统一社会信用代码"):
        validate(swapped)


@given(st.text(CHARACTERS, min_size=8, max_size=8), st.from_regex("[0-9]{6}", fullmatch=True))
def test_every_completed_code_is_valid(body: str, region: str) -> None:
    validate(complete(f"91{region}{body}{organisation_check(body)}"))


def test_a_prefix_is_checked_before_it_is_completed() -> None:
    with pytest.raises(ValueError, match="应为17位"):
        complete(VALID[0])
    with pytest.raises(ValueError, match="第17位应为 1"):
        complete("91110000600037342")
    with pytest.raises(ValueError, match="前8位"):
        organisation_check("6000373O")


@pytest.mark.parametrize(
    "typed",
    ["91110000600037341l", " 9111 0000 6000 3734 1L\n", "９１１１００００６０００３７３４１Ｌ"],
)
def test_the_writing_of_people_is_put_right_without_guessing(typed: str) -> None:
    assert normalise(typed) == "91110000600037341L"
    assert normalise("9111OO") == "9111OO"
