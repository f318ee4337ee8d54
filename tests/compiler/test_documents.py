"""Documents as offices write them: every kind of numbering, division and table."""

import json
from pathlib import Path
from typing import Any

import pytest

from bihuan.compiler import Document, compile

DOCUMENTS = Path(__file__).parent / "documents"
NAMES = sorted(path.stem for path in DOCUMENTS.glob("*.txt"))


def _expected(name: str) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((DOCUMENTS / f"{name}.json").read_text("utf-8"))
    return expected


def _compiled(name: str) -> Document:
    return compile(DOCUMENTS / f"{name}.txt")


@pytest.mark.parametrize("name", NAMES)
def test_the_head_is_read(name: str) -> None:
    header = _compiled(name).header
    expected = _expected(name)
    assert {
        "title": header.title,
        "number": header.number,
        "issuer": header.issuer,
        "date": header.date.isoformat() if header.date else None,
    } == {key: expected[key] for key in ("title", "number", "issuer", "date")}


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_has_its_number_path_heading_and_extent(name: str) -> None:
    keys = ("no", "path", "part", "chapter", "heading", "starts", "ends")
    assert [
        {
            "no": clause.no,
            "path": list(clause.path),
            "part": clause.part,
            "chapter": clause.chapter,
            "heading": clause.heading,
            "starts": clause.text[:12],
            "ends": clause.text[-12:],
        }
        for clause in _compiled(name).clauses
    ] == [{key: clause[key] for key in keys} for clause in _expected(name)["clauses"]]


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_has_its_responsible_units(name: str) -> None:
    assert [
        [f"{item.role} {item.unit}" for item in clause.responsible]
        for clause in _compiled(name).clauses
    ] == [clause["responsible"] for clause in _expected(name)["clauses"]]
