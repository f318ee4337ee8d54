"""Tasks of documents as statistical forms count them. The count unit is one task of one unit."""

from typing import Any

from django.db.models import Q

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.counting import Axis, Moment, Source, Span, matter_line, yes_or_no

from .flows import TaskFlow
from .models import Task


def _rows(viewer: Viewer, span: Span) -> Any:
    seen = Matter.objects.visible_to(viewer).filter(flow=TaskFlow.key, opened_at__lt=span.known)
    return Task.objects.filter(matter__in=seen.values("pk")).exclude(matter__state="stopped")


def _done(values: tuple[Any, ...], span: Span) -> Q:
    found = Q(matter__closed_at__isnull=False, matter__closed_at__lt=span.known)
    return found if values[0] else ~found


def _late(values: tuple[Any, ...], span: Span) -> Q:
    late = Q(due_on__lte=span.until) & ~_done((True,), span)
    return late if values[0] else ~late


TASKS = Source(
    "task", "文件任务", "项", _rows,
    {"opened": Moment("matter__opened_at"), "closed": Moment("matter__closed_at"),
     "due": Moment("due_on", dated=True)},
    lambda one: matter_line(one.matter, one.matter.unit, TaskFlow.states[one.matter.state].title,
                            one.due_on),
    "matter__place_path", "matter__unit",
    {"document": Axis("按文件", "document__title", each=False),
     "part": Axis("按分工", "part", lambda _: dict(Task.Part.choices), each=False)},
    stock=("opened", "closed"),
    facts={"done": _done, "late": _late, "part": "part", "state": "matter__state",
           "document": "document__key", "timed": yes_or_no(Q(due_on__isnull=False)),
           "held": yes_or_no(Q(matter__unit__isnull=False))},
    once={"unit": "matter__unit_id"}, joins=("matter__place", "matter__unit"),
)  # fmt: skip
