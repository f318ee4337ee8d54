"""Making a package: strict, its manifest proves every byte; what lacks something stays out."""

import csv
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any, Final

from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.spreadsheets.writing import harmless

from .formats import Format, formats, subject_of
from .models import FILE, Package

MANIFEST, JSON_FILE, CSV_FILE = "manifest.json", "records.json", "records.csv"
#: A zip knows no later day than that it was made; the same facts give the same bytes.
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
#: What a manifest of ours says it is.
KIND: Final = "bihuan-exchange"


@dataclass(frozen=True)
class Made:
    """The records of a format, as they go out, and those that cannot, each with its reason."""

    rows: list[dict[str, str]]
    left_out: list[dict[str, str]]


def format_of(key: str, path: str = "") -> Format:
    """Return a format, for a place with a path if one is given. Raises :class:`Invalid`."""
    found = formats().get(key)
    if found is None or (path and not found.used_in(path)):
        raise Invalid("没有这种数据格式。", field="format")
    return found


def records(form: Format, by: Viewer, since: date, until: date) -> Made:
    """Return what of a format changed in some days, as far as the viewer sees it."""
    subject = subject_of(form)
    made = Made([], [])
    for one in subject.rows(by, since, until):
        words = subject.say(one)
        if any(str(words.get(word)) != value for word, value in form.only):
            continue
        row = {one.name: one.out(words.get(one.of)) for one in form.fields}
        if lacking := list(_lacking(form, row)):
            about = str(words.get("number") or words.get("id") or "")
            made.left_out.append({"about": about, "reason": "；".join(lacking)})
        else:
            made.rows.append(row)
    return made


def _lacking(form: Format, row: Mapping[str, str]) -> Iterator[str]:
    for one in form.fields:
        if one.must and not row[one.name]:
            yield f"缺“{one.title}”（{one.name}）"
        if one.most and len(row[one.name]) > one.most:
            yield f"“{one.title}”超过 {one.most} 个字（{one.name}）"


def make(moved: Any) -> None:
    """Make the file of a package and keep it as evidence."""
    record: Package = moved.record
    form = format_of(record.format)
    made = records(form, moved.by, record.since, record.until)
    content = zipped(form, made, record, moved.matter.number, moved.at)
    record.count, record.left_out = len(made.rows), made.left_out
    record.digest = sha256(content).hexdigest()
    record.save(update_fields=["count", "left_out", "digest"])
    evidence.store(
        owner=moved.matter, kind=FILE, name=f"{moved.matter.number}.zip",
        content=BytesIO(content), happened_at=None, by=moved.by, at=moved.at,
    )  # fmt: skip


def zipped(form: Format, made: Made, record: Package, number: str, at: datetime) -> bytes:
    """Return a package: the records as JSON and CSV, and a manifest with the hash of each."""
    files = {
        JSON_FILE: json.dumps(made.rows, ensure_ascii=False, indent=1).encode(),
        CSV_FILE: _csv(form, made),
    }
    manifest = {
        "kind": KIND, "number": number, "format": form.key, "version": form.version,
        "partner": form.partner, "from": record.unit.name, "since": str(record.since),
        "until": str(record.until), "made": in_shanghai(at).isoformat(), "count": len(made.rows),
        "sha256": {name: sha256(content).hexdigest() for name, content in files.items()},
    }  # fmt: skip
    files[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    told = BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return told.getvalue()


def _csv(form: Format, made: Made) -> bytes:
    told = StringIO()
    writer = csv.writer(told)
    names = [one.name for one in form.fields]
    writer.writerow(names)
    writer.writerows([harmless(row[name]) for name in names] for row in made.rows)
    return ("\ufeff" + told.getvalue()).encode()


def unpacked(content: bytes) -> list[Mapping[str, Any]]:
    """Return the records of a file: a package of ours, JSON, or CSV with headings.

    Raises :class:`Invalid` for a package whose bytes are not those its manifest names.
    """
    rows = _verified(content) if content.startswith(b"PK") else _read(content)
    try:
        told = json.dumps(rows, ensure_ascii=False, allow_nan=False)
        told.encode()
    except ValueError as error:
        raise Invalid("文件里有不是数字的数，或不是文字的字符。", field="file") from error
    if "\\u0000" in told:
        raise Invalid("文件里有空字符（NUL）。", field="file")
    return rows


def _read(content: bytes) -> list[Mapping[str, Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("文件不是 UTF-8 编码的 JSON、CSV，也不是数据包。", field="file") from error
    if not text.lstrip().startswith(("[", "{")):
        try:
            return [
                {str(name): value for name, value in row.items()}
                for row in csv.DictReader(StringIO(text))
            ]
        except csv.Error as error:
            raise Invalid(f"CSV 读不出来：{error}。", field="file") from error
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"JSON 读不出来：{error}。", field="file") from error
    return _listed(given.get("datas", given.get("rows")) if isinstance(given, dict) else given)


def _listed(rows: Any) -> list[Mapping[str, Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Invalid("JSON 里要有一个记录的列表，或者 datas。", field="file")
    return rows


def _verified(content: bytes) -> list[Mapping[str, Any]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            told = archive.read(JSON_FILE)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Invalid("数据包里缺 manifest.json 或 records.json。", field="file") from error
    if sha256(told).hexdigest() != manifest.get("sha256", {}).get(JSON_FILE):
        raise Invalid("数据包与清单的校验码不符，可能被改动过，没有收下。", field="file")
    return _listed(json.loads(told))
