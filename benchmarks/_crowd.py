"""What `crowd` measures on one database.

A server answers over HTTP as installations of that size run it: on SQLite one process of waitress
(`bihuan serve`), on PostgreSQL gunicorn with a process per processor. In another process twenty
people, each signed in, open a page, read it for one to five seconds, and open the next. Search is
typed by one person, as fast as it is answered, and shows what hangs below the field.

The figure is the 95th percentile from request to last byte, so waiting for each other counts. The
bar is 200 ms, for search 100 ms. The numbers of wide scopes come from the snapshots a round takes;
what that costs the round stands beside it. *A page that asks for nothing* but who is signed in is
measured under the same crowd: what the framework, and a machine on which others work, take alone.

The ground has no undated and no unowned rows; one in a thousand is made so before, since to look
for rare rows is what costs.
"""

import http.client
import logging
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from benchmarks import _ground as ground
from benchmarks import _measure as measure
from benchmarks import desk

PEOPLE, MOST, SECONDS = 20, 200, 20
SEARCH_MOST, SEARCHES = 100, 60
WAITRESS = ("-c", "from benchmarks import _crowd; _crowd.serve({port})")
GUNICORN = (
    *("-m", "gunicorn", "benchmarks._crowd:application()", "--bind", "127.0.0.1:{port}"),
    *("--worker-class", "gthread", "--threads", "4", "--preload", "--log-level", "error"),
    *("--workers", str(os.cpu_count())),
)
QUIET = "/search"
#: Part of a name, initials, a word in every name, a title, and one that is nowhere.
WORDS = tuple(
    f"/search?q={quote(words)}" for words in ("企业7777", "qy888", "企业", "安全检查", "海丰")
)
#: Who looks at what; each line is measured by itself, with all twenty at it.
PAGES = (
    ("desk", "province office", ("/desk",)),
    ("desk", "county office", ("/desk",)),
    ("desk", "department", ("/desk",)),
    ("desk", "enterprise", ("/desk",)),
    (
        "lists",
        "province office",
        (
            *("/desk?group=watch", "/desk?state=2", "/desk?state=unset", "/desk?tab=idle"),
            *("/desk?document=1", "/desk?place=4401", "/units", "/matters"),
        ),
    ),
    ("place page", "province office", ("/places/44", "/places/4401", "/places/440101")),
    ("place page", "county office", ("/places/4401", "/places/440101")),
    ("place page", "department", ("/places/4401", "/places/440101")),
    ("leader's overview", "province office", ("/overview",)),
    ("leader's overview", "county office", ("/overview",)),
    ("leader's overview", "department", ("/overview",)),
    ("who has not reported", "province office", ("/completeness", "/completeness?place=4401")),
    ("who has not reported", "county office", ("/completeness", "/completeness?place=440101")),
    ("who has not reported", "department", ("/completeness", "/completeness?place=440101")),
)


def main() -> bool:
    """Measure and return whether the bars are kept."""
    ground.set_up()
    from bihuan.surfaces.workbench import snapshots

    logging.disable(logging.INFO)
    _make_rare_rows()
    seconds = measure.seconds(lambda: snapshots.take(ground.T0))
    measure.report(f"snapshots of one round at {ground.rows():,}", seconds, 0, 0, most=30)
    looking = {label: (unit, role) for label, unit, role, _ in desk.LOOKING}
    cookies = {label: _sign_in(label, *looking[label]) for label in looking}
    kept = []
    with _server() as port:
        quiet = _percentile(port, cookies["province office"], (QUIET,))
        nothing = f"a page that asks for nothing, {PEOPLE} people, p95"
        measure.report(nothing, quiet, 0, 0, unit="ms", most=MOST)
        for name, label, pages in PAGES:
            figure = _percentile(port, cookies[label], pages)
            title = f"{name} at {ground.rows():,}, {PEOPLE} people, p95, {label}"
            kept.append(measure.report(title, figure, 0, 0, unit="ms", most=MOST))
        for label in looking:
            took = sorted(_answered(port, cookies[label], WORDS[n % len(WORDS)], part=True)
                          for n in range(SEARCHES))  # fmt: skip
            title = f"search at {ground.rows():,}, p95, {label}"
            figure = statistics.quantiles(took, n=20)[-1] * 1000
            kept.append(measure.report(title, figure, 0, 0, unit="ms", most=SEARCH_MOST))
    return all(kept)


def serve(port: int) -> None:
    """Serve the pages as `bihuan serve` does, as of the ground's moment, until told to stop."""
    application()
    from bihuan.surfaces import server

    server.serve("127.0.0.1", port)


def application() -> Any:
    """Return the pages as of the ground's moment."""
    from unittest import mock

    ground.set_up()
    from django.core.servers.basehttp import get_internal_wsgi_application

    from bihuan.lib.clocks import in_shanghai
    from bihuan.surfaces import clock

    logging.disable(logging.WARNING)
    mock.patch.object(clock, "now", return_value=in_shanghai(ground.T0)).start()
    return get_internal_wsgi_application()


@contextmanager
def _server() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    from django.db import connection

    arguments = GUNICORN if connection.vendor == "postgresql" else WAITRESS
    command = [sys.executable, *(argument.format(port=port) for argument in arguments)]
    process = subprocess.Popen(command, env=os.environ)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def _percentile(port: int, cookie: str, pages: Sequence[str]) -> float:
    """Return the 95th percentile in milliseconds of pages opened by twenty people."""
    until = time.monotonic() + SECONDS
    with ThreadPoolExecutor(PEOPLE) as people:
        # list() hands on what went wrong with anybody: a crowd that shrinks is not measured.
        looked = list(people.map(lambda n: _look(port, cookie, pages, until, n), range(PEOPLE)))
    took = [seconds for person in looked for seconds in person]
    return statistics.quantiles(took, n=20)[-1] * 1000


def _look(port: int, cookie: str, pages: Sequence[str], until: float, seed: int) -> list[float]:
    """Open one page after the other; return how long each took but the first, a warm-up."""
    chance = random.Random(seed)  # noqa: S311 - when somebody turns a page
    time.sleep(chance.uniform(0, 2))
    took = []
    while time.monotonic() < until:
        took.append(_answered(port, cookie, chance.choice(pages)))
        time.sleep(chance.uniform(1, 5))
    return took[1:]


def _answered(port: int, cookie: str, address: str, *, part: bool = False) -> float:
    """Return how many seconds a page takes from the request to its last byte."""
    headers = {"Cookie": cookie} | ({"HX-Request": "true"} if part else {})
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return time.perf_counter() - started


def _sign_in(label: str, unit: int, role: str) -> str:
    """Return the cookie of somebody who is signed in."""
    from django.conf import settings

    client = desk.signed_in(label, unit, role)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _make_rare_rows() -> None:
    changed = "UPDATE obligations_obligation SET {} WHERE id % 1000 = {} AND stage = 0"
    dateless = "current_due = NULL, legal_due = NULL, next_at = NULL"
    for sets, rest in ((dateless, 509), ("holder_id = NULL", 713)):
        if ground.execute(changed.format(sets, rest)) < ground.rows() // 1000:
            raise RuntimeError("the ground has no such rows to make rare ones of")
    ground.settle()
