"""What holds for every test: where it runs, no network, a plain word when something is missing."""

import gc
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations

from bihuan.compiler import Document
from bihuan.compiler import compile as compile_text
from tests import migrated

#: The one without windows comes first: a context costs it a fifth of a second, the others more
#: than one.
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
#: One of these among a test's fixtures, and it may touch the database; else a query is refused.
REACHING = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})
#: Or one of these among its marks.
MARKED = ("django_db", "postgres", "own_database")
#: Folders and files of which a second database shows nothing new.
SEEN = {"docs", "journeys", "test_doors.py", "test_sign_on.py", "test_forms.py"}
#: The modules whose own queries count or take in bulk; no module writes a statement of its own.
COUNTING = {"dossier", "hazards", "imports", "statistics"}
#: How the browser is started: offline, and without what a machine for tests has not.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class NetworkReached(Exception):
    """A test tried to reach another machine."""


def chromium() -> str | None:
    """Return the path of the browser of this machine, if there is one."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run on PostgreSQL what a second database can change.

    A test that cannot reach a database (pytest-django refuses it a connection) has the same outcome
    on both and has run on SQLite. So has what a browser is looked at for, what a page of the
    documentation says, a story that is told page by page, and who is let in at a door: their
    addresses and calls are asked on PostgreSQL by the tables of addresses and calls.
    Of the modules every way through their flows is walked there, and what counts is counted. What
    takes longest begins first, lest one process ends alone.
    """
    items.sort(key=lambda item: not item.get_closest_marker("first"))
    if not _on_postgres():
        return
    again = [item for item in items if _reaches_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _reaches_the_database(item)])
    items[:] = again


def _on_postgres() -> bool:
    return "postgresql" in settings.DATABASES["default"]["ENGINE"]


def _reaches_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser") or SEEN & {item.path.parent.name, item.path.name}:
        return False
    marked = any(item.get_closest_marker(name) for name in MARKED)
    if "modules" in item.path.parts and not marked and not _walks_or_counts(item):
        return False
    return marked or not REACHING.isdisjoint(getattr(item, "fixturenames", ()))


def _walks_or_counts(item: pytest.Item) -> bool:
    return "walk" in item.nodeid or item.path.parent.name in COUNTING


def pytest_collection_finish() -> None:
    """Let the garbage collector look at what tests make, not again and again at the program."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what this machine or this run cannot do, and say why."""
    if item.get_closest_marker("postgres") and not _on_postgres():
        pytest.skip("needs PostgreSQL; runs in the PostgreSQL half of `make test`")
    if item.get_closest_marker("browser") and chromium() is None:
        if os.environ.get("BIHUAN_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium found, and BIHUAN_REQUIRE_BROWSER=1 demands one")
        pytest.skip("needs Chromium: install the package chromium")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """Let the database of this process begin as a copy of one that has its tables."""
    if _on_postgres():
        entry = settings.DATABASES["default"]
        entry["TEST"]["TEMPLATE"] = migrated.template(entry)
        yield
        return
    with closing(migrated.into_memory(connection.creation._get_test_db_name())):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let the sweep find its tables, as it does from its second time on in a running installation.

    Made within the transaction of a test they would be gone with it; and every refusal in that
    transaction would have SQLite read the whole schema again, 10 ms each time.
    """
    with django_db_blocker.unblock():
        import_module("bihuan.kernel.obligations.batch").clear()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Yield the machine's Chromium."""
    # The browser is driven from an event loop in this thread, where Django would refuse queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        started.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True, scope="session")
def _only_this_machine() -> Iterator[None]:
    """Refuse connections to any machine but this one."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: Any) -> None:
        _require_local(self, address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        _require_local(self, address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


@pytest.fixture(autouse=True, scope="session")
def _a_text_of_a_pack_is_compiled_once() -> Iterator[None]:
    """Compile the text beside a pack once, as long as it stays as it is."""
    packs = import_module("bihuan.kernel.law.packs")
    compiled: dict[tuple[Path, bytes], Document] = {}

    def once(source: Path) -> Document:
        key = (source, source.read_bytes())
        if key not in compiled:
            compiled[key] = compile_text(source)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packs, "compile_text", once)
        yield


@pytest.fixture(autouse=True, scope="session")
def _empty_the_append_only_tables() -> Iterator[None]:
    """Let a test with real transactions be cleaned up: only the flush sees no trace triggers."""
    triggers = import_module("bihuan.kernel.trace.migrations.0002_append_only")
    flush = BaseDatabaseOperations.execute_sql_flush

    def released(self: BaseDatabaseOperations, sql_list: Any) -> None:
        triggers.release(self.connection)
        flush(self, sql_list)
        triggers.protect(self.connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", released)
        yield


def _require_local(connection: socket.socket, address: Any) -> None:
    if connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    host = address[0]
    try:
        local = ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        raise NetworkReached(f"tests must not reach {host}")


@pytest.fixture(autouse=True, scope="session")
def _connections_outlive_answers() -> Iterator[None]:
    """Keep the connection of a test's transaction when a streamed answer is closed."""
    close = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def unless_in_transaction(self: BaseDatabaseWrapper) -> None:
        if not self.in_atomic_block:
            close(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", unless_in_transaction)
        yield
