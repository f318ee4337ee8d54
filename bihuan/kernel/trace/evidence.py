"""The store of proof: files kept under their SHA-256, one row and one entry for each use."""

import os
import re
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.db import transaction

from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.kernel.orgs.viewer import Actor

from .entries import append, instant
from .models import Evidence, Trailed

VERB: Final = "evidence"
MAX_BYTES: Final = 200 * 1024 * 1024
NAME_LENGTH: Final = 200
_CHUNK: Final = 1024 * 1024
_DATA: Final[dict[str, Any]] = tomllib.loads(
    (files(__package__) / "files.toml").read_text(encoding="utf-8")
)
#: Suffix to media type and the bytes such a file starts with (empty: not told apart by them).
TYPES: Final[dict[str, tuple[str, bytes]]] = {
    suffix: (media_type, bytes.fromhex(mark))
    for suffix, (media_type, mark) in _DATA["types"].items()
}
_MARKS: Final = {mark for _, mark in TYPES.values() if mark} | {
    bytes.fromhex(mark) for mark in _DATA["never"]["marks"]
}


def store(  # noqa: PLR0913 - a piece of evidence is stored with all of its facts
    *,
    owner: Trailed,
    kind: str,
    name: str,
    content: BinaryIO,
    happened_at: datetime | None,
    by: Actor,
    at: datetime,
    place: tuple[float, float] | None = None,
    replaces: Evidence | None = None,
) -> Evidence:
    """Keep a file as evidence of a chain's owner and return its row; an entry records all of it.

    The file is safe on the disk before the row exists. ``place`` is latitude and longitude in
    degrees. Raises :class:`Invalid` for an empty or too large file, a type not accepted or that is
    not what its name says, a time after ``at``, a place off the earth, or a correction of evidence
    from another chain.
    """
    clean = _name(name)
    _check(happened_at, at, place, replaces, owner)
    media_type, mark = _type(clean)
    digest, size = _keep(content, clean, mark)
    latitude, longitude = place or (None, None)
    with transaction.atomic():
        made = Evidence.objects.create(
            chain=owner.chain, kind=kind, name=clean, media_type=media_type, size=size,
            sha256=digest, happened_at=happened_at, uploaded_at=at, latitude=latitude,
            longitude=longitude, author_id=by.person_id, post_id=by.post_id, replaces=replaces,
        )  # fmt: skip
        append(owner, VERB, by=by, at=at, body=facts(made))
    return made


def open_file(evidence: Evidence) -> BinaryIO:
    """Return the file, open for reading bytes. Raises :class:`NotFound` when it is gone."""
    try:
        return path_of(evidence.sha256).open("rb")
    except FileNotFoundError as error:
        says = f"佐证“{evidence.name}”的文件不在存储目录里，请从备份中恢复。"
        raise NotFound(says, can="系统管理员") from error


def path_of(digest: str) -> Path:
    """Return where the file with this SHA-256 (64 hex digits) is kept."""
    return root() / digest[:2] / digest[2:]


def root() -> Path:
    """Return the folder of all evidence files of this installation."""
    return Path(settings.DATA_DIR) / "evidence"


def facts(evidence: Evidence) -> dict[str, Any]:
    """Return every column as the entry about it keeps it; moments as digests write them."""
    values = {f.attname: getattr(evidence, f.attname) for f in Evidence._meta.concrete_fields}
    return {n: instant(v) if isinstance(v, datetime) else v for n, v in values.items()}


def _name(given: str) -> str:
    name = re.sub(r"[\x00-\x1f\x7f]", "", given.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    if not name or len(name) > NAME_LENGTH:
        raise Invalid(f"文件名应为1至{NAME_LENGTH}个字，请改名后再上传。", field="file")
    return name


def _check(
    happened_at: datetime | None,
    at: datetime,
    place: tuple[float, float] | None,
    replaces: Evidence | None,
    owner: Trailed,
) -> None:
    if happened_at is not None and happened_at > at:
        raise Invalid("发生时间晚于上传时间，请核对日期和时刻。", field="happened_at")
    if place is not None and not (abs(place[0]) <= 90 and abs(place[1]) <= 180):
        raise Invalid("位置不对：纬度应在±90之间，经度应在±180之间。", field="place")
    if replaces is not None and replaces.chain != owner.chain:
        raise Invalid(f"“{replaces.name}”不是这里的佐证，不能在这里更正。", field="replaces")


def _type(name: str) -> tuple[str, bytes]:
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if suffix not in TYPES:
        raise Invalid(
            f"不接收“{name}”这种文件。可以上传照片、视频、录音、PDF、OFD、Word、Excel、"
            "PPT、WPS、文本或 zip 文件。",
            field="file",
        )
    return TYPES[suffix]


def _keep(content: BinaryIO, name: str, mark: bytes) -> tuple[str, int]:
    """Write the file, check it on the way, and return its SHA-256 and size in bytes."""
    incoming = root() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    digest, size = sha256(), 0
    with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as draft:
        try:
            for chunk in _chunks(content):
                if size == 0:
                    _check_mark(chunk, name, mark)
                size += len(chunk)
                if size > MAX_BYTES:
                    limit = MAX_BYTES // 1024 // 1024
                    raise Invalid(f"“{name}”超过{limit} MB，请压缩或分开上传。", field="file")
                digest.update(chunk)
                draft.write(chunk)
            if size == 0:
                raise Invalid(f"“{name}”是空文件，请重新选择。", field="file")
            draft.flush()
            os.fsync(draft.fileno())
            _name_after_content(draft.name, digest.hexdigest())
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise
    return digest.hexdigest(), size


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    while chunk := content.read(_CHUNK):
        yield chunk


def _check_mark(start: bytes, name: str, mark: bytes) -> None:
    """Refuse a file that starts as another kind does; text starts with anything else."""
    found = {other for other in _MARKS if start.startswith(other)}
    if (mark and mark not in found) or (not mark and found):
        says = f"“{name}”的内容和它的后缀不一致，请用原来的程序另存后再上传。"
        raise Invalid(says, field="file")


def _name_after_content(draft: str, digest: str) -> None:
    """Give the whole file its final name; what lies there already is the same or damaged."""
    kept = path_of(digest)
    kept.parent.mkdir(exist_ok=True)
    os.replace(draft, kept)
    for folder in (kept.parent, kept.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
