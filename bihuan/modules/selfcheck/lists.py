"""Drawing up the list of a post: its rule, its items, its next edition."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from bihuan.kernel.flows.advance import Case, advance, begin
from bihuan.kernel.flows.changes import record_change
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import demand_bounds, demand_words, hold_draft

from . import carrying
from .models import PostItem, PostList
from .models.lists import Level
from .rules import OWNERS

FIELDS: Final = ("section", "says", "law", "kind", "low", "high", "measure")


def settle(record: PostList, by: Viewer, at: datetime) -> None:
    """Find the unit and the rule of a list; refuse a post elsewhere, or one that has such a list.

    How often is the enterprise's own to say only where no document does.
    """
    office = Unit.objects.get(pk=by.unit_id)
    if office.kind not in OWNERS:
        raise NotAllowed(f"{office.name}不是生产经营单位。", can="生产经营单位的岗位")
    record.unit = record.post.unit
    if record.unit != office and record.unit not in carrying.parts(office):
        raise Invalid(f"{record.post}不在本单位和本单位的车间、班组。", field="post")
    known = PostList.objects.filter(post=record.post, level=record.level, matter__closed_at=None)
    if first := known.select_related("matter").first():
        raise Invalid(f"这个岗位已有{first.matter.number}，改动的做出下一版。", field="post")
    record.rule = carrying.rule_for(record.post, record.level, in_shanghai(at).date())
    if record.every is None:
        return
    if record.rule is not None:
        says = f"“{record.rule.says}”已由文件规定，不用再定几天查一次。"
        raise Invalid(says, field="every", clause=record.rule.clause)
    if record.level == Level.RESUMPTION or record.every < 1:
        raise Invalid("几天查一次写 1 以上的整数；复工复产前的不写。", field="every")


def empty(record: PostList, _: datetime) -> str:
    """Say that a list holds no item."""
    return "" if record.items.exists() else "清单里还没有检查项。"


@transaction.atomic
def put_item(  # noqa: PLR0913 - an item is put into a list by somebody who saw one state of it
    record: PostList, number: int, given: Mapping[str, Any], *, by: Viewer, at: datetime,
    revision: int,
) -> PostItem:  # fmt: skip
    """Put an item into a list that is being drawn up, or change the one of that number.

    Raises :class:`Invalid`, naming the field, for words that are missing or bounds that are wrong.
    """
    held = _hold(record, by, revision)
    if number < 1:
        raise Invalid("序号要从 1 开始。", field="number")
    known = record.items.filter(number=number).first()
    item = known or PostItem(list=record, number=number)
    for name in FIELDS:
        setattr(item, name, given.get(name, getattr(item, name)))
    demand_words(item, "section", "says", "kind")
    demand_bounds(item.low, item.high, measured=item.kind == PostItem.Kind.NUMBER)
    item.save()
    record_change(held, "item_put", by=by, at=at, body={"item": number, "says": item.says})
    return item


@transaction.atomic
def drop_item(item: PostItem, *, by: Viewer, at: datetime, revision: int) -> None:
    """Take an item out of a list that is being drawn up."""
    held = _hold(item.list, by, revision)
    body = {"item": item.number, "says": item.says}
    item.delete()
    record_change(held, "item_dropped", by=by, at=at, body=body)


def _hold(record: PostList, by: Viewer, revision: int) -> Matter:
    return hold_draft(
        record, record.office, roles.MANAGE_ORGS, by=by, revision=revision, called="清单",
        shut=f"{record}不在编制中。要改的先做出下一版。",
    )  # fmt: skip


def introduce(moved: Any) -> None:
    """Let an edition count from its day on, and end the one that it replaces.

    A list with a frequency of its own begins with a first day that is to come.
    """
    record: PostList = moved.record
    today = in_shanghai(moved.at).date()
    if record.since is None or record.since < today:
        raise Invalid("启用日期不能早于今天。", field="since")
    own = record.rule is None and record.every is not None
    if own and (record.next_on is None or record.next_on < record.since):
        raise Invalid("本单位定了几天查一次，写第一次最迟在哪天，不早于启用日期。", field="next_on")
    if not own and record.next_on is not None:
        raise Invalid("按文件的周期检查或者没有定频次的，不写第一次的期限。", field="next_on")
    before = record.previous
    if before is not None and before.matter.state == "used":
        _advance(before.matter, "retire", moved, {"opinion": f"由{record}代替。"})


def _advance(matter: Matter, step: str, moved: Any, fields: Mapping[str, Any]) -> None:
    from .list_flow import PostListFlow

    advance(
        matter, PostListFlow.steps[step], by=moved.by, at=moved.at, revision=matter.revision,
        fields=fields,
    )  # fmt: skip


def end(moved: Any) -> None:
    """Note the day from which an edition is not used any more; what was checked by it stays."""
    record: PostList = moved.record
    record.until = in_shanghai(moved.at).date()
    record.save(update_fields=["until"])


def revise(moved: Any) -> None:
    """Open the next edition with the same items, to be changed and approved anew."""
    from .list_flow import PostListFlow

    before: PostList = moved.record
    if PostList.objects.filter(previous=before, matter__closed_at=None).exists():
        raise WrongState("下一版已经在编制了。")
    rule = carrying.rule_for(before.post, before.level, in_shanghai(moved.at).date())
    record = PostList(
        office=before.office, author_id=moved.by.person_id, unit=before.unit, post=before.post,
        level=before.level, every=None if rule else before.every, focus=before.focus, rule=rule,
        previous=before, version=before.version + 1,
    )  # fmt: skip
    case = Case(str(record), before.office.place, before.office, moved.matter.clause, moved.matter)
    begin(PostListFlow, case, record, by=moved.by, at=moved.at)
    items = list(before.items.all())
    for item in items:
        item.pk, item.list = None, record
    PostItem.objects.bulk_create(items)
