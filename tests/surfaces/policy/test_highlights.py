"""A text is shown word for word, whatever is marked in it."""

from dataclasses import dataclass
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bihuan.compiler import compile as compile_file
from bihuan.surfaces.workbench.highlights import Block, Mark, lay_out, mark

PACKS = Path(__file__).parents[3] / "packs"
TEXT = "一、标题\n甲局牵头,每月检查1次。\n\n　乙局配合。\n尾"


@dataclass(frozen=True)
class Piece:
    pk: int
    start: int
    end: int
    text: str = ""


def shown(blocks: list[Block]) -> str:
    return "".join(p.words for block in blocks for line in block.lines for p in line.pieces)


def unbroken(text: str) -> str:
    return "".join(line for line in text.split("\n") if line.strip())


spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


@given(st.lists(spans, max_size=8), spans)
def test_no_mark_adds_loses_or_moves_a_sign(marks: list[list[int]], clause: list[int]) -> None:
    drawn = [Mark(start, end, "m-unit", "主") for start, end in marks]
    blocks = lay_out(TEXT, [Piece(1, *clause)], [0], drawn)
    assert shown(blocks) == unbroken(TEXT[: clause[0]]) + unbroken(
        TEXT[clause[0] : clause[1]]
    ) + unbroken(TEXT[clause[1] :])


def test_each_document_of_the_packs_is_shown_whole() -> None:
    for path in sorted(PACKS.glob("[0-9]*/*.txt")):
        compiled = compile_file(path)
        clauses = [Piece(n, c.start, c.end, c.text) for n, c in enumerate(compiled.clauses)]
        found = [
            mark("responsible", unit, unit["start"], unit["end"])
            for clause in compiled.as_json()["clauses"]
            for unit in clause["responsible"]
        ]
        blocks = lay_out(compiled.source, clauses, [], found)
        assert "".join(shown(blocks).split()) == "".join(compiled.source.split())
        assert [b.clause for b in blocks if b.clause] == clauses


def test_the_shortest_of_overlapping_marks_is_seen_and_each_letter_stands_once() -> None:
    outer, inner = Mark(5, 17, "m-rec", "周"), Mark(5, 7, "m-unit", "主")
    pieces = lay_out(TEXT, [], [], [outer, inner])[0].lines[1].pieces
    assert [(p.words, p.letter) for p in pieces if p.mark] == [
        ("甲局", "主"),
        ("牵头,每月检查1次。", "周"),
    ]


def test_a_mark_over_a_line_break_continues_without_a_second_letter() -> None:
    lines = lay_out(TEXT, [], [], [Mark(10, 25, "m-rec", "周")])[0].lines
    assert [p.letter for line in lines for p in line.pieces if p.mark] == ["周", ""]


def test_a_section_begins_with_a_heading_outside_clauses_only() -> None:
    blocks = lay_out(TEXT, [Piece(1, 5, 18)], [0, 5], [])
    assert [line.heading for block in blocks for line in block.lines] == [True, False, False, False]


def test_a_document_of_single_articles_shows_those() -> None:
    article = Piece(1, 0, 4, "第四条\n生产经营单位")
    (block,) = lay_out("", [article], [], [])
    assert block.clause == article
    assert shown([block]) == "第四条生产经营单位"
