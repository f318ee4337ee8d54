"""What the pages of training show: filters, shortfalls, and the parts of a matter's page."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.kernel.obligations.models import Base, Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import may
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.training import (
    awards,
    candidates,
    certificates,
    class_flow,
    exam_flow,
    hours,
    rosters,
    rules,
)
from bihuan.modules.training.models import Exam, Trainee, TrainingClass

from ..forms.training import PeopleForm
from .filters import Asked, Chip
from .paging import Order

BY_UNIT = (Order("unit_id"), Order("pk"))
WHICH = {"expired": "已过期或逾期未复审", "soon": "快到期", "waiting": "待发证"}
#: So many duties that a class may meet are named on its page.
MOST_DUTIES = 5
#: How many people of rosters are reckoned at once for the list of shortfalls.
MOST = 2000


@dataclass(frozen=True)
class People(Asked):
    """What the visitor asked to see of rosters."""

    q: str = ""
    category: str = ""
    unit: str = ""
    left: str = ""

    numbers = ("unit",)

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the categories there are."""
        return {"category": rules.CATEGORIES, "left": ("1",)}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.category:
            yield Chip(rules.CATEGORIES[self.category], self.query(category=""))
        if self.unit:
            yield Chip("一个单位", self.query(unit=""))
        if self.left:
            yield Chip("已离岗", self.query(left=""))


@dataclass(frozen=True)
class Papers(Asked):
    """What the visitor asked to see of certificates."""

    q: str = ""
    kind: str = ""
    which: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the kinds there are."""
        return {"kind": rules.KINDS, "which": WHICH}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.kind:
            yield Chip(rules.KINDS[self.kind].title, self.query(kind=""))
        if self.which:
            yield Chip(WHICH[self.which], self.query(which=""))


def shortfalls(viewer: Viewer, on: date, **asked: Any) -> list[hours.Standing]:
    """Return who of the rosters in sight falls short, who works untaught before the others."""
    found = hours.standings(list(rosters.listed(viewer, **asked)[:MOST]), on)
    return sorted((one for one in found if one.short), key=lambda one: not one.untaught)


@dataclass(frozen=True)
class Owed:
    """What one rule asks again and again, and how often it was done in the latest period."""

    base: Base
    needed: int
    done: int

    @property
    def left(self) -> int:
        """How often it was not done."""
        return self.needed - self.done


def owed(viewer: Viewer, record: str) -> list[Owed]:
    """Return the duties in sight whose record is of a kind, by rule, in their latest period."""
    rows = Obligation.objects.visible_to(viewer).filter(rule__record=record, base__isnull=False)
    bases = Base.objects.filter(pk__in=rows.order_by().values("base"), starts__lte=viewer.on)
    latest: dict[int, Base] = {}
    for base in bases.select_related("rule__clause__document").order_by("-starts", "pk"):
        latest.setdefault(base.rule_id, base)
    found = []
    for base in latest.values():
        times = list(rows.filter(base=base).order_by().values_list("times_needed", "times_done"))
        done = sum(min(needed, done) for needed, done in times)
        found.append(Owed(base, sum(needed for needed, _ in times), done))
    return found


def training_of(matter: Matter, viewer: Viewer) -> Mapping[str, Any]:
    """Return what the page of a class or an exam shows besides, nothing for other matters."""
    if matter.flow == class_flow.ClassFlow.key:
        return _class_of(matter, viewer)
    if matter.flow == exam_flow.ExamFlow.key:
        return _exam_of(matter, viewer)
    return {}


def _class_of(matter: Matter, viewer: Viewer) -> Mapping[str, Any]:
    record = TrainingClass.objects.select_related("office").get(pk=matter.pk)
    came = list(record.attendees.select_related("trainee__person", "trainee__unit").order_by("pk"))
    keeps = matter.closed_at is None and may(viewer, roles.MANAGE_ORGS, over=record.office)
    offered = class_flow.offered(viewer, record) if keeps else []
    form = PeopleForm(offered, label="到课人员") if offered else None
    if form:
        form.initial = {"people": [one.trainee_id for one in came]}
    seen = rosters.looks(viewer)
    duties = Obligation.objects.visible_to(viewer).filter(
        holder=record.office, rule__record="training", done_at=None
    )
    return {"training_duties": duties.order_by("current_due", "pk")[:MOST_DUTIES],
            "training_class": record, "came": came if seen else [], "came_count": len(came),
            "people_form": form, "people_kept": keeps}  # fmt: skip


def _exam_of(matter: Matter, viewer: Viewer) -> Mapping[str, Any]:
    record = Exam.objects.select_related("office", "matter").get(pk=matter.pk)
    keeps = may(viewer, roles.MANAGE_ORGS, over=record.office)
    rows = list(candidates.of_exam(record)) if rosters.looks(viewer) else []
    called = {row.trainee_id for row in rows}
    running = keeps and matter.closed_at is None
    offered = (
        [row for row in callable_to(viewer, record) if row.pk not in called] if running else []
    )
    return {
        "exam": record, "full_mark": exam_flow.full_mark(record), "candidates": rows,
        "passed": sum(row.passed is True for row in rows),
        "failed": sum(row.passed is False for row in rows),
        "people_form": PeopleForm(offered, label="考生") if offered else None,
        "people_kept": running, "waiting_papers": list(awards.waiting(record)) if keeps else [],
        "own_seat": candidates.own(viewer).filter(exam=record).first(),
    }  # fmt: skip


def callable_to(viewer: Viewer, record: Exam) -> list[Trainee]:
    """Return who may be called to an exam: of the office's own roster, or all it looks after."""
    rows = rosters.listed(viewer)
    if record.office.kind == hours.ENTERPRISE:
        rows = rows.filter(unit=record.office)
    return list(rows[: class_flow.MOST_OFFERED])


def counts(viewer: Viewer, on: date) -> dict[str, Any]:
    """Return the numbers of the first page of training, each with the list behind it."""
    short = shortfalls(viewer, on)
    rows = certificates.listed(viewer)
    return {
        "people": rosters.listed(viewer).order_by().count(),
        "short": len(short),
        "untaught": sum(one.untaught for one in short),
        "expired": certificates.listed(viewer, which="expired").order_by().count(),
        "soon": certificates.listed(viewer, which="soon").order_by().count(),
        "papers": rows.order_by().count(),
    }
