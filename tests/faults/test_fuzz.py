"""Ten thousand damaged pieces of the five documents: each is compiled, every offset inside it."""

import random
from pathlib import Path
from typing import Any

import pytest

from bihuan.compiler import compile

TEXTS = [
    path.read_text("utf-8")
    for path in sorted((Path(__file__).parents[2] / "packs").glob("*/*.txt"))
]
ROUNDS, PIECES, LONGEST = 10, 1_000, 200
LISTS = (
    *("responsible", "deadlines", "recurring", "time_limits", "quantities", "fines"),
    *("measures", "publish", "unset"),
)
NOISE = (
    "一二三十百〇零（）()〔〕〈〉《》“”、，。；：:;,.%‰0123456789年月日前后内起第条章款项"
    "\n\t\r\u3000\u00a0\u200b\ufeff\ufffd\x0b\U0001f600\U00020bb7"
)


def cut(text: str, dice: random.Random) -> str:
    begin = dice.randrange(len(text))
    return text[begin : begin + dice.randrange(1, LONGEST)]


def noise(piece: str, dice: random.Random) -> str:
    """Put marks in place of some letters, between them, or nothing at all."""
    letters = list(piece)
    for _ in range(dice.randrange(1, 9)):
        at = dice.randrange(len(letters) + 1)
        letters[at : at + dice.randrange(3)] = dice.choices(NOISE, k=dice.randrange(3))
    return "".join(letters)


def stitched(piece: str, dice: random.Random) -> str:
    return piece[: len(piece) // 2] + cut(dice.choice(TEXTS), dice)[: LONGEST // 2]


def repeated(piece: str, dice: random.Random) -> str:
    return piece[: dice.randrange(1, 12)] * dice.randrange(2, 9)


def undressed(piece: str, dice: random.Random) -> str:
    """Lose every mark of one kind."""
    return piece.replace(dice.choice("、，。；：（）()\n "), dice.choice(["", "\n", "。"]))


def misread(piece: str, dice: random.Random) -> str:
    """Bytes lost on the way, read leniently."""
    data = bytearray(piece.encode())
    for _ in range(dice.randrange(1, 4)):
        if data:
            del data[dice.randrange(len(data))]
    return data.decode(errors="replace")


MUTATIONS = (lambda piece, dice: piece, noise, stitched, repeated, undressed, misread)


def outside(text: str) -> list[Any]:
    """Return what a compiled piece says that does not stand in it."""
    compiled = compile(text).as_json()
    items = [w for w in compiled["warnings"] if "start" in w] + compiled["sections"]
    for clause in compiled["clauses"]:
        items += [clause, *(item for name in LISTS for item in clause[name])]
    return [
        item
        for item in items
        if not 0 <= item["start"] <= item["end"] <= len(text)
        or ("text" in item and item["text"] != text[item["start"] : item["end"]])
    ]


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_a_damaged_piece_is_compiled_and_says_nothing_that_is_not_in_it(seed: int) -> None:
    dice = random.Random(f"bihuan {seed}")  # noqa: S311 - the same damage every time
    for n in range(PIECES):
        piece = cut(dice.choice(TEXTS), dice)
        text = MUTATIONS[n % len(MUTATIONS)](piece, dice)
        assert outside(text) == [], text


def test_a_document_cut_at_any_of_a_hundred_places_is_compiled() -> None:
    text = min(TEXTS, key=len)
    for end in range(1, len(text), len(text) // 60):
        assert outside(text[:end]) == []
        assert outside(text[end:]) == []
