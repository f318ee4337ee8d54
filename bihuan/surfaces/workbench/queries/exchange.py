"""数据交换: formats with their counts, what waits for somebody, packages and deliveries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.exchange import deliveries
from bihuan.modules.exchange.flows import PackageFlow
from bihuan.modules.exchange.formats import DIRECTIONS, KEYS, Format, formats
from bihuan.modules.exchange.models import Arrival, Incoming, Package, file_of

from .demanded import clauses

LATEST = 20
State = Incoming.State


@dataclass(frozen=True)
class Partner:
    """A format with its clause, how it is matched, and what of it waits."""

    format: Format
    clause: Clause | None
    way: str
    key: str
    waiting: int


def partners(viewer: Viewer) -> list[Partner]:
    """Return every format, and how many of its rows wait for somebody the viewer sees."""
    found = dict(
        deliveries.waiting(viewer).order_by().values_list("delivery__format").annotate(Count("pk"))
    )
    used = [one for one in formats().values() if one.used_in(viewer.path)]
    named = clauses(used, viewer)
    return [
        Partner(one, named.get(one.key), DIRECTIONS[one.direction], KEYS[one.match],
                found.get(one.key, 0))
        for one in used
    ]  # fmt: skip


def packages(viewer: Viewer) -> list[tuple[Package, str]]:
    """Return the latest packages a viewer sees, each with how far it is."""
    seen = Matter.objects.visible_to(viewer).filter(flow=PackageFlow.key)
    rows = Package.objects.filter(matter__in=seen.values("pk")).select_related("matter", "unit")
    return [(one, PackageFlow.states[one.matter.state].title)
            for one in rows.order_by("-pk")[:LATEST]]  # fmt: skip


def received(viewer: Viewer) -> QuerySet[Arrival]:
    """Return the latest deliveries a viewer sees, with what became of their rows."""
    rows = Arrival.objects.filter(pk__in=deliveries.seen(viewer).values("delivery"))
    counts: dict[str, Any] = {
        state: Count("rows", filter=Q(rows__state=state)) for state in State.values
    }
    return rows.annotate(**counts).select_related("unit", "person").order_by("-pk")[:LATEST]


def package_of(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    """Return what the page of a package shows besides; nothing for another matter."""
    if matter.flow != PackageFlow.key:
        return {}
    record = Package.objects.get(pk=matter.pk)
    form = formats().get(record.format)
    return {"package": record, "package_format": form, "package_file": file_of(matter)}
