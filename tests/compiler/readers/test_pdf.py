"""PDF files: lines joined back, page numbers dropped, unreadable ones refused."""

import os
from pathlib import Path

import pylopdf_fonts_zh_cn
import pypdfium2
import pytest
import typst

from bihuan.compiler import Unreadable, compile

ROOT = Path(__file__).parents[3]
PAGE = (
    '#set page(paper:"a4", margin:(x:27mm,y:35mm), numbering:"— 1 —")\n'
    '#set text(font:("Noto Serif SC",), size:16pt, lang:"zh")\n'
    "#set par(first-line-indent:(amount:2em,all:true), justify:true)\n"
)


def _pdf(path: Path, paragraphs: list[str]) -> Path:
    def literal(text: str) -> str:
        return text.replace("\\", "\\\\").replace('"', '\\"')

    markup = PAGE + "".join(f'#par[#"{literal(text)}"]\n\n' for text in paragraphs)
    source = path.with_suffix(".typ")
    source.write_text(markup, encoding="utf-8")
    fonts = os.path.dirname(pylopdf_fonts_zh_cn.__file__)
    typst.compile(str(source), output=str(path), font_paths=[fonts], ignore_system_fonts=True)
    return path


def test_a_policy_printed_to_pdf_gives_the_clauses_of_its_text(tmp_path: Path) -> None:
    text = (ROOT / "packs/230900/qitaihe-2017.txt").read_text("utf-8")
    body = [line.strip() for line in text.splitlines()[3:] if line.strip()]
    printed = compile(_pdf(tmp_path / "a.pdf", body[:-4]))
    plain = compile(text)
    assert [(clause.id, clause.heading) for clause in printed.numbered()] == [
        (clause.id, clause.heading) for clause in plain.numbered()
    ]
    assert [
        [(item.role, item.unit) for item in clause.responsible] for clause in printed.numbered()
    ] == [[(item.role, item.unit) for item in clause.responsible] for clause in plain.numbered()]
    assert "— 2 —" not in printed.source


def test_a_page_without_text_is_taken_for_a_scan(tmp_path: Path) -> None:
    blank = pypdfium2.PdfDocument.new()
    blank.new_page(595, 842)
    blank.save(str(tmp_path / "scan.pdf"))
    with pytest.raises(Unreadable, match="扫描件"):
        compile(tmp_path / "scan.pdf")
