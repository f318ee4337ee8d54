"""Named reads for the surfaces. Each takes the viewer and shows what she may see."""

from django.db.models import QuerySet

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .flows import DirectiveFlow


def handed_out(source: Obligation, viewer: Viewer) -> QuerySet[Matter]:
    """Return the directives that meeting an obligation gave, in the order they were given."""
    rows = Matter.objects.visible_to(viewer).filter(flow=DirectiveFlow.key)
    found: QuerySet[Matter] = rows.filter(directive__source=source)
    return found.select_related("unit", "directive").order_by("pk")
