"""One round of the standing jobs: what units became, what dossiers ask, new duties, what did not
happen, who is told, the numbers of wide scopes.

The same function serves the scheduler, the demonstration's clock and the command line.
"""

from dataclasses import dataclass
from datetime import datetime

from bihuan.kernel.notices import routing, sending
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.orgs import succession
from bihuan.modules.accounts import sign_ins
from bihuan.modules.dossier import daily
from bihuan.modules.emergency import stocks
from bihuan.modules.health import daily as health
from bihuan.modules.training import daily as training
from bihuan.surfaces import planning
from bihuan.surfaces.api import kept, webhooks
from bihuan.surfaces.workbench import snapshots


@dataclass(frozen=True)
class Round:
    """What one round did: obligations opened, ladder steps taken, messages sent."""

    at: datetime
    opened: int
    moved: int
    sent: int

    @property
    def says(self) -> str:
        """The round in one sentence."""
        done = f"新增责任 {self.opened} 项，升级 {self.moved} 项次，送出 {self.sent} 份"
        return f"巡查到 {self.at:%Y-%m-%d}：{done}。"


def make(at: datetime) -> Round:
    """Make one round as of a moment. Safe to repeat and to cut off anywhere."""
    succession.apply_due(at)
    daily.look(at)
    training.look(at)
    health.look(at)
    stocks.open_expiring(at)
    sign_ins.shut_ended(at)
    opened = materialise(at).opened
    moved = sweep(at).moved
    routing.route(at)
    webhooks.queue(at)
    kept.forget(at)
    sent = sending.send(at)
    planning.settle()
    snapshots.take(at)
    return Round(at, opened, moved, sent)
