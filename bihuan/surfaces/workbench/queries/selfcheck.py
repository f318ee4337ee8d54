"""What the pages of self-checks show: today's lists, the part of a list's page, filters."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Count, Exists, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.periods import Period, PeriodKind, parse, period_of
from bihuan.modules.hazards.models import Hazard
from bihuan.modules.selfcheck import carrying, leading, resumptions, standing
from bihuan.modules.selfcheck.leading_flow import LeadPlanFlow
from bihuan.modules.selfcheck.list_flow import PostListFlow
from bihuan.modules.selfcheck.models import Check, LeadPlan, LeadShift, PostList, Resumption
from bihuan.modules.selfcheck.resumption_flow import ResumptionFlow

from ..forms.selfcheck import PostItemForm, TurnsForm
from .filters import Asked, Chip, called

#: So many checks a page of a list shows, the last first.
SHOWN = 20
WITHIN = (Hazard.Channel.SELF, Hazard.Channel.EMPLOYEE)
#: Besides how they stand: whose checks found nothing in a month in which others found hazards.
STANDINGS = standing.STANDINGS | {"contradicted": "自查没有异常、检查等发现了隐患"}


@dataclass(frozen=True)
class Standings(Asked):
    """Which enterprises the visitor asked for, in which month."""

    q: str = ""
    period: str = ""
    which: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the standings there are."""
        return {"which": STANDINGS}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.which:
            yield Chip(STANDINGS[self.which], self.query(which=""))
        if self.period:
            yield Chip(self.period, self.query(period=""))


@dataclass(frozen=True)
class Lists(Asked):
    """Whose lists the visitor asked for."""

    numbers: ClassVar[tuple[str, ...]] = ("unit",)

    unit: str = ""

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.unit:
            yield Chip(called(Unit, pk=int(self.unit)), self.query(unit=""))


@dataclass(frozen=True)
class Made(Lists):
    """Whose checks the visitor asked for, in which month."""

    period: str = ""


@dataclass(frozen=True)
class Owed(Made):
    """Which checks of which enterprise the visitor asked for, in which month."""

    which: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return what may have become of a check."""
        return {"which": BECAME}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        yield from super().chips()
        if self.which:
            yield Chip(BECAME[self.which], self.query(which=""))


@dataclass(frozen=True)
class Shifts(Asked):
    """Which shifts of leaders on the spot the visitor asked for."""

    which: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return what may have become of a shift."""
        return {"which": leading.BECAME}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.which:
            yield Chip(leading.BECAME[self.which], self.query(which=""))


#: What may have become of a check that was owed, titled.
BECAME = {"missed": "漏查", "on_time": "按期", "late": "逾期补查"}


def month_of(asked: str, on: date) -> Period:
    """Return the month that is asked about, the one of a day where none, or none such, is."""
    try:
        found = parse(asked)
    except ValueError:
        found = None
    month = found if found and found.kind is PeriodKind.MONTH else None
    return month or period_of(PeriodKind.MONTH, on)


@dataclass(frozen=True)
class Due:
    """A list of one's post today: what it counts for and is not done yet, its last check."""

    record: PostList
    rows: list[Any]
    last: datetime | None


def today(viewer: Viewer) -> list[Due]:
    """Return the lists of the viewer's post that count today, those with something owed first.

    Of a shift's list each shift of today is a row until it was gone through three times.
    """
    rows = carrying.in_use(viewer.on).filter(post=viewer.post_id)
    known = rows.select_related("matter", "rule__clause__document", "post", "unit")
    found = [_due(one, viewer.on) for one in known.annotate(last=Max("checks__at"))]
    return sorted(found, key=lambda one: (not one.rows, one.record.pk))


def _due(record: Any, on: date) -> Due:
    done = Check.objects.filter(list=record).exclude(obligation=None).values("obligation")
    once = carrying.owed(record, on)
    # A shift is gone through more than once: it stays until all of it is met.
    rows = once if record.level == "shift" else once.exclude(pk__in=done)
    return Due(record, list(rows), record.last)


def check_lists(row: Obligation, viewer: Viewer) -> list[PostList]:
    """Return the lists that together meet a check which is owed, each to be gone through."""
    if row.rule is None or row.rule.record != carrying.RECORD or row.holder_id is None:
        return []
    rows = carrying.in_use(viewer.on).filter(unit=row.holder_id, rule__key=row.rule.key)
    done = Check.objects.filter(obligation=row, list=OuterRef("pk"))
    return list(rows.annotate(times=_times(done)).select_related("matter", "post").order_by("pk"))


def _times(checks: Any) -> Any:
    counted = checks.order_by().values("list").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def others(viewer: Viewer) -> Any:
    """Return the lists of the other posts of the viewer's unit and its parts, with ``last``."""
    unit = Unit.objects.get(pk=viewer.unit_id)
    rows = carrying.in_use(viewer.on).filter(unit__in=[unit, *carrying.parts(unit)])
    rows = rows.exclude(post=viewer.post_id).annotate(last=Max("checks__at"))
    return rows.select_related("matter", "post", "unit", "rule").order_by("unit", "post", "pk")


