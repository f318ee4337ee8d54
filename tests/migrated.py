"""A database as a new installation has it, made once and copied ever after.

A process of the tests, and a program that a test starts on a database of its own, begin with a
copy; `migrate`, run on it as ever, finds nothing left to do. The model is known by the digest of
all migrations: an edited one makes another.
"""

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import django
import psycopg
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".pytest_cache" / "migrated"
SQLITE = "django.db.backends.sqlite3"
LAY_OUT = "from bihuan.surfaces.database import bring_up_to_date as lay_out; lay_out(); lay_out()"
MIGRATE = "from django.core.management import call_command; call_command('migrate', verbosity=0)"


@cache
def digest() -> str:
    """Return what changes with any migration of any installed app."""
    found = hashlib.sha256(f"{django.VERSION}{sqlite3.sqlite_version}".encode())
    for key, migration in sorted(MigrationLoader(None).disk_migrations.items()):  # type: ignore[arg-type]
        found.update(repr(key).encode())
        found.update(Path(str(sys.modules[type(migration).__module__].__file__)).read_bytes())
    return found.hexdigest()[:16]


def file() -> Path:
    """Return the model on SQLite; kept for the next run."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    model = FOLDER / f"{digest()}.sqlite3"
    with alone(FOLDER / "lock"):
        if not model.exists():
            for older in FOLDER.glob("*.sqlite3*"):
                older.unlink()
            draft = model.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            run(LAY_OUT, f"sqlite:///{draft}")
            with closing(sqlite3.connect(draft)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")
            draft.rename(model)
    return model


def template(server: dict[str, Any]) -> str:
    """Return the name of the model on a PostgreSQL, given as in `DATABASES`; kept while it runs."""
    name = f"migrated_{digest()}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with alone(FOLDER / "lock"), _connected(server) as connection:
        known = "SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate"
        if not connection.execute(known, [name]).fetchone():
            connection.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
            run(LAY_OUT, address(server, name))
            model = Identifier(name)
            connection.execute(SQL("ALTER DATABASE {} IS_TEMPLATE true").format(model))
    return name


def address(server: dict[str, Any], name: str) -> str:
    """Return the address of a database of a PostgreSQL."""
    who = f"{server['USER']}:{server['PASSWORD']}" if server["PASSWORD"] else server["USER"]
    return f"postgresql://{who}@{server['HOST']}:{server['PORT']}/{name}"


def into_memory(name: str) -> sqlite3.Connection:
    """Fill a shared database in memory; it is there until the connection returned is closed."""
    memory = sqlite3.connect(name, uri=True)
    with closing(sqlite3.connect(file())) as model:
        model.backup(memory)
    return memory


@contextmanager
def database(folder: Path, name: str) -> Iterator[str]:
    """A copy on the kind of database of this run; yield its address, remove it afterwards."""
    server = settings.DATABASES["default"]
    if server["ENGINE"] == SQLITE:
        copy = folder / f"{name}.sqlite3"
        copy.write_bytes(file().read_bytes())
        yield f"sqlite:///{copy}"
        return
    own, model = Identifier(name), Identifier(template(server))
    with _connected(server) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(own, model))
        yield address(server, name)
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(own))


@contextmanager
def empty(name: str) -> Iterator[str]:
    """A database with nothing in it on the PostgreSQL of this run; yield its address, remove it."""
    server, own = settings.DATABASES["default"], Identifier(name)
    with _connected(server) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(own))
        yield address(server, name)
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(own))


def _connected(server: dict[str, Any]) -> "psycopg.Connection[Any]":
    return psycopg.connect(address(server, "postgres"), autocommit=True)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Let the processes of a run wait for the one that makes what all of them use."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def run(code: str, database: str) -> None:
    """Run Python in a process of its own on a database. Raises RuntimeError with what it said."""
    environment = os.environ | {
        "BIHUAN_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    command = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"“{code}” fails on {database}: {done.stderr}")
