"""What a camera writes is gone, what is seen stays, and what is not understood is refused."""

import struct
import zlib

import pytest

from bihuan.lib.metadata import Unreadable, bare

SECRET = b"22.9712N 115.3234E Pixel"


def segment(mark: int, body: bytes) -> bytes:
    return bytes([0xFF, mark]) + struct.pack(">H", len(body) + 2) + body


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


DRAWN = (
    segment(0xE0, b"JFIF\0"), segment(0xDB, b"tables"),
    segment(0xDA, b"scan") + b"\x01\xff\x00\xff\xd0\x02",
)  # fmt: skip
JPEG = b"".join((
    b"\xff\xd8", DRAWN[0], segment(0xE1, b"Exif\0\0" + SECRET), segment(0xE2, b"MPF\0" + SECRET),
    segment(0xFE, SECRET), DRAWN[1], DRAWN[2], b"\xff\xd9", b"trailing film " + SECRET,
))  # fmt: skip
PIXEL = chunk(b"IDAT", zlib.compress(b"\0\x80"))
PNG = b"\x89PNG\r\n\x1a\n" + b"".join((
    chunk(b"IHDR", bytes(13)), chunk(b"eXIf", SECRET), chunk(b"iTXt", SECRET), PIXEL,
    chunk(b"tIME", b"\x07\xe9\x03\x03\x09\0\0"), chunk(b"IEND", b""), SECRET,
))  # fmt: skip
_PARTS = b"".join((
    b"WEBP", b"VP8X", struct.pack("<I", 10), b"\x0c" + bytes(9),
    b"VP8 ", struct.pack("<I", 4), b"draw", b"EXIF", struct.pack("<I", len(SECRET)), SECRET,
))  # fmt: skip
WEBP = b"RIFF" + struct.pack("<I", len(_PARTS)) + _PARTS
HEAD = b"\0\0\0\0" + b"\x11" * 8 + b"rest"
FILM = b"".join((
    box(b"ftyp", b"mp42"), box(b"mdat", b"frames"),
    box(b"moov", box(b"mvhd", HEAD) + box(b"trak", box(b"tkhd", HEAD) + box(b"udta", SECRET))
        + box(b"meta", SECRET)),
    box(b"uuid", SECRET),
))  # fmt: skip


@pytest.mark.parametrize(
    ("suffix", "content", "stays"),
    [("jpg", JPEG, b"".join((b"\xff\xd8", *DRAWN, b"\xff\xd9"))), ("PNG", PNG, PIXEL),
     ("webp", WEBP, b"draw"), ("mp4", FILM, b"frames")],
)  # fmt: skip
def test_the_picture_stays_and_what_the_camera_wrote_is_gone(
    suffix: str, content: bytes, stays: bytes
):
    found = bare(suffix, content)
    assert stays in found
    assert SECRET not in found
    assert bare(suffix, found) == found


def test_a_film_keeps_its_offsets_and_loses_its_dates():
    found = bare("mov", FILM)
    assert len(found) == len(FILM)
    assert found.index(b"frames") == FILM.index(b"frames")
    assert b"\x11" not in found


@pytest.mark.parametrize(
    ("suffix", "content"),
    [("heic", FILM), ("jpg", PNG), ("jpg", JPEG[:40]), ("png", PNG[:50]), ("webp", WEBP[:-9]),
     ("mp4", FILM[:-3]), ("mp4", b""), ("pdf", b"%PDF"), ("jpg", b"\xff\xd8\xff\xda")],
)  # fmt: skip
def test_what_cannot_be_taken_apart_is_refused(suffix: str, content: bytes):
    with pytest.raises(Unreadable):
        bare(suffix, content)
