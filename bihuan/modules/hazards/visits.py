"""What hazards tell of inspections: on how many days an office found some, and what ran out."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai

from . import queries
from .models import Hazard

#: States in which its unit is still to put a hazard right.
RUNNING = ("rectifying", "treating", "sent_back", "returned")


def made(offices: Iterable[int], since: date, until: date) -> Iterator[tuple[int, int, date]]:
    """Yield at which units offices found hazards, on which days: office, unit, day."""
    span = Q(finder__in=list(offices), found_on__range=(since, until))
    rows = Hazard.objects.filter(span).exclude(finder=F("unit"))
    yield from rows.values_list("finder", "unit", "found_on").distinct()


def unpunished(viewer: Viewer, at: datetime) -> QuerySet[Hazard]:
    """Return the hazards a viewer sees whose term is over and that no case followed."""
    everywhere = Matter.objects.everywhere("cases of hazards in scope")
    filed = everywhere.filter(flow="enforcement.case", parent__flow="hazards.hazard")
    late = Q(due_on__lt=in_shanghai(at).date(), matter__state__in=RUNNING, regulator__isnull=False)
    rows = queries.hazards(viewer).filter(late).exclude(matter__in=filed.values("parent"))
    return rows.select_related("matter", "unit", "regulator")
