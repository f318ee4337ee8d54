"""The five policy documents: the dates and routines people found in them are found again."""

import json
from pathlib import Path
from typing import Any

import pytest

from bihuan.compiler.facts import extract_facts
from bihuan.compiler.facts.model import Context, Facts

ROOT = Path(__file__).parents[3]
DOCUMENTS = {
    "qitaihe": ("230900/qitaihe-2017.txt", Context(2017)),
    "haifeng": ("441521/haifeng-2024.txt", Context(2024, (2024, 2026))),
    "qingdao": ("370200/qingdao-2016.txt", Context(2016, (2016, 2016))),
    "deyang": ("510600/deyang-2017.txt", Context(2017)),
    "shuangqiao": ("130802/shuangqiao-2018.txt", Context(2018)),
}
#: Items a person added from the sense of the sentence, not from words about time in it.
INFERRED = {
    "存在安全隐患自建房整治全覆盖",
    "同时报送各级党政主要负责人",
    "对部分检查项实施N次抽查检查",
}


def facts_of(name: str) -> tuple[str, Facts]:
    path, context = DOCUMENTS[name]
    source = (ROOT / "packs" / path).read_text(encoding="utf-8")
    return source, extract_facts(source, 0, len(source), context)


def expected(name: str, key: str) -> list[dict[str, Any]]:
    clauses = json.loads((ROOT / "tests" / "clauses" / f"{name}.json").read_text(encoding="utf-8"))
    items = [item for clause in clauses["clauses"] for item in clause.get(key) or []]
    return [item for item in items if item["text"] not in INFERRED]


def overlaps(source: str, words: str, start: int, end: int) -> bool:
    """Whether some occurrence of ``words`` shares a character with ``[start, end)``."""
    at = source.find(words)
    while at >= 0:
        if at < end and start < at + len(words):
            return True
        at = source.find(words, at + 1)
    return False


@pytest.mark.parametrize("name", ["qitaihe", "haifeng", "qingdao"])
def test_every_date_in_the_document_is_found_with_its_day(name: str) -> None:
    source, facts = facts_of(name)

    missing = [
        item
        for item in expected(name, "deadlines")
        if not any(
            deadline.date is not None
            and deadline.date.isoformat() == item["date"]
            and overlaps(source, item["text"], deadline.start, deadline.end)
            for deadline in facts.deadlines
        )
    ]

    assert missing == []


@pytest.mark.parametrize("name", ["qitaihe", "haifeng", "qingdao"])
def test_every_routine_in_the_document_is_found_with_its_period_and_count(name: str) -> None:
    source, facts = facts_of(name)

    missing = [
        item
        for item in expected(name, "recurring")
        if not any(
            (duty.per, duty.times) == (item["per"], item["times"])
            and overlaps(source, item["text"], duty.start, duty.end)
            for duty in facts.recurring
        )
    ]

    assert missing == []


@pytest.mark.parametrize(
    ("name", "dates", "routines"),
    [
        ("qitaihe", 5, 25),
        ("haifeng", 23, 8),
        ("qingdao", 3, 4),
        ("deyang", 2, 2),
        ("shuangqiao", 6, 12),
    ],
)
def test_nothing_is_found_that_the_document_does_not_say(
    name: str, dates: int, routines: int
) -> None:
    _, facts = facts_of(name)

    assert (len(facts.deadlines), len(facts.recurring)) == (dates, routines)


def test_a_month_before_which_something_is_due_keeps_both_readings() -> None:
    _, facts = facts_of("haifeng")

    [june] = [deadline for deadline in facts.deadlines if deadline.alt]

    assert june.as_json()["date"] == "2024-05-31"
    assert june.as_json()["alt"] == "2024-06-30"


def test_every_number_of_the_quota_of_re_assessments_is_found() -> None:
    _, facts = facts_of("qitaihe")

    households = [int(item.value) for item in facts.quantities if item.unit == "户"]

    assert households == [1, 8, 31, 8, 1, 2, 7, 9]


def test_the_staffing_bands_are_found() -> None:
    _, facts = facts_of("shuangqiao")

    found = {(item.text, int(item.value), item.unit) for item in facts.quantities}

    assert {
        ("超过 100 人", 100, "人"),
        ("不少于 3 人", 3, "人"),
        ("30 人以下", 30, "人"),
        ("不少于 2 人", 2, "人"),
    } <= found


def test_words_without_a_number_are_left_to_be_set() -> None:
    _, facts = facts_of("haifeng")

    assert sum(item.text == "定期" for item in facts.unset) == 8
