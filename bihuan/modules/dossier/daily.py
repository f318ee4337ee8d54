"""What dossiers look at once a day: staffing against today's rules, tiers, papers about to end."""

from datetime import datetime
from typing import Final

from bihuan.kernel.obligations.models import SweepRun
from bihuan.kernel.orgs.viewer import Machine
from bihuan.lib.clocks import in_shanghai

from . import credentials, keeping
from .binding import Bindings
from .models import Dossier

JOB: Final = "dossiers"
BY: Final = Machine("企业档案")
_CHUNK: Final = 1000


def look(at: datetime) -> int:
    """Look at every dossier and paper once a day; return how many changed or opened a duty.

    Safe to cut off and to repeat: a day that was looked through to its end is not looked at again.
    """
    day = in_shanghai(at).date()
    last = SweepRun.objects.filter(job=JOB, finished__isnull=False).order_by("-at").first()
    if last is not None and in_shanghai(last.at).date() >= day:
        return 0
    run = SweepRun.objects.create(job=JOB, at=at, started=at)
    moved = credentials.open_expiring(at) + _dossiers(at)
    run.finished, run.checked, run.moved = at, Dossier.objects.count(), moved
    run.save(update_fields=["finished", "checked", "moved"])
    return moved


def _dossiers(at: datetime) -> int:
    """Bring findings and due tiers of all running enterprises up to date."""
    rows = Dossier.objects.filter(unit__until=None).select_related("unit")
    rows = rows.prefetch_related("unit__tags", "unit__side_industries").order_by("pk")
    bindings = Bindings(at)
    return sum(
        keeping.follow_up(held, bindings, by=BY, at=at) for held in rows.iterator(chunk_size=_CHUNK)
    )
