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


TABLE = """#set page(flipped: true)
#align(center)[云川市2024年安全生产重点任务分工表]
#table(columns:(10mm,30mm,60mm,40mm,50mm,30mm),
[序号],[重点任务],[具体措施],[牵头单位],[责任单位],[完成时限],
{rows}
table.cell(rowspan:2)[19],table.cell(rowspan:2)[压实责任],[制定清单],[市安委办],[市发改委],[2024年6月],
[组织述职],[市委组织部],[各县区],[长期])
"""


def _pdf(path: Path, paragraphs: list[str]) -> Path:
    def literal(text: str) -> str:
        return text.replace("\\", "\\\\").replace('"', '\\"')

    return _printed(path, "".join(f'#par[#"{literal(text)}"]\n\n' for text in paragraphs))


def _printed(path: Path, body: str) -> Path:
    markup = PAGE + body
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


def test_a_ruled_table_over_two_pages_gives_a_clause_per_row(tmp_path: Path) -> None:
    rows = "\n".join(
        f"[{number}],[健全责任体系],[每半年至少听取1次汇报，研究解决突出问题],[市应急管理局],"
        f"[市公安局、市住房和城乡建设局，各县（市、区）人民政府],[2024年{number % 12 + 1}月底前],"
        for number in range(1, 19)
    )
    file = _printed(tmp_path / "a.pdf", TABLE.replace("{rows}", rows))
    assert len(pypdfium2.PdfDocument(file)) > 1
    document = compile(file)
    assert document.header.title == "云川市2024年安全生产重点任务分工表"
    assert [clause.no for clause in document.clauses] == [*range(1, 20), 19]
    first, *_, before, last = document.clauses
    assert [f"{item.role} {item.unit}" for item in first.responsible] == [
        "lead 市应急管理局",
        "share 市公安局",
        "share 市住房和城乡建设局",
        "share 各县（市、区）人民政府",
    ]
    assert [str(deadline.date) for deadline in first.facts.deadlines] == ["2024-02-29"]
    assert (before.heading, last.heading) == ("压实责任", "压实责任")
    assert [item.unit for item in last.responsible] == ["市委组织部", "各县区"]


def test_a_file_under_a_password_is_refused(tmp_path: Path) -> None:
    key = "<" + "00" * 32 + ">"
    file = tmp_path / "locked.pdf"
    file.write_text(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        f"3 0 obj<</Filter/Standard/V 1/R 2/O{key}/U{key}/P -4>>endobj\n"
        f"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[{key}{key}]>>\n%%EOF\n"
    )
    with pytest.raises(Unreadable, match="密码"):
        compile(file)
