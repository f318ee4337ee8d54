"""Readers: from a file to its text and tables."""

from pathlib import Path
from typing import Final

from bihuan.compiler.readers.source import Extract, Unreadable

__all__ = ["Extract", "Unreadable", "read_file"]

_SIZE_LIMIT: Final[int] = 64 * 1024 * 1024


def read_file(path: Path) -> Extract:
    """Return the text of a .txt, .html, .docx or .pdf file, judged by its content.

    Raises ``Unreadable`` with one sentence for the user when the file is missing, empty,
    binary, encrypted, scanned without text, damaged, or of another kind.
    """
    data = _bytes(path)
    suffix = path.suffix.lower()
    if data[:5] == b"%PDF-" or suffix == ".pdf":
        from bihuan.compiler.readers.pdf import read_pdf

        return read_pdf(data, path.name)
    if data[:4] == b"PK\x03\x04":
        from bihuan.compiler.readers.docx import read_docx

        return read_docx(data, path.name)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable(
            f"“{path.name}”是旧版 Office 文件（.doc 等）或加了密码，请另存为 .docx 后再试"
        )
    if data[:5] == b"{\\rtf":
        raise Unreadable(f"“{path.name}”是 RTF 文件，请另存为 .docx 后再试")
    if suffix == ".docx":
        raise Unreadable(f"“{path.name}”不是有效的 .docx 文件，请重新另存后再试")
    from bihuan.compiler.readers.text import decode, looks_like_html

    text = decode(data, path.name)
    if suffix in (".html", ".htm", ".xhtml", ".shtml") or looks_like_html(text):
        from bihuan.compiler.readers.html import read_html

        return read_html(text)
    return Extract(text)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise Unreadable(f"“{path}”是文件夹，请指定一个文件")
        if path.stat().st_size > _SIZE_LIMIT:
            raise Unreadable(f"“{path.name}”超过 64 MB，请先拆分")
        data = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"找不到文件“{path}”") from None
    except (OSError, ValueError) as error:
        raise Unreadable(f"无法读取“{path}”：{error}") from None
    if not data.strip():
        raise Unreadable(f"“{path.name}”是空文件")
    return data
