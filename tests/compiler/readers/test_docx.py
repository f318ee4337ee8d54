"""Word files: automatic numbers as printed, tracked changes, tables."""

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from bihuan.compiler import Unreadable, compile


def _numbered(document: Any, levels: list[tuple[str, str]]) -> str:
    """Add a list definition with these (format, text) levels; return its id."""
    part = document.part.numbering_part.element
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(levels)
    )
    space = nsdecls("w")
    abstract = parse_xml(f'<w:abstractNum {space} w:abstractNumId="77">{inner}</w:abstractNum>')
    part.insert(0, abstract)
    part.append(parse_xml(f'<w:num {space} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    return "77"


def _paragraph(document: Any, text: str, number: str, depth: int) -> None:
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr()
    space = nsdecls("w")
    properties.append(
        parse_xml(
            f"<w:numPr {space}><w:ilvl w:val='{depth}'/><w:numId w:val='{number}'/></w:numPr>"
        )
    )


def test_automatic_numbers_are_read_as_they_are_printed(tmp_path: Path) -> None:
    document = docx.Document()
    number = _numbered(
        document, [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）")]
    )
    document.add_paragraph("云川市安全生产工作方案")
    for depth, text in [
        (0, "落实责任"),
        (1, "健全制度。各部门要健全制度。（市应急局负责）"),
        (1, "压实责任。企业要压实责任。"),
        (0, "加强检查"),
        (1, "全面检查。每月检查1次。"),
    ]:
        _paragraph(document, text, number, depth)
    document.save(str(tmp_path / "a.docx"))
    compiled = compile(tmp_path / "a.docx")
    assert [clause.path for clause in compiled.clauses] == [
        ("一", "（一）"),
        ("一", "（二）"),
        ("二", "（一）"),
    ]
    assert compiled.source.splitlines()[1] == "一、落实责任"
    assert [item.unit for item in compiled.clauses[0].responsible] == ["市应急局"]


def test_deleted_words_are_left_out_and_inserted_ones_kept(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("一、落实责任。各部门要")._p
    space = nsdecls("w")
    paragraph.append(parse_xml(f"<w:del {space}><w:r><w:delText>删去</w:delText></w:r></w:del>"))
    paragraph.append(parse_xml(f"<w:ins {space}><w:r><w:t>制定方案。</w:t></w:r></w:ins>"))
    document.save(str(tmp_path / "a.docx"))
    assert compile(tmp_path / "a.docx").source == "一、落实责任。各部门要制定方案。\n"


def test_rows_of_a_table_are_clauses_with_cells_merged_downwards(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("云川市重点任务清单")
    rows = [
        ["序号", "工作任务", "牵头单位", "责任单位", "完成时限"],
        ["1", "制定实施方案", "市安委办", "各成员单位", "2024年3月底前"],
        ["2", "开展集中培训", "", "市公安局、市住建局", "2024年12月"],
    ]
    table = document.add_table(rows=3, cols=5)
    for line, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 2).merge(table.cell(2, 2)).text = "市安委办"
    document.save(str(tmp_path / "a.docx"))
    compiled = compile(tmp_path / "a.docx")
    assert [(clause.no, clause.heading) for clause in compiled.clauses] == [
        (1, "制定实施方案"),
        (2, "开展集中培训"),
    ]
    assert [
        [f"{item.role} {item.unit}" for item in clause.responsible] for clause in compiled.clauses
    ] == [
        ["lead 市安委办", "share 各成员单位"],
        ["lead 市安委办", "share 市公安局", "share 市住建局"],
    ]
    assert [
        str(deadline.date) for clause in compiled.clauses for deadline in clause.facts.deadlines
    ] == ["2024-03-31", "2024-12-31"]


def test_a_document_without_words_is_refused(tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "a.docx"))
    with pytest.raises(Unreadable, match="没有文字"):
        compile(tmp_path / "a.docx")


def test_an_archive_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(Unreadable, match="有效的 .docx"):
        compile(tmp_path / "a.docx")
