"""Matters: the list, worst first, and everything one matter's page tells."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bihuan.kernel.flows import approvals
from bihuan.kernel.flows.advance import right_party, why
from bihuan.kernel.flows.changes import trail
from bihuan.kernel.flows.flow import Flow, flow_of, flows
from bihuan.kernel.flows.guards import Guard
from bihuan.kernel.flows.steps import State, Step
from bihuan.kernel.law.models import Clause
from bihuan.kernel.law.settings import chosen
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.fields import UnitsField
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Evidence, Matter
from bihuan.lib.clocks import in_shanghai
from bihuan.surfaces import flow_sheet

from . import unit
from .desk import LONG, SHOWN
from .filters import Asked, Chip, called
from .paging import Order, Page, ordering, page

ORDER = (Order("stage", falling=True), Order("current_due", empty=True), Order("id"))
STANDING = {"open": "在办", "closed": "已办结", "all": "全部"}


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see of the matters; every field is a query parameter."""

    q: str = ""
    flow: str = ""
    standing: str = ""
    place: str = ""
    unit: str = ""

    numbers: ClassVar[tuple[str, ...]] = ("unit",)

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the standings and flows there are."""
        return {"standing": STANDING, "flow": {flow.key for flow in flows()}}

    def chips(self, viewer: Viewer) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.flow:
            yield Chip(flow_of(self.flow).title, self.query(flow=""))
        if self.standing:
            yield Chip(STANDING[self.standing], self.query(standing=""))
        if self.place:
            yield Chip(f"区划：{called(Place, code=self.place)}", self.query(place=""))
        if self.unit:
            yield Chip(f"单位：{unit.called(viewer, self.unit)}", self.query(unit=""))


def matching(viewer: Viewer, filters: Filters) -> QuerySet[Matter]:
    """Return the matters the viewer sees that answer the filters."""
    rows = Matter.objects.visible_to(viewer)
    if filters.standing != "all":
        rows = rows.filter(closed_at__isnull=filters.standing != "closed")
    if filters.q:
        words = filters.q[:60]
        found = Q(number__icontains=words) | Q(title__icontains=words)
        rows = rows.filter(found | Q(unit__name__icontains=words))
    if filters.flow:
        rows = rows.filter(flow=filters.flow)
    if filters.place:
        place = Place.objects.filter(code=filters.place).first()
        rows = rows.filter(within(place.path)) if place else rows.none()
    if filters.unit:
        rows = rows.filter(unit=int(filters.unit))
    return rows


def listed(viewer: Viewer, filters: Filters, *, after: str) -> Page:
    """Return a page of matters, the worst standing obligation first."""
    return page(_ranked(matching(viewer, filters)), ORDER, after=after)


def exported(viewer: Viewer, filters: Filters) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the export in the order of the list."""
    rows = _ranked(matching(viewer, filters)).annotate(turn=_worst("holder__name"))
    for m in rows.order_by(*ordering(ORDER)).iterator(1000):
        state = flow_of(m.flow).states[m.state].title
        unit = m.unit.name if m.unit else "未指定"
        clause = str(m.clause) if m.clause else ""
        when = m.opened_at, m.closed_at
        yield m.number, m.title, state, m.turn, unit, m.place.name, clause, *when


EXPORTED = ("编号", "事项", "状态", "轮到谁", "责任单位", "区划", "依据", "登记时间", "办结时间")


def turns(rows: Sequence[Matter]) -> dict[int, tuple[int, str]]:
    """Return whose turn it is in matters of a page: the unit of the worst standing obligation."""
    asked = Matter.objects.everywhere("whose turn it is in matters in scope").filter(
        pk__in=[one.pk for one in rows]
    )
    found = asked.values_list("pk", _worst("holder"), _worst("holder__name"))
    return {pk: (unit, name) for pk, unit, name in found if unit is not None}


def _worst(field: str) -> Subquery:
    standing = Obligation.objects.everywhere("rank of matters in scope")
    worst = standing.filter(matter=OuterRef("pk"), done_at=None).order_by("-stage", "current_due")
    return Subquery(worst.values(field)[:1])


