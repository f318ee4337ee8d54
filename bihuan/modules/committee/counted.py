"""The committee's work as statistical forms count it: listed matters and meetings."""

from typing import Any

from django.db.models import Q

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.counting import Axis, Moment, Source, Span, matter_line, yes_or_no

from .listing_flow import ListedSupervisionFlow
from .meeting_flow import MeetingFlow
from .models import ListedSupervision, Meeting


def _seen(flow: Any, viewer: Viewer, span: Span) -> Any:
    return Matter.objects.visible_to(viewer).filter(flow=flow.key, opened_at__lt=span.known)


def _listings(viewer: Viewer, span: Span) -> Any:
    seen = _seen(ListedSupervisionFlow, viewer, span).exclude(state__in=("proposed", "declined"))
    return ListedSupervision.objects.filter(matter__in=seen.values("pk"))


def _delisted(values: tuple[Any, ...], span: Span) -> Q:
    found = Q(matter__closed_at__isnull=False, matter__closed_at__lt=span.known)
    return found if values[0] else ~found


def _overdue(values: tuple[Any, ...], span: Span) -> Q:
    late = Q(term__lte=span.until) & ~_delisted((True,), span)
    return late if values[0] else ~late


LISTED = Source(
    "listing", "挂牌督办", "件", _listings,
    {"proposed": Moment("matter__opened_at"), "delisted": Moment("matter__closed_at")},
    lambda one: matter_line(one.matter, one.unit,
                            ListedSupervisionFlow.states[one.matter.state].title, one.term),
    "matter__place_path", "unit",
    {"level": Axis("按挂牌级别", "matter__unit__place__level", each=False),
     "about": Axis("按挂牌的事项", "about",
                   lambda _: dict(ListedSupervision.About.choices), each=False)},
    stock=("proposed", "delisted"),
    facts={"about": "about", "level": "matter__unit__place__level", "delisted": _delisted,
           "overdue": _overdue, "public": yes_or_no(Q(published_on__isnull=False)),
           "exposed": yes_or_no(Q(exposed_on__isnull=False))},
    joins=("matter__place", "unit"),
)  # fmt: skip

MEETINGS = Source(
    "meeting", "安委会会议", "次",
    lambda viewer, span: Meeting.objects.filter(
        matter__in=_seen(MeetingFlow, viewer, span).exclude(state="cancelled").values("pk")),
    {"held": Moment("held_on", dated=True), "meets": Moment("meets_on", dated=True)},
    lambda one: matter_line(one.matter, one.body, MeetingFlow.states[one.matter.state].title,
                            one.held_on or one.meets_on),
    "matter__place_path", "body",
    facts={"kind": "kind", "held": yes_or_no(Q(held_on__isnull=False))},
    joins=("matter__place", "body"),
)  # fmt: skip
