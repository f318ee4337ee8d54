"""Documents written before anybody saw how they are read, held against a reading by hand."""

from typing import Any

import pytest

from benchmarks.compile_examination import BARS, EXAMINATION, examine, names, reading
from bihuan.compiler import Document, compile

NAMES = names()


def _compiled(name: str) -> Document:
    return compile(EXAMINATION / reading(name)["file"])


@pytest.mark.parametrize("kind", BARS)
def test_the_bars_are_kept_over_all_documents_of_the_examination(kind: str) -> None:
    mark = examine(NAMES)[kind]

    assert mark.f1 >= BARS[kind], mark.wrong


@pytest.mark.parametrize("name", NAMES)
def test_the_head_is_read_as_by_hand(name: str) -> None:
    header = _compiled(name).header.as_json()
    by_hand: dict[str, Any] = reading(name)["header"]

    assert {key: header[key] for key in by_hand} == by_hand


@pytest.mark.parametrize("name", NAMES)
def test_every_item_is_a_verbatim_slice(name: str) -> None:
    document = _compiled(name)

    for clause in document.clauses:
        assert document.source[clause.start : clause.end] == clause.text
        for unit in clause.responsible:
            printed = document.source[unit.start : unit.end]
            assert "".join(printed.split()) == unit.unit