def _ranked(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    return (
        rows.select_related("unit", "place", "clause__document")
        .defer(*LONG)
        .annotate(
            stage=Coalesce(_worst("stage"), 0),
            current_due=_worst("current_due"),
        )
    )


def find(viewer: Viewer, number: str) -> Matter:
    """Return the matter with a number. Raises :class:`NotFound` outside one's scope."""
    rows = Matter.objects.visible_to(viewer).select_related(
        "unit", "place", "clause__document", "parent"
    )
    matter = rows.filter(number=number).first()
    if matter is None:
        raise NotFound("没有这个编号，或您的岗位看不到。")
    return matter


def parent_of(matter: Matter, viewer: Viewer) -> Matter | None:
    """Return what a matter comes from, None where that is outside one's scope."""
    if matter.parent_id is None:
        return None
    return Matter.objects.visible_to(viewer).filter(pk=matter.parent_id).first()


@dataclass(frozen=True)
class Stop:
    """A state on the way of a matter: its title, ``did``, ``now`` or ``no``, and what is said."""

    title: str
    style: str
    says: str
    due: datetime | None = None


def way(
    flow: type[Flow], matter: Matter, standing: Sequence[Obligation], entries: Sequence[Entry]
) -> list[Stop]:
    """Return the states a matter went through, the one it is in, and those still ahead."""
    here = flow.states[matter.state]
    passed: dict[str, datetime] = {flow.initial.name: matter.opened_at}
    for entry in entries:
        step = flow.steps.get(entry.verb)
        if step and not step.loops:
            passed.pop(step.move.target.name, None)
            passed[step.move.target.name] = entry.at
    stops = [Stop(flow.states[name].title, "did", "", at) for name, at in passed.items()
             if name != here.name and name in flow.states]  # fmt: skip
    due = standing[0].current_due if standing else None
    says = "已办结" if here.final else "" if due else "期限未设定"
    stops.append(Stop(here.title, "now", says, None if here.final else due))
    return stops + list(_ahead(flow, here, set(passed)))


def _ahead(flow: type[Flow], here: State, passed: set[str]) -> Iterator[Stop]:
    while not here.final:
        onward = [step for step in flow.out_of(here) if _onward(step, passed | {here.name})]
        if not onward:
            return
        step, passed = onward[0], passed | {here.name}
        here = step.move.target
        yield Stop(here.title, "no", f"{step.who.title}“{step.title}”，{_limit(step)}")


def _onward(step: Step, passed: set[str]) -> bool:
    return not (step.loops or step.optional or step.returns or step.move.target.name in passed)


@dataclass(frozen=True)
class Door:
    """A step of the matter's state: its answers to why not, its clause, whether one may try it."""

    step: Step
    clause: Clause | None
    guards: tuple[Guard, ...]
    mine: bool

    @property
    def shut(self) -> list[Guard]:
        """What keeps the step from being taken; what is only to be typed is not counted."""
        return [g for g in self.guards if not g.ok and g.name != "填写"]

    @property
    def gates(self) -> list[Guard]:
        """The answers of the step's gates."""
        titles = {gate.title for gate in self.step.gates}
        return [g for g in self.guards if g.name in titles]


@dataclass(frozen=True)
class Known:
    """What all parts of a matter's page ask of it, read once: record, entries, files."""

    record: Any
    entries: Sequence[Entry]
    files: Sequence[Evidence]


def read(matter: Matter) -> Known:
    """Return what is known of a matter in scope, which then knows its record."""
    of = flow_of(matter.flow).of
    owners = [field.name for field in of._meta.concrete_fields if field.many_to_one]
    record: Any = of._base_manager.select_related(*owners).get(matter=matter.pk)
    record.matter = matter
    files = Evidence.objects.filter(chain=matter.chain).select_related("author").order_by("pk")
    return Known(record, list(trail(matter)), list(files))


def doors(matter: Matter, known: Known, viewer: Viewer, at: datetime) -> list[Door]:
    """Return the steps of a matter's state, with why each can or cannot be taken now."""
    flow, found = flow_of(matter.flow), []
    steps = flow.out_of(flow.states[matter.state])
    chains = chosen(approvals.APPROVERS, path=matter.place_path, at=at) if steps else {}
    read = {"record": known.record, "entries": known.entries, "chains": chains}
    for step in steps:
        asked = tuple(why(matter, step, viewer, at, evidence=known.files, **read))
        found.append(Door(step, asked[0].clause, asked, right_party(asked)))
    return found


def consequence(flow: type[Flow], step: Step) -> str:
    """Say what taking a step leads to: the state, who acts next by when, who is told."""
    target = step.move.target
    says = ["办结" if target.final else f"转到“{target.title}”"]
    for duty in () if step.loops else flow.duties(target):
        says.append(f"由{duty.party.title}“{duty.step.title}”，{_limit(duty.step)}")
    if step.tells:
        told = "、".join(party.title for party in step.tells)
        says.append(f"{'警示' if step.returns else '告知'}{told}")
    return "；".join(says)


def _limit(step: Step) -> str:
    limit = flow_sheet.limit(step)
    return {"—": "周期另行设定", "未设定": "期限未设定"}.get(limit, limit)


@dataclass(frozen=True)
class Waiting:
    """A step that waits for a signature: whose turn it is, and the round's words."""

    step: Step
    post: str
    mine: bool
    asked: Entry


def waiting(matter: Matter, known: Known, doors: Sequence[Door], viewer: Viewer) -> list[Waiting]:
    """Return the running rounds of approval of a matter, of the steps that need one."""
    flow, found = flow_of(matter.flow), []
    for step in (door.step for door in doors if any(g.name == "审批" for g in door.guards)):
        round_ = approvals.running(known.entries, flow, step)
        if round_ is None:
            continue
        unit = step.who.unit(known.record, viewer.on)
        posts = approvals.chain(flow, step, unit, matter.place_path, round_.at)
        rows = approvals.signed(matter, step, round_)
        if len(rows) <= len(posts):
            name = posts[len(rows) - 1]
            post = approvals.post_named(name, unit)
            found.append(Waiting(step, name, bool(post and post.pk == viewer.post_id), round_))
    return found


def facts(flow: type[Flow], record: Any) -> list[tuple[str, str]]:
    """Return what is recorded of a matter: title and value of every titled field filled in."""
    found = []
    for field in flow.of._meta.concrete_fields:
        if field.primary_key or str(field.verbose_name).isascii():
            continue
        shown = getattr(record, f"get_{field.name}_display", None)
        value = shown() if callable(shown) else getattr(record, field.name)
        if value and isinstance(field, UnitsField):
            named = Unit.objects.filter(pk__in=value).order_by("pk")
            value = "、".join(named.values_list("name", flat=True))
        if isinstance(value, datetime):
            value = f"{in_shanghai(value):%Y-%m-%d %H:%M}"
        if value not in (None, "", [], {}):
            said = {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)
            found.append((str(field.verbose_name), said))
    return found


def standing(matter: Matter, viewer: Viewer) -> QuerySet[Obligation]:
    """Return the open obligations of a matter, the one most pressing first."""
    rows = Obligation.objects.visible_to(viewer).filter(matter=matter, done_at=None)
    shown = rows.select_related(*SHOWN, "ladder").defer(*LONG)
    return shown.order_by(*ordering(ORDER))


@dataclass(frozen=True)
class Line:
    """One proof of the checklist: its kind, title, what was brought in this round."""

    kind: str
    title: str
    least: int
    ok: bool
    says: str
    files: tuple[Evidence, ...]
    #: The steps that need it, where the others open do not: their names and titles.
    only: str = ""
    when: str = ""

    @property
    def optional(self) -> bool:
        """Whether nothing waits for it: it need not be brought, or not for every step."""
        return not self.files and (self.least == 0 or bool(self.only))


def checklist(doors: Sequence[Door], files: Sequence[Evidence]) -> list[Line]:
    """Return the proofs the steps open to a person need, each with what was brought of it."""
    found: dict[str, Line] = {}
    needing: dict[str, list[Step]] = {}
    for door in doors:
        answers = {g.name: g for g in door.guards}
        for proof in door.step.needs:
            guard = answers[proof.title]
            needing.setdefault(proof.kind, []).append(door.step)
            brought = tuple(file for file in files if file.kind == proof.kind)
            says = "" if guard.ok else guard.says
            found[proof.kind] = Line(proof.kind, proof.title, proof.least, guard.ok, says, brought)
    for kind, steps in needing.items():
        if len(steps) < len(doors) and found[kind].least:
            names, titles = " ".join(s.name for s in steps), "”或“".join(s.title for s in steps)
            found[kind] = replace(found[kind], only=names, when=titles)
    return list(found.values())
