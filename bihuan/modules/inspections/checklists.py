"""Making a checklist: items brought in, put in, taken out; its next version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from bihuan.kernel.flows.advance import Case, advance, begin
from bihuan.kernel.flows.changes import record_change
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import demand_bounds, hold_draft

from . import sources
from .models import Checklist, Item

#: What of an item its editor fills in.
FIELDS: Final = (
    *("section", "says", "law", "kind", "low", "high", "measure", "level", "major"),
    *("only_if", "only_answer"),
)


def settle(record: Checklist, by: Viewer, _: datetime) -> None:
    """Refuse a source of another place; what a source says of itself need not be typed."""
    record.office_id = by.unit_id
    if not record.source:
        return
    source = sources.known()[record.source]
    if source.place and f"/{source.place}/" not in f"/{by.path}":
        raise Invalid(f"“{source.title}”是别的地方的文件，本地不能用。", field="source")
    record.industry = record.industry or source.industry
    record.accident = record.accident or source.accident


def enter(record: Checklist, by: Viewer, at: datetime) -> None:
    """Bring the items of the source in, as its words have them."""
    if not record.source:
        return
    source = sources.known()[record.source]
    Item.objects.bulk_create(
        Item(checklist=record, number=n, says=one.says, law=one.law, kind=Item.Kind.CHECK,
             major=bool(one.criterion), criterion=one.criterion)
        for n, one in enumerate(source.entries, 1)
    )  # fmt: skip


@transaction.atomic
def put_item(  # noqa: PLR0913 - an item is put into a list by somebody who saw one state of it
    checklist: Checklist,
    number: int,
    given: Mapping[str, Any],
    *,
    by: Viewer,
    at: datetime,
    revision: int,
) -> Item:
    """Put an item into a list that is being made, or change the one of that number.

    Raises :class:`Invalid`, naming the field, for a range the wrong way round, a number without a
    measure, or an item that waits for one that does not come before it.
    """
    held = _hold(checklist, by, revision)
    values = {name: given[name] for name in FIELDS if name in given}
    _check(checklist, number, values)
    item, _ = Item.objects.update_or_create(checklist=checklist, number=number, defaults=values)
    body = {"item": number, "says": item.says, "law": item.law}
    record_change(held, "item_put", by=by, at=at, body=body)
    return item


@transaction.atomic
def drop_item(item: Item, *, by: Viewer, at: datetime, revision: int) -> None:
    """Take an item out of a list that is being made. Refuses one that others wait for."""
    held = _hold(item.checklist, by, revision)
    waiting = item.checklist.items.filter(only_if=item.number).first()
    if waiting:
        raise WrongState(f"第 {waiting.number} 项要看这一项的结论，先改那一项。")
    body = {"item": item.number, "says": item.says}
    item.delete()
    record_change(held, "item_dropped", by=by, at=at, body=body)


def _hold(checklist: Checklist, by: Viewer, revision: int) -> Any:
    return hold_draft(
        checklist, checklist.office, roles.SUPERVISE, by=by, revision=revision, called="照单",
        shut=f"{checklist}不在起草中。要改的先做出下一版。",
    )  # fmt: skip


def _check(checklist: Checklist, number: int, values: Mapping[str, Any]) -> None:
    if number < 1:
        raise Invalid("序号要从 1 开始。", field="number")
    measured = values.get("kind") == Item.Kind.NUMBER
    demand_bounds(values.get("low"), values.get("high"), measured=measured)
    after = values.get("only_if")
    if after is None:
        return
    if after >= number or not checklist.items.filter(number=after).exists():
        raise Invalid(f"第 {after} 项不在前面。", field="only_if")
    if not values.get("only_answer"):
        raise Invalid("还没有选择那一项的结论。", field="only_answer")


def empty(record: Checklist, _: datetime) -> str:
    """Say that a list holds no item."""
    return "" if record.items.exists() else "照单里还没有检查项。"


def introduce(moved: Any) -> None:
    """Let a list count from its day on, and end the version that it replaces."""
    record: Checklist = moved.record
    if record.since and record.since < in_shanghai(moved.at).date():
        raise Invalid("启用日期不能早于今天。", field="since")
    before = record.previous
    if before is None or before.matter.state != "used":
        return
    from .checklist_flow import ChecklistFlow

    advance(
        before.matter, ChecklistFlow.retire, by=moved.by, at=moved.at,
        revision=before.matter.revision, fields={"opinion": f"由{record}代替。"},
    )  # fmt: skip


def end(moved: Any) -> None:
    """Note the day from which a list is not used any more; visits that began with it keep it."""
    moved.record.until = in_shanghai(moved.at).date()
    moved.record.save(update_fields=["until"])


def revise(moved: Any) -> None:
    """Open the next version of a list with the same items, to be changed and approved anew."""
    from .checklist_flow import ChecklistFlow

    before: Checklist = moved.record
    rows = Checklist.objects.everywhere("the next version of a list")
    if rows.filter(previous=before, matter__state__in=("drafting", "reviewing")).exists():
        raise WrongState("下一版已经在起草了。")
    record = Checklist(
        office=before.office, author_id=moved.by.person_id, name=before.name,
        industry=before.industry, accident=before.accident, source=before.source,
        previous=before, version=before.version + 1,
    )  # fmt: skip
    case = Case(str(record), before.office.place, before.office, moved.matter.clause, moved.matter)
    begin(ChecklistFlow, case, record, by=moved.by, at=moved.at)
    items = list(before.items.all())
    for item in items:
        item.pk, item.checklist = None, record
    Item.objects.bulk_create(items)
