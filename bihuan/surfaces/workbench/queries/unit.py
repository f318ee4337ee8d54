"""One unit as its page tells it: posts with their terms, what became of it, what it takes along."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from bihuan.kernel.obligations.models import Obligation, Pause
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Succession, Term, Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer

TERMS_SHOWN = 200


def find(viewer: Viewer, pk: int) -> Unit:
    """Return a unit the viewer may know of. Raises :class:`NotFound` for any other.

    A unit is known to those who see it, owe to it, are watched by it or owe beside it.
    """
    found = Unit.objects.select_related("place", "supervisor").filter(pk=pk).first()
    if found is None or not (inside(viewer, found) or _near(viewer, found)):
        raise NotFound("没有这个单位，或您的岗位看不到。")
    return found


def called(viewer: Viewer, pk: str) -> str:
    """Return how a chip names a unit; the same words for any the viewer may not know of."""
    try:
        return find(viewer, int(pk)).name
    except NotFound:
        return "没有这一项"


def inside(viewer: Viewer, found: Unit) -> bool:
    """Say whether a unit lies in the viewer's scope."""
    return Unit.objects.filter(units_seen(viewer), pk=found.pk).exists()


def _near(viewer: Viewer, found: Unit) -> bool:
    near = Q(holder=found) | Q(supervisor=found) | Q(subject=found)
    return bool(Obligation.objects.visible_to(viewer).filter(near).exists())


def terms(found: Unit) -> list[Term]:
    """Return the terms of a unit's posts, post by post, the newest first."""
    rows = Term.objects.filter(post__unit=found).select_related("person", "post__role")
    return list(rows.order_by("post__pk", "-since")[:TERMS_SHOWN])


def term(found: Unit, pk: int) -> Term:
    """Return one term of a unit. Raises :class:`NotFound` for a term that is not of it."""
    rows = Term.objects.filter(post__unit=found, pk=pk).select_related("person", "post__role")
    one = rows.first()
    if one is None:
        raise NotFound("这个单位没有这一任期。")
    return one


def vacant(found: Unit, on: date) -> list[str]:
    """Return the titles of a unit's posts that nobody holds on a day."""
    rows = found.posts.exclude(pk__in=_held(found, on).values("post")).order_by("pk")
    return list(rows.values_list("title", flat=True))


def successions(found: Unit) -> list[Succession]:
    """Return what became of a unit itself, and what it came from; not whom it got to supervise."""
    itself = Q(subject=found) | Q(subject=None) & (Q(old_unit=found) | Q(new_unit=found))
    rows = Succession.objects.filter(itself).select_related("old_unit", "new_unit")
    return list(rows.order_by("on", "pk"))


def pause(found: Unit) -> Pause | None:
    """Return the pause of a unit's checks that runs; ``None`` when they run."""
    rows = Pause.objects.filter(unit=found, until=None).select_related("by")
    return rows.first()


@dataclass(frozen=True)
class Follows:
    """How much a change of a unit touches: open duties it owes and watches, units, holders."""

    owed: str
    watched: str
    units: int
    held: int


def follows(viewer: Viewer, found: Unit) -> Follows:
    """Count what goes along when something becomes of a unit, as far as the viewer sees it."""
    rows = Obligation.objects.visible_to(viewer).filter(done_at=None)
    owed, watched = rows.filter(holder=found).count(), rows.filter(supervisor=found).count()
    # A post that reads no case content must not be told that there is nothing.
    owes, watches = (f" {n} 项责任" if viewer.reads else "责任" for n in (owed, watched))
    units = found.supervised.filter(until=None).count()
    return Follows(owes, watches, units, _held(found, viewer.on).count())


def _held(found: Unit, on: date) -> QuerySet[Term]:
    running = Q(until=None) | Q(until__gt=on)
    return Term.objects.filter(running, post__unit=found, since__lte=on)
