"""The standing jobs: a round every five minutes, the day sealed after midnight, tallies folded.

Every job may be cut off anywhere and run twice: what it does is decided by rows, not by the queue.
So a lost run is made good by the next one. :func:`silence` tells whether the jobs have stopped.
"""

import logging
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from huey import crontab
from huey.consumer import Consumer
from huey.contrib.djhuey import HUEY, db_periodic_task, db_task

from bihuan.kernel.obligations import tallies
from bihuan.kernel.obligations.models import SweepRun
from bihuan.kernel.trace import seals
from bihuan.modules.accounts import sign_ins
from bihuan.modules.imports import work
from bihuan.surfaces import clock, rounds
from bihuan.surfaces.statements import written_once

LONGEST_SILENCE = timedelta(minutes=15)
WORKERS = 2

log = logging.getLogger(__name__)


@db_periodic_task(crontab(minute="*/5"))
def make_round() -> None:
    """Open what has come due to open, look for what did not happen, send what must be told."""
    log.info(rounds.make(clock.now()).says)


@db_periodic_task(crontab(minute="20", hour="0"))
def seal_yesterday() -> None:
    """Seal the trace of the day that ended."""
    now = clock.now()
    seals.seal((now - timedelta(days=1)).date(), at=now)


@db_periodic_task(crontab(minute="40", hour="3"))
def forget_sign_ins() -> None:
    """Drop sessions that have ended and sign-ins older than logs must be kept."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    sign_ins.forget(clock.now())


@db_periodic_task(crontab(minute="*/15"))
def fold_tallies() -> None:
    """Merge the differences written since the last time into one row per place and stage."""
    tallies.fold()


@db_task()
def carry_import_on(pk: int) -> None:
    """Judge, or take, the rows of an import, piece by piece until it is done."""
    while work.carry_on(pk, clock.now()):
        pass


@db_periodic_task(crontab(minute="*/2"))
def carry_imports_on() -> None:
    """Go on with imports whose job was lost."""
    for pk in work.waiting(clock.now()):
        carry_import_on(pk)


def silence(now: datetime) -> timedelta | None:
    """Return how long no sweep has finished, if longer than it may be; ``None`` while all is well.

    The desk of every committee office and of the operator shows it.
    """
    last = next(iter(_last_finished()()), None)
    if last is None:
        return None
    gap = now - last.at
    return gap if gap > LONGEST_SILENCE else None


def last_sweep() -> SweepRun | None:
    """Return the last sweep that began, for the head of every desk."""
    return next(iter(_last()()), None)


@written_once
def _last() -> Any:
    return SweepRun.objects.filter(job="sweep").order_by("-at")[:1]


@written_once
def _last_finished() -> Any:
    return SweepRun.objects.filter(job="sweep", finished__isnull=False).order_by("-at")[:1]


def consumer() -> Consumer:
    """Return a job consumer for use beside a web server in one process; call ``start()`` on it."""
    made = HUEY.create_consumer(workers=WORKERS, periodic=True, backoff=1.15, max_delay=1.0)
    # The web server owns the signals of the process; the consumer is stopped by its caller.
    made._set_signal_handlers = lambda: None
    return made
