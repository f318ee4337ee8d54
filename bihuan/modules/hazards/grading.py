"""Saying how grave a hazard is, against a list in force on the day it was found."""

from typing import Any

from bihuan.kernel.notices import notices
from bihuan.kernel.notices.wording import Wording
from bihuan.kernel.orgs.refusals import Invalid

from . import gates, letters
from .models import Criteria, Hazard

TEMPLATE = "major_hazard"
WORDING = Wording(
    "重大事故隐患", "{unit}{subject}，判定为重大事故隐患，依据{criterion}。请立即组织治理。"
)
HEADS = ("principal", "controller")


def as_ordinary(moved: Any) -> None:
    """Note the grade; the list it was held against must count on the day it was found."""
    _note(moved, Hazard.Grade.ORDINARY)
    demand_in_force(moved.record, moved.record.against, "against")
    _demand_ahead(moved)


def as_major(moved: Any) -> None:
    """Note the grade and its criterion; tell both heads of the unit, one way each can prove."""
    record: Hazard = moved.record
    criterion = record.criterion
    if criterion is None:
        raise Invalid("还没有选择符合的判定情形。", field="criterion")
    demand_in_force(record, criterion.criteria, "criterion")
    _demand_ahead(moved)
    record.against = criterion.criteria
    _note(moved, Hazard.Grade.MAJOR)
    for lead in HEADS:
        for post in gates.posts_of(record, lead):
            notices.write(
                key=gates.notice_key(record, post.pk), unit=record.unit, post=post,
                chain=moved.matter.chain, template=TEMPLATE, subject=moved.matter.title,
                facts={"criterion": str(criterion)}, stage=0, urgent=True, at=moved.at,
            )  # fmt: skip
    letters.order_rectification(moved)


def _note(moved: Any, grade: str) -> None:
    record: Hazard = moved.record
    record.grade = grade
    record.save(update_fields=["grade", "against"])


def demand_in_force(record: Hazard, against: Criteria | None, field: str) -> None:
    """Refuse a list that does not count in the place on the day the hazard was found."""
    if against is None:
        raise Invalid("还没有选择对照的判定标准。", field=field)
    on = record.found_on
    if against.effective_from and on < against.effective_from:
        says = f"{against}自 {against.effective_from} 起施行，不能判定 {on} 发现的隐患。"
        raise Invalid(says, field=field)
    if against.effective_until and on >= against.effective_until:
        says = f"{against}自 {against.effective_until} 起停用，不能判定 {on} 发现的隐患。"
        raise Invalid(says, field=field)
    if against.place and not record.matter.place_path.startswith(against.place.path):
        raise Invalid(f"{against}只用于{against.place.name}。", field=field)


def _demand_ahead(moved: Any) -> None:
    record: Hazard = moved.record
    if record.due_on and record.due_on < record.found_on:
        raise Invalid("整改期限不能早于发现日期。", field="due_on")
