"""Named reads for the surfaces. Each takes the viewer and shows what she may see."""

from dataclasses import dataclass

from django.db.models import QuerySet

from bihuan.kernel.letters.models import Letter, Service
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .flows import OrderFlow, WordingFlow
from .models import Acknowledgement


@dataclass(frozen=True)
class Recipient:
    """One unit a letter goes to: addressed or copied, and how far it got there."""

    unit: Unit
    main: bool
    services: tuple[Service, ...]
    acknowledged: Acknowledgement | None

    @property
    def served(self) -> bool:
        """Whether the letter was served there, be it by leaving it."""
        return bool(self.services)


def recipients(letter: Letter) -> list[Recipient]:
    """Return the units a letter goes to, those addressed first, each with its own service."""
    services = list(
        letter.services.select_related("unit", "server", "receipt", "proved_by").order_by("pk")
    )
    rows = letter.acknowledgements.select_related("person")
    noted = {row.unit_id: row for row in rows}
    further = letter.copies.select_related("unit").order_by("-main", "pk")
    units = [(letter.addressee, True), *((one.unit, one.main) for one in further)]
    return [
        Recipient(
            unit, main, tuple(s for s in services if s.unit_id == unit.pk), noted.get(unit.pk)
        )
        for unit, main in units
    ]


def orders_on(late: Obligation, viewer: Viewer) -> list[tuple[Matter, str]]:
    """Return the orders people opened on an obligation and where each stands, the newest first."""
    rows = Matter.objects.visible_to(viewer).filter(flow=OrderFlow.key, order__late=late)
    return [(row, OrderFlow.states[row.state].title) for row in rows.order_by("-pk")]


def wordings(viewer: Viewer, kind: str = "") -> QuerySet[Matter]:
    """Return the wordings of the viewer's own office, the newest first."""
    rows = Matter.objects.visible_to(viewer).filter(
        flow=WordingFlow.key, wording__office=viewer.unit_id
    )
    rows = rows.filter(wording__kind=kind) if kind else rows
    found: QuerySet[Matter] = rows.select_related("wording__editor").order_by("-pk")
    return found
