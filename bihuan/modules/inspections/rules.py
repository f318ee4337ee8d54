"""What is fixed about inspections: how a draw comes out, what an answer means. Pure functions.

A draw needs no clock, no database and no floating point: the same file gives the same bytes on any
machine. The lot of a target is the greatest of as many digests as it has weight; the greatest lots
are drawn, so that a target of weight three has three tickets.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from bihuan.lib.bounds import within_bounds

#: No pool of a province is larger; a heavier weight than this is a list, not a draw.
MOST_TARGETS, MOST_WEIGHT = 200_000, 20
#: Two officers at least make a visit (行政处罚法 and the duty to show papers).
OFFICERS: Final = 2
FORMAT: Final = "bihuan-draw-1"


class BadFile(ValueError):
    """A published file that is not one, or does not hold what a draw needs."""


@dataclass(frozen=True)
class Drawn:
    """One target that was drawn, with its officers in order; fewer than asked are named later."""

    target: str
    officers: tuple[str, ...]


def written(document: Mapping[str, Any]) -> bytes:
    """Return a document as it is published: one way of writing it, so that bytes can be compared.

    >>> written({"b": 1, "a": "双"}).decode()
    '{"a":"双","b":1}\\n'
    """
    said = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{said}\n".encode()


def commitment(seed: str, pool: Mapping[str, Any]) -> str:
    """Return what is told before a draw: it binds the seed and the pool, and shows neither.

    >>> commitment("a1", {"targets": []})[:12]
    'b788abc8dd77'
    """
    return sha256(seed.encode() + b"\x00" + written(pool)).hexdigest()


def draw(seed: str, word: str, pool: Mapping[str, Any]) -> list[Drawn]:
    """Return who is drawn from a pool, greatest lot first, and who visits each.

    The pool holds ``targets`` (``id``, ``weight``), ``officers`` (``id``), ``recusals``
    (``officer``, ``target``) and how many are ``wanted``. Officers are dealt from a shuffled deck
    that is shuffled anew when it runs out, so that all make as many visits; one who is recused is
    passed over and stays on top.
    """
    key = sha256(f"{seed}\x00{word}".encode()).digest()
    lots = {one["id"]: _lot(key, one["id"], one["weight"]) for one in pool["targets"]}
    order = sorted(lots, key=lambda target: (lots[target], target), reverse=True)
    kept_from: dict[str, set[str]] = {}
    for one in pool["recusals"]:
        kept_from.setdefault(one["target"], set()).add(one["officer"])
    deck = Deck(key, [one["id"] for one in pool["officers"]])
    drawn = order[: pool["wanted"]]
    return [Drawn(target, deck.deal(kept_from.get(target, set()))) for target in drawn]


class Deck:
    """Officers in an order that a key decides, dealt a few at a time."""

    def __init__(self, key: bytes, officers: Sequence[str]) -> None:
        """Take the officers; nothing is dealt yet."""
        self.key, self.officers = key, officers
        self.left: list[str] = []
        self.round = 0

    def deal(self, recused: Collection[str]) -> tuple[str, ...]:
        """Return the next officers who may, two unless there are fewer."""
        many = min(OFFICERS, len(set(self.officers) - set(recused)))
        chosen: list[str] = []
        while len(chosen) < many:
            fit = next((o for o in self.left if o not in recused and o not in chosen), None)
            if fit is None:
                self._shuffle()
                continue
            self.left.remove(fit)
            chosen.append(fit)
        return tuple(chosen)

    def _shuffle(self) -> None:
        self.round += 1
        start = sha256(self.key + b"|%d|" % self.round)
        fresh = sorted(self.officers, key=lambda one: (_officer_lot(start, one), one))
        self.left += [one for one in fresh if one not in self.left]


def _lot(key: bytes, target: str, weight: int) -> bytes:
    start = sha256(key + target.encode())
    best = b""
    for ticket in range(weight):
        one = start.copy()
        one.update(b"#%d" % ticket)
        best = max(best, one.digest())
    return best


def _officer_lot(start: Any, officer: str) -> bytes:
    lot = start.copy()
    lot.update(officer.encode())
    digest: bytes = lot.digest()
    return digest


def document(seed: str, word: str, pool: Mapping[str, Any], about: Mapping[str, Any]) -> Any:
    """Return what is published of a draw: everything that is needed to do it again."""
    drawn = draw(seed, word, pool)
    return {
        "format": FORMAT, "about": dict(about), "seed": seed, "word": word, "pool": dict(pool),
        "commitment": commitment(seed, pool),
        "drawn": [{"target": d.target, "officers": list(d.officers)} for d in drawn],
    }  # fmt: skip


def replay(content: bytes) -> bytes:
    """Do a published draw again and return the file that comes out of it.

    It equals ``content`` byte for byte if nothing was altered. Raises :class:`BadFile`.
    """
    try:
        said = json.loads(content)
        if said["format"] != FORMAT:
            raise BadFile("文件的格式不是本系统的抽查结果。")
        _check_pool(said["pool"])
        return written(document(said["seed"], said["word"], said["pool"], said["about"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, BadFile):
            raise
        raise BadFile("文件不是抽查结果，或者缺少内容。") from error


def _check_pool(pool: Mapping[str, Any]) -> None:
    weights = [one["weight"] for one in pool["targets"]]
    if any(not isinstance(w, int) or not 1 <= w <= MOST_WEIGHT for w in weights):
        raise BadFile(f"权重要是 1 到 {MOST_WEIGHT} 的整数。")
    if len({one["id"] for one in pool["targets"]}) != len(weights):
        raise BadFile("名单里有重复的单位。")


@dataclass(frozen=True)
class Asked:
    """One item of a checklist as far as it decides what is asked and what a value means."""

    number: int
    kind: str = "check"
    low: Decimal | None = None
    high: Decimal | None = None
    only_if: int | None = None
    only_answer: str = ""


def asked(items: Iterable[Asked], verdicts: Mapping[int, str]) -> list[int]:
    """Return the numbers of the items that are asked, given what was answered so far.

    An item that follows from an earlier one is asked once that has the answer it waits for.

    >>> asked([Asked(1), Asked(2, only_if=1, only_answer="pass")], {})
    [1]
    >>> asked([Asked(1), Asked(2, only_if=1, only_answer="pass")], {1: "pass"})
    [1, 2]
    """
    found: list[int] = []
    for one in items:
        follows = one.only_if in found and verdicts.get(one.only_if or 0) == one.only_answer
        if one.only_if is None or follows:
            found.append(one.number)
    return found


def judged(item: Asked, value: Decimal) -> str:
    """Return whether a measured value passes: both bounds are allowed values.

    >>> judged(Asked(1, "number", Decimal("0.5"), Decimal("1")), Decimal("1"))
    'pass'
    >>> judged(Asked(1, "number", high=Decimal("1")), Decimal("1.01"))
    'fail'
    """
    return "pass" if within_bounds(value, item.low, item.high) else "fail"


def numbers(said: str) -> list[int]:
    """Return the numbers somebody wrote, in order. Raises ValueError for anything else.

    >>> numbers("1、3，5-7")
    [1, 3, 5, 6, 7]
    """
    return sorted(set(_numbers(said)))


def _numbers(said: str) -> Iterator[int]:
    for part in said.replace("，", "、").replace(",", "、").replace("—", "-").split("、"):
        if part.strip():
            first, _, last = part.strip().partition("-")
            yield from range(int(first), int(last or first) + 1)


def month(day: date) -> tuple[date, date]:
    """Return the first day of a month and that of the next.

    >>> month(date(2024, 12, 5))
    (datetime.date(2024, 12, 1), datetime.date(2025, 1, 1))
    """
    first = day.replace(day=1)
    after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return first, after