def uncovered(viewer: Viewer) -> Any:
    """Return the posts of the viewer's unit and its parts that have no list."""
    unit = Unit.objects.get(pk=viewer.unit_id)
    return carrying.posts(unit, viewer.on).filter(listed=False)


def list_of(viewer: Viewer, number: str) -> PostList:
    """Return a list by its number. Raises :class:`NotFound` outside one's sight."""
    matters = Matter.objects.visible_to(viewer).filter(number=number, flow=PostListFlow.key)
    rows = PostList.objects.select_related("matter", "office", "unit", "post", "rule__clause")
    found = rows.filter(matter__in=matters).first()
    if found is None:
        raise NotFound("没有这份清单，或您的岗位看不到。")
    return found


def check_of(viewer: Viewer, pk: int) -> Check:
    """Return a check by its key. Raises :class:`NotFound` outside one's sight."""
    matters = Matter.objects.visible_to(viewer).filter(flow=PostListFlow.key)
    rows = Check.objects.filter(list__matter__in=matters, pk=pk)
    found = rows.select_related("list__matter", "list__post", "list__unit", "by", "obligation")
    if (made := found.first()) is None:
        raise NotFound("没有这次自查，或您的岗位看不到。")
    return made


def selfcheck_of(matter: Matter, viewer: Viewer) -> Mapping[str, Any]:
    """Return what the page of a list or a resumption shows besides, nothing for other matters."""
    if matter.flow == PostListFlow.key:
        return _list_part(matter, viewer)
    if matter.flow == LeadPlanFlow.key:
        return _plan_part(matter, viewer)
    return _resumption_part(matter, viewer) if matter.flow == ResumptionFlow.key else {}


def _list_part(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    rows = PostList.objects.select_related("post", "unit", "previous__matter", "rule__clause")
    record = rows.get(pk=matter.pk)
    own = viewer.unit_id == record.office_id and viewer.can(roles.MANAGE_ORGS)
    drafts = own and matter.state == "drafting"
    items = list(record.items.all())
    following = max((one.number for one in items), default=0) + 1
    return {
        "postlist": record,
        "post_items": [(one, PostItemForm(one) if drafts else None) for one in items],
        "post_item_form": PostItemForm(None, initial={"number": following}) if drafts else None,
        "list_checks": record.checks.select_related("by", "obligation").order_by("-at")[:SHOWN],
        "list_goes": matter.state == "used" and viewer.post_id == record.post_id,
    }


def _resumption_part(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    record = Resumption.objects.select_related("matter", "unit").get(pk=matter.pk)
    return {"resumption": record,
            "resumption_lists": resumptions.lists_of(record.unit, viewer.on)}  # fmt: skip


def _plan_part(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    plan = LeadPlan.objects.select_related("unit").get(pk=matter.pk)
    rows = list(plan.shifts.select_related("post", "led_by", "obligation", "plan"))
    own = viewer.unit_id == plan.unit_id
    drafts = own and viewer.can(roles.MANAGE_ORGS) and matter.state == "drafting"
    writes = own and viewer.can(roles.FULFIL) and matter.state == "used"
    lines = "\n".join(f"{one.on}；{one.number}；{one.post.title}；{one.spot}" for one in rows)
    return {
        "leadplan": plan,
        "lead_shifts": [(one, writes and one.led_by_id is None and one.on <= viewer.on)
                        for one in rows],
        "turns_form": TurnsForm(initial={"lines": lines}) if drafts else None,
        "lead_posts": leading.leaders(plan.unit),
    }  # fmt: skip


def shift_of(viewer: Viewer, pk: int) -> LeadShift:
    """Return a shift of a plan by its key. Raises :class:`NotFound` outside one's sight."""
    matters = Matter.objects.visible_to(viewer).filter(flow=LeadPlanFlow.key)
    rows = LeadShift.objects.filter(plan__matter__in=matters, pk=pk)
    found = rows.select_related("plan__unit", "plan__matter", "post", "obligation").first()
    if found is None:
        raise NotFound("没有这一班，或您的岗位看不到。")
    return found


def enterprises(viewer: Viewer, month: Period, at: datetime, filters: Standings) -> Any:
    """Return the enterprises that answer the filters."""
    which = filters.which if filters.which in standing.STANDINGS else ""
    rows = standing.enterprises(viewer, month, at, q=filters.q[:60], which=which)
    if filters.which != "contradicted":
        return rows
    return rows.filter(Exists(_found_by_others(month).filter(unit=OuterRef("pk"))), clean=True)


def contradicted(units: list[Unit], month: Period) -> dict[int, int]:
    """Return how many hazards others found in a month at some enterprises.

    Beside checks that found nothing it is a sign to look closer (真查真报真改); it
    blames nobody.
    """
    rows = _found_by_others(month).filter(unit__in=units).order_by().values("unit")
    return dict(rows.annotate(n=Count("pk")).values_list("unit", "n"))


def _found_by_others(month: Period) -> Any:
    rows = Hazard.objects.filter(found_on__gte=month.start, found_on__lte=month.end)
    return rows.exclude(channel__in=WITHIN)
