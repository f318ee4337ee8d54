"""Files damaged on the way: each is either read or refused in one line, never a crash."""

import random
from pathlib import Path

import docx
import pytest

from bihuan.compiler import Unreadable, compile

HTML = (
    "<html><head><meta charset='gbk'></head><body><h1>云川市工作要点</h1>"
    "<table><tr><th>序号</th><th>工作任务</th><th>责任单位</th></tr>"
    "<tr><td rowspan='2'>1</td><td>排查</td><td>市应急局</td></tr><tr><td>整改</td></tr></table>"
    "<p>一、落实责任。各部门要落实。</p></body></html>"
)


def _docx(path: Path) -> bytes:
    document = docx.Document()
    document.add_paragraph("云川市工作要点")
    document.add_paragraph("一、落实责任。各部门要落实。", style="List Number")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.row_cells(0), ("序号", "工作任务", "责任单位"), strict=True):
        cell.text = text
    document.save(str(path))
    return path.read_bytes()


@pytest.mark.parametrize("suffix", ["docx", "html"])
@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_file_is_read_or_refused_in_one_line(
    tmp_path: Path, suffix: str, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311
    whole = HTML.encode("gbk") if suffix == "html" else _docx(tmp_path / "whole.docx")
    file = tmp_path / f"damaged.{suffix}"
    for _ in range(20):
        data = bytearray(whole)
        if dice.random() < 0.4:
            del data[dice.randrange(1, len(data)) :]
        for _ in range(dice.randrange(12)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        file.write_bytes(data)
        assert "\n" not in _outcome(file)


def _outcome(file: Path) -> str:
    """Return the refusal, or nothing for a file that was read with all offsets inside."""
    try:
        document = compile(file)
    except Unreadable as refusal:
        return str(refusal)
    ends = [clause.end for clause in document.clauses]
    return "" if all(end <= len(document.source) for end in ends) else "outside\n"


def test_a_page_in_gb18030_is_read(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(HTML.encode("gb18030"))
    document = compile(file)
    assert document.header.title == "云川市工作要点"
    assert [clause.heading for clause in document.clauses] == ["排查", "整改", "落实责任"]
    assert [item.unit for item in document.clauses[0].responsible] == ["市应急局"]
