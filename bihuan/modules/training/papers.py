"""The paper of an exam and what it is worth: drawn from a seed, scored the same for ever.

Both are plain functions of what is kept, so that anybody can draw a paper again and count it again.
Order is that of SHA-256 digests and of nothing a library might change.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class Key:
    """What a question asks for: its kind, how many options, and the letters that are right."""

    kind: str
    options: int
    answer: str


def draw(
    seed: str, who: str, pool: Mapping[int, Key], counts: Mapping[str, int]
) -> list[list[Any]]:
    """Return a paper: so many questions of each kind, each with the order of its options.

    ``who`` names candidate and turn, so that no two are alike. Options of a judgement keep theirs.

    >>> pool = {n: Key("single", 4, "A") for n in range(9)}
    >>> draw("s", "7/1", pool, {"single": 2}) == draw("s", "7/1", pool, {"single": 2})
    True
    """
    paper: list[list[Any]] = []
    for kind, count in counts.items():
        of_kind = [pk for pk, key in pool.items() if key.kind == kind]
        chosen = sorted(of_kind, key=lambda pk: _rank(seed, who, pk))[:count]
        paper += [[pk, _order(seed, who, pk, pool[pk])] for pk in chosen]
    return paper


def score(
    paper: Iterable[Sequence[Any]], answers: Mapping[str, str], keys: Mapping[int, Key],
    points: Mapping[str, int],
) -> int:  # fmt: skip
    """Return the points of a paper: a question counts when exactly what is right was chosen."""
    return sum(
        points[keys[pk].kind]
        for n, (pk, order) in enumerate(paper)
        if right(answers.get(str(n), ""), order, keys[pk])
    )


def right(given: str, order: str, key: Key) -> bool:
    """Say whether what was chosen, in the letters of the page, is right.

    >>> right("B", "CADB", Key("single", 4, "A"))
    True
    """
    meant = {order[LETTERS.index(letter)] for letter in given if LETTERS.index(letter) < len(order)}
    return bool(given) and meant == set(key.answer)


def _order(seed: str, who: str, pk: int, key: Key) -> str:
    letters = LETTERS[: key.options]
    if key.kind == "judgement":
        return letters
    return "".join(sorted(letters, key=lambda letter: _rank(seed, who, f"{pk}{letter}")))


def _rank(seed: str, who: str, what: object) -> str:
    return sha256(f"{seed}|{who}|{what}".encode()).hexdigest()
