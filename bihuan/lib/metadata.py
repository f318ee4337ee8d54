"""Pictures and videos without what a camera writes into them: where, when, by whom, with what.

What cannot be taken apart to its last byte is refused: better no picture than one that betrays.
"""

import struct
from collections.abc import Iterator
from typing import Final

_SOI, _EOI, _SOS = b"\xff\xd8", 0xD9, 0xDA
#: Segments of a JPEG that draw the picture: APP0 (JFIF) and APP14 (Adobe's colours) among them.
_APP0, _APP14, _APP15, _COMMENT = 0xE0, 0xEE, 0xEF, 0xFE
_ALONE: Final = (0x01, *range(0xD0, 0xD8))
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_DRAWS: Final = frozenset((
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT"),
    *(b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT"),
))  # fmt: skip
_WEBP_DRAWS: Final = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"))
_TELLS_EXIF_XMP: Final = 0x0C
#: Boxes of a film that hold boxes, boxes that say who filmed where, boxes that say when.
_NESTED: Final = frozenset((b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"mvex"))
_TELLING: Final = frozenset((b"udta", b"meta", b"uuid", b"XMP_", b"free", b"skip", b"wide"))
_DATED: Final = frozenset((b"mvhd", b"tkhd", b"mdhd"))
_BOX, _LONG_BOX, _DATES = 8, 16, (8, 16)


class Unreadable(Exception):
    """A file whose parts cannot all be told apart."""


def bare(suffix: str, content: bytes) -> bytes:
    """Return a picture or film without its metadata; what is seen and heard stays the same.

    ``suffix`` is jpg, jpeg, png, webp, mp4 or mov. Raises :class:`Unreadable` for another kind, and
    for a file that is not what its name says.
    """
    strip = _KINDS.get(suffix.lower())
    if strip is None:
        raise Unreadable(suffix)
    try:
        return strip(content)
    except (struct.error, IndexError, ValueError) as error:
        raise Unreadable(suffix) from error


def _jpeg(content: bytes) -> bytes:
    if content[:2] != _SOI:
        raise Unreadable("jpg")
    kept, at = bytearray(_SOI), 2
    while True:
        if content[at] != 0xFF:
            raise Unreadable("jpg")
        mark = content[at + 1]
        if mark == 0xFF:
            at += 1
        elif mark == _EOI:
            # What follows the end, a small film for example, is not part of the picture.
            return bytes(kept + content[at : at + 2])
        elif mark in _ALONE:
            kept += content[at : at + 2]
            at += 2
        else:
            end = at + 2 + struct.unpack_from(">H", content, at + 2)[0]
            if end > len(content):
                raise Unreadable("jpg")
            if mark == _SOS:
                end = _scan_end(content, end)
            if mark in (_APP0, _APP14) or not (_APP0 < mark <= _APP15 or mark == _COMMENT):
                kept += content[at:end]
            at = end


def _scan_end(content: bytes, at: int) -> int:
    """Return where the data of a scan ends: at a marker that is neither stuffing nor restart."""
    while True:
        at = content.index(b"\xff", at)
        if content[at + 1] != 0 and content[at + 1] not in _ALONE:
            return at
        at += 2


def _png(content: bytes) -> bytes:
    if content[:8] != _PNG:
        raise Unreadable("png")
    kept, at = bytearray(_PNG), len(_PNG)
    while True:
        size, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + size
        if end > len(content):
            raise Unreadable("png")
        if name in _PNG_DRAWS:
            kept += content[at:end]
        if name == b"IEND":
            return bytes(kept)
        at = end


def _webp(content: bytes) -> bytes:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise Unreadable("webp")
    body, at = bytearray(b"WEBP"), 12
    whole = 8 + struct.unpack_from("<I", content, 4)[0]
    if whole > len(content):
        raise Unreadable("webp")
    while at < whole:
        name, size = struct.unpack_from("<4sI", content, at)
        end = at + 8 + size + size % 2
        if end > whole:
            raise Unreadable("webp")
        if name == b"VP8X":
            flags = content[at + 8] & ~_TELLS_EXIF_XMP
            body += content[at : at + 8] + bytes([flags]) + content[at + 9 : end]
        elif name in _WEBP_DRAWS:
            body += content[at:end]
        at = end
    return b"RIFF" + struct.pack("<I", len(body)) + bytes(body)


def _film(content: bytes) -> bytes:
    """Blank what tells in place, so that every offset in the film still holds."""
    if content[4:8] != b"ftyp":
        raise Unreadable("mp4")
    blanked = bytearray(content)
    for name, start, body, end in _boxes(content, 0, len(content)):
        if name in _TELLING:
            blanked[start + 4 : start + 8] = b"free"
            blanked[body:end] = bytes(end - body)
        elif name in _DATED:
            width = _DATES[content[body]]
            blanked[body + 4 : body + 4 + width] = bytes(width)
    return bytes(blanked)


def _boxes(content: bytes, at: int, whole: int) -> Iterator[tuple[bytes, int, int, int]]:
    while at < whole:
        size, name = struct.unpack_from(">I4s", content, at)
        head = _BOX
        if size == 1:
            head, size = _LONG_BOX, struct.unpack_from(">Q", content, at + 8)[0]
        end = whole if size == 0 else at + size
        if size and size < head or end > whole:
            raise Unreadable("mp4")
        yield name, at, at + head, end
        if name in _NESTED:
            yield from _boxes(content, at + head, end)
        at = end


_KINDS: Final = {
    "jpg": _jpeg, "jpeg": _jpeg, "png": _png, "webp": _webp, "mp4": _film, "mov": _film,
}  # fmt: skip
