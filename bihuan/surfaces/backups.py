"""Backup and restore of an installation: one archive with the database, the evidence, the keys.

The archive is a tar file whose first member, ``manifest.json``, lists every other member with its
size and SHA-256; restoring checks each before anything is put in place, and only into a data
folder that holds no records yet. SQLite is copied while in use with its own backup interface,
PostgreSQL with ``pg_dump``; the evidence is taken after the database, so that every row finds its
file.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

MANIFEST = "manifest.json"
SQLITE, POSTGRES = "database.sqlite3", "database.pgdump"
#: What of the data folder is rebuilt by itself and therefore left out.
LEFT_OUT = ("jobs.sqlite3", "-wal", "-shm", ".part")
#: The job queue's tables: what waits in them is decided anew by the rows.
QUEUE_TABLES = "huey_*"
#: What the program makes in a new data folder when it starts; a restored secret takes its place.
MADE_AT_START = ("secret.key", "jobs.sqlite3", "jobs.sqlite3-wal", "jobs.sqlite3-shm")
CHUNK = 1 << 20


class BadBackup(Exception):
    """An archive or a data folder that cannot be used; the message says what would be right."""


@dataclass(frozen=True)
class Backup:
    """What an archive holds: how many files and how many bytes."""

    path: Path
    files: int
    size: int


def backup(target: Path, *, seen: Callable[[str], None] = lambda name: None) -> Backup:
    """Write an archive of this installation and return what it holds.

    ``seen`` is told each member's name. Raises :class:`BadBackup`, leaving nothing behind, if
    ``target`` exists or cannot be written.
    """
    if target.exists():
        raise BadBackup(f"{target} 已经存在。请换一个文件名。")
    part = target.with_suffix(target.suffix + ".part")
    try:
        with tempfile.TemporaryDirectory() as folder:
            members = dict(_members(Path(folder)))
            _write(part, members, seen)
        part.replace(target)
    except OSError as error:
        raise BadBackup(f"{target} 写不成：{error.strerror}。") from error
    finally:
        part.unlink(missing_ok=True)
    return Backup(target, len(members), target.stat().st_size)


def _write(archive: Path, members: dict[str, Path], seen: Callable[[str], None]) -> None:
    manifest = {
        name: {"size": path.stat().st_size, "sha256": _digest(path)}
        for name, path in members.items()
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    with tarfile.open(archive, "w") as tar:
        head = tarfile.TarInfo(MANIFEST)
        head.size = len(text)
        tar.addfile(head, io.BytesIO(text))
        for name, path in members.items():
            seen(name)
            tar.add(path, name)


def restore(source: Path, *, seen: Callable[[str], None] = lambda name: None) -> int:
    """Put an archive's files into an empty data folder and return how many.

    What the program makes by itself at its first start does not count. Raises :class:`BadBackup`,
    changing nothing, for a folder with records or an archive that is not complete.
    """
    data = Path(settings.DATA_DIR)
    if data.exists() and any(path.name not in MADE_AT_START for path in data.iterdir()):
        raise BadBackup(f"数据文件夹 {data} 不是空的。恢复只写入空文件夹。")
    data.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data.parent) as folder:
        names = _unpack(source, Path(folder), seen)
        if SQLITE in names and not _on_sqlite() or POSTGRES in names and _on_sqlite():
            raise BadBackup("备份来自另一种数据库。请按备份时的 BIHUAN_DATABASE 设定。")
        if POSTGRES in names:
            _fill_postgres(Path(folder) / POSTGRES)
        data.mkdir(exist_ok=True)
        for name in names:
            if name == POSTGRES:
                continue
            place = _sqlite_file() if name == SQLITE else data / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.unlink(missing_ok=True)
            shutil.move(Path(folder) / name, place)
    return len(names)


def _members(folder: Path) -> Iterator[tuple[str, Path]]:
    if _on_sqlite():
        copy = folder / SQLITE
        with (
            closing(sqlite3.connect(_sqlite_file())) as live,
            closing(sqlite3.connect(copy)) as copied,
        ):
            live.backup(copied)
        yield SQLITE, copy
    else:
        left_out = f"--exclude-table={QUEUE_TABLES}"
        _run("pg_dump", "--format=custom", "--file", str(folder / POSTGRES), left_out)
        yield POSTGRES, folder / POSTGRES
    data = Path(settings.DATA_DIR)
    for path in sorted(data.rglob("*")):
        if path.is_file() and path != _sqlite_file() and not path.name.endswith(LEFT_OUT):
            yield path.relative_to(data).as_posix(), path


def _unpack(source: Path, folder: Path, seen: Callable[[str], None]) -> list[str]:
    try:
        with tarfile.open(source) as archive:
            first = archive.extractfile(MANIFEST)
            if first is None:
                raise BadBackup(f"{source.name} 没有清单，不是本系统的备份。")
            manifest: dict[str, Any] = json.load(first)
            digests = {name: facts["sha256"] for name, facts in manifest.items()}
            for name in digests:
                seen(name)
                archive.extract(name, folder, filter="data")
    except (tarfile.TarError, KeyError, OSError, ValueError, TypeError, AttributeError) as error:
        raise BadBackup(f"{source.name} 不是完整的备份文件，没有恢复任何内容。") from error
    for name, digest in digests.items():
        if _digest(folder / name) != digest:
            raise BadBackup(f"备份里的 {name} 与清单不符，没有恢复任何内容。")
    return list(digests)


def _on_sqlite() -> bool:
    return "sqlite" in settings.DATABASES["default"]["ENGINE"]


def _sqlite_file() -> Path:
    return Path(str(settings.DATABASES["default"]["NAME"])).resolve()


def _fill_postgres(dump: Path) -> None:
    """Read a dump into the installation's database, all of it or nothing of it."""
    if "django_migrations" in connection.introspection.table_names():
        raise BadBackup("数据库里已有数据。恢复只写入空的数据库，请新建一个库。")
    name = str(settings.DATABASES["default"]["NAME"])
    _run("pg_restore", "--single-transaction", "--no-owner", "--dbname", name, str(dump))


def _run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL's; it learns where and with which password by its environment."""
    if shutil.which(program) is None:
        raise BadBackup(f"找不到 {program}。请安装 PostgreSQL 客户端程序。")
    facts = settings.DATABASES["default"]
    words = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    told = {words[name]: str(facts[name]) for name in words if facts[name]}
    told["PGDATABASE"] = str(facts["NAME"])
    done = subprocess.run(  # noqa: S603
        [program, *arguments], env=os.environ | told, capture_output=True, text=True, check=False
    )
    if done.returncode:
        says = done.stderr.strip().partition("\n")[0] or str(done.returncode)
        raise BadBackup(f"{program} 没有成功：{says}")


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            found.update(block)
    return found.hexdigest()
