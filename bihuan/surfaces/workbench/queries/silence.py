"""When a unit was last heard of: told, read, signed in, reported, called; how long it is silent."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Max, QuerySet

from bihuan.kernel.notices.models import Notice, Reading
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs.models import Term
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules.reporting.calls import last_calls
from bihuan.modules.reporting.contacts import Contact, contacts, to_call
from bihuan.modules.reporting.models import Call
from bihuan.surfaces.statements import Given, among, written_once

CHUNK = 500
MONTHS = 12


@dataclass(frozen=True)
class Heard:
    """What is known of one unit: its contacts, and the last moments of each kind of contact."""

    contacts: list[Contact] = field(default_factory=list)
    told: datetime | None = None
    read: datetime | None = None
    signed_in: datetime | None = None
    reported: datetime | None = None
    call: Call | None = None

    @property
    def to_call(self) -> Contact | None:
        """Whom to call; ``None`` when nobody has a number."""
        return to_call(self.contacts)

    @property
    def last(self) -> datetime | None:
        """When the unit last gave a sign of itself; ``None`` when it never did."""
        called = self.call.called_at if self.call and self.call.reached else None
        given = (self.read, self.signed_in, self.reported, called)
        return max((moment for moment in given if moment), default=None)

    def silent(self, now: datetime) -> int | None:
        """Return for how many whole months it gave no sign; ``None`` when it never gave any."""
        if self.last is None:
            return None
        then, today = in_shanghai(self.last), in_shanghai(now)
        months = (today.year - then.year) * MONTHS + today.month - then.month
        return max(0, months - (today.day < then.day))


def heard(units: Collection[int], viewer: Viewer) -> dict[int, Heard]:
    """Return what is known of units in the viewer's sight, by their ids; six queries in all."""
    who, asked = contacts(units, viewer.on), {"units": list(units)}
    told, read, reported = (dict(ask()(**asked)) for ask in (_told, _read, _reported))
    signed_in = dict(_signed_in()(on=viewer.on, **asked))
    called = last_calls(units)
    return {
        one: Heard(who[one], told.get(one), read.get(one), signed_in.get(one), reported.get(one),
                   called.get(one))
        for one in units
    }  # fmt: skip


def with_heard(
    rows: QuerySet[Any], viewer: Viewer, unit_of: Callable[[Any], int | None]
) -> Iterator[tuple[Any, Heard]]:
    """Yield each of many rows with what is known of its unit, a few hundred at a time."""
    found = rows.iterator(CHUNK)
    while part := list(islice(found, CHUNK)):
        known = heard({pk for row in part if (pk := unit_of(row))}, viewer)
        for row in part:
            yield row, known.get(unit_of(row) or 0, Heard())


def of_holders(rows: Iterable[Obligation], viewer: Viewer) -> dict[int, Heard]:
    """Return what is known of the holders of the rows of a page, by the holders' ids."""
    return heard({row.holder_id for row in rows if row.holder_id}, viewer)


def reminded(rows: Iterable[Obligation]) -> dict[str, datetime]:
    """Return when the duties of a page were last reminded of (催办), by their chains."""
    notices = Notice.objects.everywhere("when duties in scope were last reminded of").filter(
        template="reminded", chain__in=[row.chain for row in rows]
    )
    return dict(notices.order_by().values_list("chain").annotate(last=Max("created_at")))


@written_once
def _told() -> Any:
    notices = Notice.objects.everywhere("when units in scope were last told")
    return _latest(notices, "unit", "created_at")


@written_once
def _read() -> Any:
    return _latest(Reading.objects.all(), "notice__unit", "at")


@written_once
def _signed_in() -> Any:
    held: Any = Given("on")
    rows = Term.objects.filter(on_day(held), person__account__last_login__isnull=False)
    return _latest(rows, "post__unit", "person__account__last_login")


@written_once
def _reported() -> Any:
    done = Obligation.objects.everywhere("when units in scope last reported").filter(
        done_at__isnull=False
    )
    return _latest(done.exclude(mode__in=("", "paused")), "holder", "done_at")


def _latest(rows: QuerySet[Any], unit: str, column: str) -> QuerySet[Any]:
    found = rows.filter(among(unit, "units")).order_by()
    return found.values_list(unit).annotate(last=Max(column))
