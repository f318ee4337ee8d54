"""What must be public as statistical forms count it. The count unit is one publication."""

from typing import Any

from django.db.models import Q

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.counting import Axis, Moment, Source, Span, matter_line

from .flows import PublicationFlow
from .models import Publication


def _rows(viewer: Viewer, span: Span) -> Any:
    seen = Matter.objects.visible_to(viewer).filter(flow=PublicationFlow.key)
    owed = seen.filter(opened_at__lt=span.known).exclude(state="dropped")
    return Publication.objects.filter(matter__in=owed.values("pk"))


def _public(values: tuple[Any, ...], span: Span) -> Q:
    found = Q(public_at__isnull=False, public_at__lt=span.known)
    return found if values[0] else ~found


PUBLISHED = Source(
    "publication", "信息公开", "件", _rows,
    {"formed": Moment("formed_on", dated=True), "public": Moment("public_at"),
     "taken": Moment("taken_at")},
    lambda one: matter_line(one.matter, one.matter.unit,
                            PublicationFlow.states[one.matter.state].title, one.public_at),
    "matter__place_path", "matter__unit",
    {"sort": Axis("按公开种类", "kind", lambda _: dict(Publication._meta.get_field("kind").choices),
                  each=False)},
    facts={"kind": "kind", "public": _public}, joins=("matter__place", "matter__unit"),
)  # fmt: skip
