"""Plain text: UTF-8 with or without mark, UTF-16, GB 18030."""

from typing import Final

from bihuan.compiler.pattern import Pattern
from bihuan.compiler.readers.source import Unreadable

_CONTROL: Final[Pattern] = Pattern("[\x00-\x08\x0e-\x1f\x7f]")
_HTML: Final[Pattern] = Pattern(
    r"(?is)^\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|\?xml[^>]*\?>\s*<(?:!doctype\s+)?html)",
)


def decode(data: bytes, name: str) -> str:
    """Return the text of ``data`` with plain line ends; ``Unreadable`` if it is not text."""
    text = _decoded(data)
    if text is None:
        raise Unreadable(f"“{name}”不是文本文件，可以编译的是 .txt、.html、.docx 和 .pdf")
    sample = text[:20000]
    if len(_CONTROL.findall(sample)) * 200 > len(sample):
        raise Unreadable(f"“{name}”是二进制文件，可以编译的是 .txt、.html、.docx 和 .pdf")
    if not text.strip():
        raise Unreadable(f"“{name}”没有文字")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def looks_like_html(text: str) -> bool:
    """Tell whether a text is a web page."""
    return _HTML.match(text[:2000]) is not None


def _decoded(data: bytes) -> str | None:
    if data[:3] == b"\xef\xbb\xbf":
        return _strict(data, "utf-8-sig")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _strict(data, "utf-16")
    attempts = (
        (_strict, "utf-8"),
        (_lenient, "utf-8"),
        (_strict, "gb18030"),
        (_lenient, "gb18030"),
    )
    texts = (read(data, encoding) for read, encoding in attempts)
    return next((text for text in texts if text is not None), None)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _lenient(data: bytes, encoding: str) -> str | None:
    """Read a text with a character cut at its end, or with a few bad bytes."""
    text = data.decode(encoding, errors="replace")
    return text if text.count("\ufffd") <= max(1, len(text) // 200) else None
