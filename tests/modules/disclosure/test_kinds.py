"""The kinds of publication: each cites words that stand there, and each clause has its kind."""

import re
from pathlib import Path

import pytest

from bihuan.kernel.law.packs import PackFile, read_packs
from bihuan.modules.disclosure.models import Publication
from bihuan.modules.disclosure.rules import CONTENT, KINDS, Kind, forbidden, missing

PACKS = Path(__file__).parents[3] / "packs"
WORD = "public-disclosure"


@pytest.fixture(scope="module")
def packs() -> dict[str, PackFile]:
    """All packs of the product by the key of their document."""
    return {file.pack.document.key: file for file in read_packs(PACKS)}


def text(file: PackFile) -> str:
    """Return the words of a document without blanks."""
    source = file.path.with_suffix(".txt")
    clauses = "".join(clause.text or "" for clause in file.pack.clauses)
    return re.sub(r"\s", "", (source.read_text("utf-8") if source.exists() else "") + clauses)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_a_kind_cites_what_its_documents_say(kind: Kind, packs: dict[str, PackFile]):
    assert kind.clauses
    for document, no, words in kind.clauses:
        assert re.sub(r"\s", "", words) in text(packs[document]), (document, no)
    if kind.within:
        document, _, number = kind.within.partition("#")
        assert number in {one.id for one in packs[document].pack.numbers}


def test_every_clause_that_demands_publication_has_a_kind(packs: dict[str, PackFile]):
    demanding = {
        (key, clause.clause)
        for key, file in packs.items() for clause in file.pack.clauses if WORD in clause.needs
    }  # fmt: skip
    carried = {(document, no) for kind in KINDS.values() for document, no, _ in kind.clauses}
    assert demanding
    assert demanding - carried == set()


def test_what_a_kind_asks_for_is_a_field_that_people_read():
    for kind in KINDS.values():
        assert set(kind.asks) <= set(CONTENT), kind.key
        assert len(kind.key) <= Publication._meta.get_field("kind").max_length


def test_what_is_missing_is_named_in_order():
    assert missing(KINDS["listing"], {"headline": "一", "term": "2025-01-01"}) == [
        "facts", "subject", "measures", "responsible", "watcher",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words", ["", "0660-6600000", "91441521MA4UKXXXXX", "20250303", "110105194912310021"]
)
def test_ordinary_numbers_are_no_personal_data(words: str):
    assert forbidden(words) == []
