"""What is asked of the desk: the filters of its address, and what each of them matches."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from bihuan.kernel.law.models import Clause
from bihuan.kernel.obligations import board
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.surfaces.statements import Given, among, by_row, written_once

from ..templatetags.bihuan import SOON
from .filters import Asked
from .words import contains, saying

STATES = ("late", "1", "2", "3", "4", "bare", "soon", "unset")
#: States whose list holds what is neither late nor near, all of it for others to act on.
UNDATED_TOO = ("bare", "unset")
TABS = ("mine", "idle")
LONGEST = 60
#: So many rows that contain some words are kept while a page is made; more are asked for anew.
MOST_SAID = 2_000
GROUPS = {"you": "需要您动手", "watch": "别人没动，等您盯", "soon": "快到期"}


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see; every field is a query parameter of the same name.

    ``state`` is one of ``STATES``, ``tab`` one of ``TABS``, ``group`` one of ``GROUPS``; ``here``
    leaves out the places below ``place``.
    """

    state: str = ""
    tab: str = ""
    q: str = ""
    place: str = ""
    here: str = ""
    unit: str = ""
    document: str = ""
    group: str = ""

    numbers: ClassVar[tuple[str, ...]] = ("unit", "document")

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the states, tabs and groups there are."""
        return {"state": STATES, "tab": TABS, "group": tuple(GROUPS), "here": ("1",)}

    @property
    def narrowed(self) -> bool:
        """Say whether anything but the group is asked for."""
        return replace(self, group="") != Filters()

    @property
    def everything(self) -> bool:
        """Say whether the numbers above the list are those of all the viewer sees."""
        return replace(self, group="", state="", tab="") == Filters()


@dataclass(frozen=True)
class Asking:
    """Filters with what they name: the path of the place, the clauses of the document.

    Both are empty when nothing is named, or what there is not. ``rare`` says that so little comes
    from the document that one finds it by its clauses, not by walking the list. ``only`` are the
    keys of the rows that contain the words, looked up once for the whole page; ``looked_up`` says
    that they were, and were few enough.
    """

    filters: Filters
    path: str = ""
    clauses: tuple[int, ...] = ()
    rare: bool = False
    looked_up: bool = False
    only: tuple[int, ...] = field(default=(), compare=False)

    @property
    def unpressed(self) -> "Asking":
        """What is asked for without the tab, group and number above the list."""
        return replace(self, filters=replace(self.filters, state="", tab="", group=""))

    @property
    def given(self) -> dict[str, Any]:
        """What a question that :func:`matching` is part of must be given."""
        return {"only": self.only}


ALL = Asking(Filters())


def asking(filters: Filters) -> Asking:
    """Return the filters with what they name."""
    path, clauses = "", ()
    if filters.place:
        places = Place.objects.filter(code=filters.place)
        path = places.values_list("path", flat=True).first() or ""
    if filters.document:
        of_document = Clause.objects.filter(document=int(filters.document)).order_by("pk")
        clauses = tuple(of_document.values_list("pk", flat=True))
    return Asking(filters, path, clauses)


def looked_up(viewer: Viewer, asked: Asking) -> Asking:
    """Return what is asked with the keys of the rows that contain its words, unless too many.

    Raises :class:`Invalid` for too many words.
    """
    words = asked.filters.q
    if not words:
        return asked
    _demand_few(words)
    found = tuple(pk for (pk,) in _containing(viewer)(**saying(words)))
    return replace(asked, only=found, looked_up=True) if len(found) <= MOST_SAID else asked


@written_once
def _containing(viewer: Viewer) -> Any:
    """Ask for the rows that contain some words: of units and matters only their keys are read."""
    units = Unit.objects.filter(contains(Unit, "name")).values("pk")
    matters = Matter.objects.everywhere("only those of rows in sight count").filter(
        contains(Matter, "number")
    )
    found = Q(title__icontains=Given("str")) | Q(matter__in=matters.values("pk"))
    found |= Q(holder__in=units) | Q(subject__in=units)
    return board.open_to(viewer).filter(found).values_list("pk")[: MOST_SAID + 1]


def open_to(viewer: Viewer, asked: Asking, now: datetime) -> QuerySet[Obligation]:
    """Return the open obligations the viewer sees that answer what is asked."""
    return board.open_to(viewer).filter(matching(viewer, asked, now))


def matching(viewer: Viewer, asked: Asking, now: datetime) -> Q:
    """Match what is asked for."""
    filters = asked.filters
    said = among("pk", "only") if asked.looked_up else _saying(filters.q)
    found = said if filters.q else Q()
    if filters.place:
        below = Q(place_path=asked.path) if filters.here else within(asked.path)
        found &= below if asked.path else Q(pk__in=[])
    if filters.unit:
        found &= Q(holder=int(filters.unit))
    if filters.document:
        named = Q(clause__in=asked.clauses)
        found &= named if asked.rare else by_row(named)
    return found & _pressed(viewer, filters, now)


def _pressed(viewer: Viewer, filters: Filters, now: datetime) -> Q:
    """Match the tab and the number above the list that are pressed."""
    asked = in_state(filters.state, now) if filters.state else Q()
    if filters.tab:
        asked &= mine(viewer) if filters.tab == "mine" else idle(now)
    return asked


def mine(viewer: Viewer) -> Q:
    """Match what the own unit holds, in the own post or in none."""
    return Q(holder=viewer.unit_id) & (Q(post=None) | Q(post=viewer.post_id))


def late(now: datetime) -> Q:
    """Match what runs and is late or has climbed."""
    return Q(paused_at=None) & (Q(current_due__lt=now) | Q(stage__gte=1))


def idle(now: datetime) -> Q:
    """Match what a supervisor has not acted on in time (督办不力)."""
    return Q(kind=Kind.SUPERVISE) & late(now)


def in_state(state: str, now: datetime) -> Q:
    """Match what stands in one of the states above the list."""
    running = Q(paused_at=None)
    if state == "late":
        return running & Q(current_due__lt=now)
    if state == "bare":
        return running & Q(current_due__lt=now, stage=0)
    if state == "soon":
        return running & Q(current_due__gte=now, current_due__lte=now + SOON)
    if state == "unset":
        return running & (Q(current_due=None) & ~Q(kind=Kind.SIGN) | Q(holder=None))
    return running & Q(stage=int(state))


def _saying(words: str) -> Q:
    _demand_few(words)
    found = Q(title__icontains=words) | Q(matter__number__icontains=words)
    return found | Q(holder__name__icontains=words) | Q(subject__name__icontains=words)


def _demand_few(words: str) -> None:
    if len(words) > LONGEST:
        raise Invalid("筛选的字太多。请只写编号、单位或几个关键字。", field="q")
