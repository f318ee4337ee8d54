"""Preparing, making and closing a visit: what is checked on the way."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import roles, terms
from bihuan.kernel.orgs.models import Person, Term, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import matters
from bihuan.lib.clocks import SHANGHAI, end_of, in_shanghai

from . import findings, guard, letters, rules
from .models import Checklist, Draw, Inspection, Item, Mode

#: Whoever is inspected and inspects nobody, though it has posts that hand papers over.
AUTHORITIES = (
    *("committee_office", "government", "town_government", "zone_committee", "station"),
    *("emergency_department", "regulator", "department", "supporting_department"),
)


def made(offices: Iterable[int], since: date, until: date) -> Iterator[tuple[int, int, date]]:
    """Yield which units offices visited, on which days: office, unit, day."""
    span = (datetime.combine(since, time(), SHANGHAI), end_of(until))
    rows = Inspection.objects.filter(office__in=list(offices), began_at__range=span)
    for office, unit, began in rows.values_list("office", "unit", "began_at"):
        yield office, unit, in_shanghai(began).date()


def makes_visits(office: Unit, on: date) -> bool:
    """Say whether a unit is an authority that has an enforcement officer on a day."""
    held = Term.objects.filter(on_day(on), post__unit=office).select_related("post__role")
    return office.kind in AUTHORITIES and any(roles.INSPECT in one.post.role.may for one in held)


def settle(record: Inspection, by: Viewer, at: datetime) -> None:
    """Refuse who is no authority, one's own unit, a day that has passed."""
    office = Unit.objects.get(pk=by.unit_id)
    if office.kind not in AUTHORITIES:
        raise NotAllowed(f"{office.name}不是检查单位。", can="监管部门、行业主管部门和镇街的岗位")
    if record.unit_id == by.unit_id:
        raise Invalid("不能检查本单位。", field="unit")
    if record.due_on < in_shanghai(at).date():
        raise Invalid(f"最迟检查日期 {record.due_on} 已经过了。", field="due_on")
    record.office = office


def titled(record: Inspection) -> str:
    """Return what a visit is called."""
    return f"{record.get_mode_display()}：{record.unit.name}"


def invite(moved: Any) -> None:
    """Let the other departments take part in a visit: one visit, one list of problems."""
    record: Inspection = moved.record
    if record.office_id in record.partners or record.unit_id in record.partners:
        raise Invalid("一起检查的写别的部门。", field="partners")
    for unit in Unit.objects.filter(pk__in=record.partners).order_by("pk"):
        if unit.kind not in AUTHORITIES:
            raise Invalid(f"{unit.name}不是检查单位。", field="partners")
        matters.add_party(moved.matter, unit, "partner", by=moved.by, at=moved.at)


def prepare(moved: Any) -> None:
    """Check the scheme of a visit: two officers, its list, who leads, caps, other departments."""
    record, day = moved.record, in_shanghai(moved.at).date()
    if record.visit_on < day:
        raise Invalid(f"检查时间 {record.visit_on} 已经过了。", field="visit_on")
    _check_officers(record)
    _check_list(record, moved.by)
    _check_lead(record)
    if record.mode == Mode.JOINT and not record.partners:
        raise Invalid("联合检查先“邀请其他部门联合检查”。", field="mode")
    if record.mode == Mode.EXPERT and not record.experts.strip():
        raise Invalid("专家会诊写明参加的专家。", field="experts")
    guard.demand_free(record, moved.at)


def _check_officers(record: Inspection) -> None:
    if record.lead_id == record.second_id:
        raise Invalid("检查要有两名执法人员，主办和协办不能是同一人。", field="second")
    for name, person in (("lead", record.lead), ("second", record.second)):
        if person is None or not may_visit(record, person, record.visit_on):
            says = f"{person or '这个人'}在 {record.visit_on} 没有检查单位可以检查的岗位。"
            raise Invalid(says, field=name)
    drawn = drawn_for(record)
    if drawn and not drawn <= {record.lead_id, record.second_id} and not record.swapped.strip():
        names = "、".join(Person.objects.filter(pk__in=drawn).values_list("name", flat=True))
        raise Invalid(f"抽中的人员是{names}，换人要写明理由。", field="swapped")


def drawn_for(record: Inspection) -> set[int]:
    """Return the officers that were drawn for a visit, none for another kind of visit."""
    draw = Draw.objects.filter(matter=record.matter.parent_id).first()
    rows = draw.result or [] if draw else []
    target = str(record.unit_id)
    return {int(pk) for one in rows if one["target"] == target for pk in one["officers"]}


def may_visit(record: Inspection, person: Person, on: date | None) -> bool:
    """Say whether a person holds on a day a post of a visiting department that makes visits."""
    if on is None:
        return False
    held = Term.objects.filter(
        on_day(on), person=person, post__unit__in=(record.office_id, *record.partners)
    )
    return any(roles.SERVE in term.post.role.may for term in held.select_related("post__role"))


def _check_list(record: Inspection, by: Viewer) -> None:
    if record.checklist_id is None:
        if record.parts or record.mode in (Mode.PART, Mode.FULL):
            raise Invalid("“1+N”检查要选照单，抽查的项按照单的序号写。", field="checklist")
        return
    seen = Checklist.objects.visible_to(by).filter(pk=record.checklist_id, matter__state="used")
    if not seen.exists():
        raise Invalid("选的照单没有在用，或者不是本地和上级的。", field="checklist")
    if record.mode == Mode.FULL and record.parts:
        raise Invalid("全面检查要查照单的全部项。", field="parts")
    if record.mode == Mode.PART and not record.parts:
        raise Invalid("抽查部分项目要写抽查照单的哪几项。", field="parts")
    try:
        wanted = set(rules.numbers(record.parts))
    except ValueError:
        raise Invalid("抽查的项写照单的序号，如 1、3、5-8。", field="parts") from None
    rows = Item.objects.filter(checklist=record.checklist_id, number__in=wanted)
    known = set(rows.values_list("number", flat=True))
    if unknown := sorted(wanted - known):
        raise Invalid(f"照单里没有第 {'、'.join(map(str, unknown))} 项。", field="parts")


def _check_lead(record: Inspection) -> None:
    if record.mode != Mode.LED:
        record.led_unit, record.led_as, record.leader = None, "", None
    elif record.led_unit is None or not record.led_as:
        raise Invalid("领导带队检查要写带队领导的单位和职务。", field="led_unit")
    else:
        on = record.visit_on or record.due_on
        post = terms.post_of(record.led_unit, record.led_as, on)
        held = terms.holder(post, on) if post else None
        if held is None:
            says = f"{record.led_unit.name}没有登记在任的{record.get_led_as_display()}。"
            raise Invalid(says, field="led_as")
        record.leader = held.person
    record.save(update_fields=["led_unit", "led_as", "leader"])


def enter(moved: Any) -> None:
    """Note when the officers came in with their papers."""
    moved.record.began_at = moved.at
    moved.record.save(update_fields=["began_at"])


def sign(moved: Any) -> None:
    """Let the unit see its visit, open a problem for each thing that does not pass, order them."""
    matters.add_party(moved.matter, moved.record.unit, "inspected", by=moved.by, at=moved.at)
    letters.order(moved, findings.open_all(moved))
