"""A private PostgreSQL for one run of the tests: own folder, own port, gone afterwards."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SERVICE_ACCOUNT = "postgres"
START_SECONDS = 30
STOP_SECONDS = 120
# What makes a database survive a power cut is what makes it slow; the tests cut no power.
FAST = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100", "jit=off"
)  # fmt: skip


class Unavailable(Exception):
    """PostgreSQL cannot be started here; the text says why and what to install."""


def binaries() -> Path:
    """Return the folder of `initdb` and `postgres`, or raise `Unavailable`."""
    candidates = []
    if shutil.which("pg_config"):
        answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True)
        candidates.append(Path(answer.stdout.strip()))
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(versions, key=lambda path: float(path.parent.name), reverse=True)
    candidates += [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep)]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Unavailable("no PostgreSQL server found: install the package postgresql")


def _identity() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    try:
        account = pwd.getpwnam(SERVICE_ACCOUNT)
    except KeyError:
        raise Unavailable(
            f"PostgreSQL refuses to run as root and there is no account {SERVICE_ACCOUNT}: "
            "run the tests as an ordinary user, or create that account"
        ) from None
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextmanager
def private_server(options: Sequence[str] = FAST) -> Iterator[str]:
    """Start a server and yield its `postgresql://` address; stop and remove it at the end.

    `options` are settings of the server, fast and not durable unless told.
    """
    programs, identity = binaries(), _identity()
    folder = Path(tempfile.mkdtemp(prefix="bihuan-postgresql-"))
    try:
        if identity:
            os.chown(folder, identity["user"], identity["group"])
        _initialise(programs, folder, identity)
        port = _free_port()
        with _running(programs, folder, (f"port={port}", *options), identity):
            yield f"postgresql://bihuan@127.0.0.1:{port}/bihuan"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(programs: Path, folder: Path, identity: dict[str, Any]) -> None:
    command: list[Any] = [
        programs / "initdb",
        "-D",
        folder / "data",
        "--username=bihuan",
        "--auth=trust",
    ]
    command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, **identity)
    if done.returncode:
        raise Unavailable(f"initdb failed: {(done.stdout + done.stderr).strip()}")


@contextmanager
def _running(
    programs: Path, folder: Path, settings: Sequence[str], identity: dict[str, Any]
) -> Iterator[None]:
    options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", *settings]
    command: list[Any] = [programs / "postgres", "-D", folder / "data"]
    for option in options:
        command += ["-c", option]
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **identity
        )
    try:
        _wait(programs, settings[0].removeprefix("port="), server, log)
        yield
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=STOP_SECONDS)


def _wait(programs: Path, port: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    question: list[Any] = [
        programs / "pg_isready",
        "-q",
        "-h",
        "127.0.0.1",
        "-p",
        port,
        "-d",
        "postgres",
    ]
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(question).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise Unavailable(f"PostgreSQL did not start: {log.read_text(errors='replace')}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
