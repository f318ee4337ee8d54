"""The one place that reads the clock, and the demonstration's moved one.

A demonstration installation shows any day: its clock runs at the real pace from a moment the
visitor chose. An ordinary installation has no such file and cannot be moved.
"""

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

FILE = "demonstration-clock.json"


class NotADemonstration(RuntimeError):
    """Somebody tried to move the clock of an installation with real records."""


def now() -> datetime:
    """Return the current moment in Shanghai time; in a demonstration the moment being shown.

    So its ``date()`` is the day officials are living in, also before eight in the morning.
    """
    real = timezone.localtime()
    path = _path()
    if not path.exists():
        return real
    return real + timedelta(seconds=json.loads(path.read_text("utf-8"))["ahead_seconds"])


def is_demonstration() -> bool:
    """Say whether this installation shows invented records and may move its clock."""
    return _path().exists()


def move_to(moment: datetime) -> None:
    """Show ``moment`` from now on. Raises :class:`NotADemonstration` elsewhere."""
    if not is_demonstration():
        raise NotADemonstration("只有演示系统可以改日期")
    _write(moment)


def start_demonstration(moment: datetime) -> None:
    """Make this installation a demonstration that shows ``moment``; for an empty data folder."""
    _write(moment)


def _write(moment: datetime) -> None:
    ahead = (moment - timezone.now()).total_seconds()
    part = _path().with_suffix(".part")
    part.write_text(json.dumps({"ahead_seconds": ahead}), "utf-8")
    part.replace(_path())


def _path() -> Path:
    return Path(settings.DATA_DIR) / FILE


def tick() -> float:
    """Return the seconds of the real clock, for spans that a moved day must not stretch."""
    return timezone.now().timestamp()
