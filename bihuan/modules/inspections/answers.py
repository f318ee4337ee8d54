"""What two officers write down on the spot: item by item, beside the list, with photographs."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, Final

from django.db import transaction

from bihuan.kernel.flows.changes import hold, record_change
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Conflict, Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib.clocks import in_shanghai

from . import rules
from .models import Answer, Inspection, Item

#: The kind of a photograph of an item, with its number; of a problem beside the list.
PHOTO: Final = "检查照片"
Verdict = Answer.Verdict


def photo_kind(item: Item | None) -> str:
    """Return the kind of evidence that a photograph of an item is kept as."""
    return f"{PHOTO}（第 {item.number} 项）" if item else PHOTO


def items(record: Inspection) -> list[Item]:
    """Return the items of a visit: all of its list, or the parts that were chosen."""
    if record.checklist_id is None:
        return []
    rows = Item.objects.filter(checklist=record.checklist_id).order_by("number")
    return list(rows.filter(number__in=rules.numbers(record.parts)) if record.parts else rows)


def as_rule(item: Item) -> rules.Asked:
    """Return an item as the rules read it."""
    return rules.Asked(item.number, item.kind, item.low, item.high, item.only_if, item.only_answer)


def asked(record: Inspection) -> list[tuple[Item, Answer | None]]:
    """Return the items that are asked, given the answers so far, each with its answer."""
    known = {one.item_id: one for one in record.answers.select_related("item", "by")}
    rows = items(record)
    verdicts = {item.number: known[item.pk].verdict for item in rows if item.pk in known}
    chosen = {item.number for item in rows}
    # A part of a list is asked whatever the items say that were left out of it.
    reading = [as_rule(one) for one in rows]
    loose = [one for one in reading if one.only_if is not None and one.only_if not in chosen]
    wanted = {*rules.asked(reading, verdicts), *(one.number for one in loose)}
    return [(item, known.get(item.pk)) for item in rows if item.number in wanted]


def unanswered(record: Inspection, _: datetime) -> str:
    """Say which items nobody has answered."""
    left = [str(item.number) for item, answer in asked(record) if answer is None]
    return f"还有 {len(left)} 项没有结论：第 {'、'.join(left)} 项。" if left else ""


@transaction.atomic
def answer(  # noqa: PLR0913 - an answer has an item, what was seen, a picture, and who saw which state
    record: Inspection,
    item: Item | None,
    given: Mapping[str, Any],
    *,
    by: Viewer,
    at: datetime,
    photo: tuple[str, BinaryIO] | None = None,
    seen: int = 0,
) -> Answer:
    """Write down what was found of an item, or, without one, a problem beside the list.

    ``given``: ``verdict``, ``value``, ``spot``, ``says``, ``due_on``; a measured value decides its
    verdict. ``seen`` is the revision of the answer one saw, 0 for none. Nothing is assumed: what
    does not pass says what was seen and by when it is put right. Raises :class:`Conflict`,
    :class:`NotAllowed`, :class:`WrongState` and :class:`Invalid`.
    """
    matter = _hold(record, by)
    known = Answer.objects.filter(inspection=record, item=item).first() if item else None
    if known and known.revision != seen:
        what = f"填写第 {item.number} 项" if item else ""
        raise Conflict(revision=matter.revision, who=known.by.name, what=what, when=known.at)
    values = _values(item, given, in_shanghai(at).date())
    if photo:
        evidence.store(
            owner=matter, kind=photo_kind(item), name=photo[0], content=photo[1], happened_at=None,
            by=by, at=at,
        )  # fmt: skip
    if item and item.kind == Item.Kind.PHOTO and values["verdict"] != Verdict.NONE:
        _demand_photo(matter, item)
    made = known or Answer(inspection=record, item=item, revision=0)
    for name, value in values.items():
        setattr(made, name, value)
    made.by_id, made.office_id, made.at = by.person_id, by.unit_id, at
    made.revision += 1
    made.save()
    body = {"item": item.number if item else None, **{n: str(v or "") for n, v in values.items()}}
    record_change(matter, "answered", by=by, at=at, body=body)
    return made


@transaction.atomic
def withdraw(given: Answer, *, by: Viewer, at: datetime) -> None:
    """Take back a problem beside the list that was written down in error."""
    if given.item_id is not None:
        raise WrongState("照单里的项改结论，不用撤回。")
    matter = _hold(given.inspection, by)
    body = {"says": given.says}
    given.delete()
    record_change(matter, "withdrawn", by=by, at=at, body=body)


def _hold(record: Inspection, by: Viewer) -> Matter:
    rows = Matter.objects.everywhere("answers of a visit")
    revision = rows.values_list("revision", flat=True).get(pk=record.pk)
    matter = hold(record.pk, by=by, revision=revision)
    if matter.state != "underway":
        raise WrongState("要在“检查中”填写结论。进场出示证件以后开始，签字以后不能改。")
    if by.unit_id not in (record.office_id, *record.partners) or not by.can(roles.SERVE):
        says = f"检查结论由{record.office.name}和一起检查的部门填写。"
        raise NotAllowed(says, can=record.office.name)
    return matter


def _values(item: Item | None, given: Mapping[str, Any], today: date) -> dict[str, Any]:
    value: Decimal | None = given.get("value")
    verdict = given.get("verdict") or ""
    if item is None:
        verdict = Verdict.FAIL
    elif item.kind == Item.Kind.NUMBER and verdict != Verdict.NONE:
        if value is None:
            raise Invalid("还没有填写“实测值”。", field="value")
        verdict = rules.judged(as_rule(item), value)
    if verdict not in Verdict.values:
        raise Invalid("还没有选择“结论”。", field="verdict")
    says, due = str(given.get("says") or "").strip(), given.get("due_on")
    if item and item.kind == Item.Kind.TEXT and verdict == Verdict.PASS and not says:
        raise Invalid("这一项要写情况。", field="says")
    if verdict != Verdict.FAIL:
        due = None
    elif not says:
        raise Invalid("不合格的写明看到了什么。", field="says")
    elif due is None:
        raise Invalid("不合格的写明整改期限。", field="due_on")
    elif due < today:
        raise Invalid(f"整改期限 {due} 已经过了。", field="due_on")
    spot = str(given.get("spot") or "").strip()
    measured = value if item and item.kind == Item.Kind.NUMBER else None
    return {"verdict": verdict, "value": measured, "spot": spot, "says": says, "due_on": due}


def _demand_photo(matter: Matter, item: Item) -> None:
    if not Evidence.objects.filter(chain=matter.chain, kind=photo_kind(item)).exists():
        raise Invalid("这一项要拍照。", field="photo")
