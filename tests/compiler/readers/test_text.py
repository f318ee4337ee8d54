"""Plain text files in the encodings offices use, and files that are no text."""

from pathlib import Path

import pytest

from bihuan.compiler import Unreadable, compile
from bihuan.compiler.readers import read_file

TEXT = "云川市安全生产工作要点\n一、落实责任。各部门要制定方案。\n二、加强检查。每月检查1次。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_every_usual_encoding_gives_the_same_text(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "要点.txt"
    file.write_bytes(TEXT.encode(encoding))
    assert read_file(file).text == TEXT


def test_windows_line_ends_become_plain_ones(tmp_path: Path) -> None:
    file = tmp_path / "要点.txt"
    file.write_bytes(TEXT.replace("\n", "\r\n").encode())
    assert read_file(file).text == TEXT


def test_a_file_cut_inside_a_character_is_still_read(tmp_path: Path) -> None:
    file = tmp_path / "要点.txt"
    file.write_bytes(TEXT.encode()[:-2])
    document = compile(file)
    assert [clause.no for clause in document.clauses] == [1, 2]
    assert "unreadable-characters" in {warning.kind for warning in document.warnings}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("空.txt", b"", "空文件"),
        ("空白.txt", b" \n\t \r\n", "空文件"),
        ("图.txt", bytes(range(256)) * 40, "文本文件"),
        ("控制符.txt", b"abc\x00\x01\x02" * 100, "二进制文件"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".docx"),
        ("假.docx", "不是压缩包".encode(), "有效的 .docx"),
        ("坏.docx", b"PK\x03\x04" + b"\0" * 100, "有效的 .docx"),
        ("假.pdf", "不是 PDF".encode(), "有效的 PDF"),
        ("坏.pdf", b"%PDF-1.7\n" + b"\0" * 100, "有效的 PDF"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(Unreadable) as refused:
        compile(file)
    assert name in str(refused.value)
    assert words in str(refused.value)
    assert file.read_bytes() == data


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="找不到文件"):
        compile(tmp_path / "没有.txt")
    with pytest.raises(Unreadable, match="文件夹"):
        compile(tmp_path)


def test_a_line_that_names_a_file_is_read_from_it_and_any_other_is_text(tmp_path: Path) -> None:
    file = tmp_path / "要点.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert compile(str(file)).source == TEXT
    assert compile("一、按照要点.txt落实。").source == "一、按照要点.txt落实。"
    with pytest.raises(Unreadable, match="找不到文件"):
        compile(str(tmp_path / "没有.docx"))
