"""What holds for every input: no crash, no offset outside the text, words as printed."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.compiler import Document, compile

ROOT = Path(__file__).parents[2]
TEXTS = [
    path.read_text("utf-8")
    for path in [
        *sorted((Path(__file__).parent / "documents").glob("*.txt")),
        *sorted((ROOT / "packs").glob("*/*.txt")),
    ]
]
MARKS = (
    "一二三四五六七八九十百（）()〔〕[]【】、。；：:;,，.1234567890第条章节款项之年月日\n\t"
    "\u3000\u00a0|《》“”等和及由会同牵头配合负责单位责任要应当每半季度至少附件序号 "
)
LISTS = (
    "responsible",
    "deadlines",
    "recurring",
    "time_limits",
    "quantities",
    "fines",
    "measures",
    "publish",
    "unset",
)


def _items(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from document["sections"]
    yield from document["document"]["basis"]
    yield from (warning for warning in document["warnings"] if "start" in warning)
    for clause in document["clauses"]:
        yield clause
        for name in LISTS:
            yield from clause[name]


def _check(text: str) -> Document:
    document = compile(text)
    compiled = document.as_json()
    assert compiled["source"] == text
    for item in _items(compiled):
        assert 0 <= item["start"] <= item["end"] <= len(text)
        if "text" in item:
            assert item["text"] == text[item["start"] : item["end"]]
        if "unit" in item and "role" in item:
            assert item["unit"] == "".join(text[item["start"] : item["end"]].split())
    names = [clause["id"] for clause in compiled["clauses"]]
    assert len(names) == len(set(names))
    return document


@pytest.mark.parametrize("text", TEXTS)
def test_real_documents_hold_the_properties(text: str) -> None:
    assert _check(text).clauses


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), st.integers(0, 13000), st.integers(1, 900))
def test_a_piece_of_a_document_cut_anywhere_holds_the_properties(
    text: str, start: int, length: int
) -> None:
    begin = start % len(text)
    _check(text[begin : begin + length])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(MARKS), max_size=200).map("".join))
def test_a_heap_of_marks_holds_the_properties(text: str) -> None:
    _check(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_at_all_holds_the_properties(text: str) -> None:
    _check(text)


@pytest.mark.parametrize("seed", range(4))
def test_a_thousand_damaged_pieces_hold_the_properties(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    for _ in range(250):
        text = dice.choice(TEXTS)
        begin = dice.randrange(len(text))
        letters = list(text[begin : begin + dice.randrange(1, 700)])
        for _ in range(dice.randrange(1, 20)):
            at = dice.randrange(len(letters) + 1)
            letters[at : at + dice.randrange(3)] = [dice.choice(MARKS)]
        _check("".join(letters))


def test_an_empty_text_has_no_clauses_and_says_so() -> None:
    document = compile("")
    assert document.clauses == ()
    assert [warning.kind for warning in document.warnings] == ["no-clauses", "no-title"]


def test_compiling_twice_gives_the_same() -> None:
    assert [compile(text).as_json() for text in TEXTS[:3]] == [
        compile(text).as_json() for text in TEXTS[:3]
    ]
