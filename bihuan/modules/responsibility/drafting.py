"""Writing a list: filled in beforehand from rules and law, changed by people while it is a draft.

What is filled in is a draft and nothing else: a second person approves it, the holder signs it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.changes import record_change
from bihuan.kernel.law.models import Clause, Rule
from bihuan.kernel.law.precedence import in_force
from bihuan.kernel.obligations.selection import bound
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from . import statutory
from .drafts import held
from .flows import ListFlow
from .models import DutyItem, DutyList

Origin = DutyItem.Origin
WORKING = ("drafted", "submitted")


@dataclass(frozen=True)
class Item:
    """One item as it is put on a list."""

    says: str
    clause: Clause | None = None
    rule: Rule | None = None
    kind: str = DutyItem.Kind.DUTY
    origin: str = Origin.PERSON


@transaction.atomic
def draft(post: Post, *, kind: str, clause: Clause | None, by: Viewer, at: datetime) -> Matter:
    """Open the next version of a post's list, filled in from the last one or from rules and law.

    Raises :class:`NotAllowed` for a post out of sight, of a unit that keeps no posts, or whose list
    another office draws up; :class:`WrongState` while a draft is being worked on.
    """
    demand(by, roles.MANAGE_ORGS, over=post.unit)
    rows = DutyList.objects.filter(post=post, kind=kind)
    running = rows.filter(matter__state__in=WORKING).select_related("matter").first()
    if running is not None:
        raise WrongState(f"{running.matter.number} 正在编制，请先办完或作废。")
    before = rows.exclude(since=None).order_by("-version").first()
    if before is not None and before.office_id != by.unit_id and not before.until:
        name = before.office.name
        raise NotAllowed(f"这份清单由{name}编制，新版也由它编制。", can=name)
    version = (rows.aggregate(n=Max("version"))["n"] or 0) + 1
    record = DutyList(
        unit=post.unit, post=post, kind=kind, version=version, office_id=by.unit_id,
        drafter_id=by.person_id,
    )  # fmt: skip
    title = f"{post.unit.name}{post.title}{record.get_kind_display()}（第{version}版）"
    office = Unit.objects.get(pk=by.unit_id)
    matter = begin(ListFlow, Case(title, post.unit.place, office, clause), record, by=by, at=at)
    items = _copied(before) if before else list(filled_in(post, kind, by.on))
    _put(record, items)
    return matter


def filled_in(post: Post, kind: str, on: date) -> Iterator[Item]:
    """Yield what the law and the rules in force make a post, or its unit, answer for."""
    if kind == DutyList.Kind.POST:
        for says, clause in statutory.items_of(post, on):
            yield Item(says, clause, origin=Origin.LAW)
    for rule in rules_of(post.unit, on):
        if kind == DutyList.Kind.POWERS or _names(rule, post):
            yield Item(rule.title, rule.clause, rule, origin=Origin.RULE)


def rules_of(unit: Unit, on: date) -> list[Rule]:
    """Return the rules in force that bind a unit on a day; one that yields to a stricter is out."""
    rows = Rule.objects.filter(
        in_force(on), place__path__in=ancestors(unit.place_path), yields_to=""
    ).select_related("place", "clause__document")
    rows = rows.defer("clause__document__text", "clause__document__compiled")
    mine = Unit.objects.filter(pk=unit.pk)
    # Most rules are for other kinds of unit, which needs no question to the database.
    near = (rule for rule in rows.order_by("clause__document", "clause__position", "pk")
            if unit.kind in rule.selects.get("kinds", [unit.kind]))  # fmt: skip
    return [rule for rule in near if mine.filter(bound(rule, on, {})).exists()]


def _names(rule: Rule, post: Post) -> bool:
    """Say whether a rule names the post: by its leadership, or the head when it names nobody."""
    named = [*rule.slots, *([rule.lead] if rule.lead else [])]
    return post.lead in named if named else post.lead in ("principal", "government")


@transaction.atomic
def add(duties: DutyList, item: Item, *, revision: int, by: Viewer, at: datetime) -> DutyItem:
    """Put an item on a draft. Raises :class:`Invalid` without words, :class:`WrongState` later."""
    matter = held(duties, revision=revision, by=by)
    if not item.says.strip():
        raise Invalid("还没有填写“内容”。", field="says")
    [made] = _put(duties, [item])
    body = {"item": made.pk, "says": made.says}
    record_change(matter, "item_added", by=by, at=at, body=body)
    return made


def _copied(before: DutyList) -> list[Item]:
    rows = before.items.select_related("clause", "rule")
    return [Item(i.says, i.clause, _latest(i.rule), i.kind, i.origin) for i in rows]


def _latest(rule: Rule | None) -> Rule | None:
    """Return the newest version of a rule."""
    return Rule.objects.filter(key=rule.key).order_by("-version").first() if rule else None


def _put(duties: DutyList, items: Iterable[Item]) -> list[DutyItem]:
    last = duties.items.aggregate(n=Max("position"))["n"] or 0
    return DutyItem.objects.bulk_create(
        DutyItem(
            list=duties, position=last + n, says=item.says.strip()[:400], clause=item.clause,
            rule=item.rule, kind=item.kind, origin=item.origin,
        )
        for n, item in enumerate(items, 1)
    )  # fmt: skip
