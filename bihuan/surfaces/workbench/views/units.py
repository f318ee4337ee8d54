"""One unit: its names, posts and terms, what it owes and whom it answers for; and a base."""

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render

from bihuan.kernel.obligations.models import Base, Obligation
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Succession, Term, Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries import bases as denominators
from ..queries.desk import LONG, ORDER, SHOWN
from ..queries.paging import page
from ..queries.rows import rows_of

SUPERVISED_SHOWN = 50


def unit(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show one unit. Outside one's scope only what every colleague in government may know."""
    viewer, now = request.viewer, request.now
    found = Unit.objects.select_related("place", "supervisor").filter(pk=pk).first()
    if found is None or not _known_to(viewer, found):
        raise NotFound("没有这个单位，或您的岗位看不到。")
    inside = Unit.objects.filter(units_seen(viewer), pk=pk).exists()
    owed = (
        Obligation.objects.visible_to(viewer)
        .filter(holder=pk, done_at=None)
        .select_related(*SHOWN)
        .defer(*LONG)
    )
    shown = page(owed, ORDER, after=request.GET.get("after", ""), size=20)
    supervised = Unit.objects.filter(units_seen(viewer), supervisor=pk, until=None)
    late = Obligation.objects.visible_to(viewer).filter(
        holder__supervisor=pk, done_at=None, current_due__lt=now, paused_at=None
    )
    return render(request, "workbench/unit.html", {
        "unit": found,
        "inside": inside,
        "names": found.names.order_by("since") if inside else (),
        "tags": found.tags.filter(Q(until=None) | Q(until__gt=viewer.on)) if inside else (),
        "terms": _terms(found) if inside else (),
        "vacant": _vacant(found, viewer) if inside else (),
        "successions": _successions(found) if inside else (),
        "page": shown,
        "rows": rows_of(shown.rows, viewer, now),
        "owed": owed.aggregate(
            n=Count("pk"), late=Count("pk", filter=Q(current_due__lt=now, paused_at=None))
        ),
        "supervised": supervised.order_by("pk")[:SUPERVISED_SHOWN],
        "supervised_count": supervised.count(),
        "supervised_late": dict(late.values_list("holder").annotate(Count("pk"))),
    })  # fmt: skip


def base(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show the units one rule binds in one period, each with how it fared."""
    viewer = request.viewer
    members = Obligation.objects.visible_to(viewer).filter(base=pk)
    found = Base.objects.select_related("rule__clause__document", "rule__place").filter(pk=pk)
    shown = found.first()
    if shown is None or not members.exists():
        raise NotFound("没有这个应报基数，或您的岗位看不到其中任何单位。")
    fate = request.GET.get("fate", "")
    rows = denominators.fated(members, fate, request.now)
    listed = page(rows.select_related("holder", "subject"), denominators.ORDER,
                  after=request.GET.get("after", ""))  # fmt: skip
    return render(request, "workbench/base_page.html", {
        "base": shown,
        "fate": fate,
        "fates": denominators.fates(members, request.now),
        "page": listed,
        "exclusions": list(denominators.excluded(shown, viewer)),
    })  # fmt: skip


def _known_to(viewer: Viewer, found: Unit) -> bool:
    """A unit is known to those who see it, owe to it, are watched by it or owe beside it."""
    if Unit.objects.filter(units_seen(viewer), pk=found.pk).exists():
        return True
    near = Q(holder=found) | Q(supervisor=found) | Q(subject=found)
    return Obligation.objects.visible_to(viewer).filter(near).exists()


def _terms(found: Unit) -> list[Term]:
    rows = Term.objects.filter(post__unit=found).select_related("person", "post__role")
    return list(rows.order_by("post__pk", "-since"))


def _vacant(found: Unit, viewer: Viewer) -> list[str]:
    held = Term.objects.filter(post__unit=found, since__lte=viewer.on).filter(
        Q(until=None) | Q(until__gt=viewer.on)
    )
    rows = found.posts.exclude(pk__in=held.values("post")).order_by("pk")
    return list(rows.values_list("title", flat=True))


def _successions(found: Unit) -> list[Succession]:
    rows = Succession.objects.filter(Q(old_unit=found) | Q(new_unit=found))
    return list(rows.select_related("old_unit", "new_unit").order_by("on"))


ROUTES = (
    Route("units/<int:pk>", unit, "unit", SIGNED_IN),
    Route("bases/<int:pk>", base, "base", SIGNED_IN),
)
