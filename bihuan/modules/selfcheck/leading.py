"""Leaders on the spot: shifts put into a plan, owed once it counts, led with times, or missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.kernel.flows.changes import hold, record_change
from bihuan.kernel.law.models import Document, Ladder, Rule
from bihuan.kernel.law.precedence import in_force
from bihuan.kernel.obligations.fulfilments import fulfil
from bihuan.kernel.obligations.models import Fulfilment, Kind, Obligation
from bihuan.kernel.obligations.obligations import open_one
from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Person, Post, Term, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib.clocks import end_of, in_shanghai
from bihuan.lib.periods import shift as shift_of
from bihuan.modules import hold_draft

from . import carrying
from .models import LeadPlan, LeadShift
from .rules import OWNERS, PARTS

#: The duty of rules by which a leader goes with each shift, its kind of unit, and its proof.
DUTY, MINE, PROOF = "leader.on_site", "mine_shift_roster", "带班记录"
#: Whose turn it may be: the principal, and the other members of the leadership.
LEADS: Final = ("principal", "portfolio")
LADDER: Final = "CN/suggested#check_often"
MOST: Final = 400
#: A shift of the night ends on the day after the one it bears.
NIGHT: Final = timedelta(days=1)


@dataclass(frozen=True)
class Turn:
    """One line of a plan as it is written: the day, the shift, whose post leads, and where."""

    on: date
    number: int
    post: str
    spot: str


@dataclass(frozen=True)
class Led:
    """Who led a shift, from when to when, and when its workers went and came back."""

    by: Person
    began: datetime
    ended: datetime
    crew_began: datetime | None = None
    crew_ended: datetime | None = None
    swapped: str = ""


def settle(record: LeadPlan, by: Viewer, at: datetime) -> None:
    """Refuse who is no enterprise, and days the wrong way round or gone by."""
    record.unit = Unit.objects.get(pk=by.unit_id)
    if record.unit.kind not in (*OWNERS, *PARTS):
        raise NotAllowed(f"{record.unit.name}不是生产经营单位。", can="生产经营单位的岗位")
    if record.starts < in_shanghai(at).date():
        raise Invalid(f"{record.starts} 已经过了。", field="starts")
    if record.ends < record.starts:
        raise Invalid("“到哪天止”不能早于“从哪天起”。", field="ends")


def leaders(unit: Unit) -> QuerySet[Post]:
    """Return the posts of a unit whose holders take turns."""
    return Post.objects.filter(unit=unit, lead__in=LEADS).order_by("pk")


@transaction.atomic
def put(
    plan: LeadPlan, turns: Sequence[Turn], *, by: Viewer, at: datetime, revision: int
) -> list[LeadShift]:
    """Write the shifts of a plan that is being drawn up anew: all of them, each once.

    Raises :class:`Invalid` for a day outside the plan, a post that is none of the leadership's, or
    a shift that stands there twice.
    """
    held = _hold(plan, by, revision)
    posts = {one.title: one for one in leaders(plan.unit)}
    rows: dict[tuple[date, int, str], LeadShift] = {}
    for n, one in enumerate(turns[: MOST + 1], 1):
        if n > MOST or not one.spot or one.number < 1:
            raise Invalid(f"第 {n} 行要写明班次和现场；一份计划最多 {MOST} 班。", field="lines")
        if not plan.starts <= one.on <= plan.ends:
            raise Invalid(f"第 {n} 行的 {one.on} 不在计划的日期里。", field="lines")
        if one.post not in posts:
            says = (
                f"第 {n} 行的“{one.post}”不是领导班子的岗位，有{'、'.join(posts) or '没有登记'}。"
            )
            raise Invalid(says, field="lines")
        key = (one.on, one.number, one.spot)
        if key in rows:
            raise Invalid(f"第 {n} 行和前面的重复。", field="lines")
        rows[key] = LeadShift(plan=plan, on=one.on, number=one.number, post=posts[one.post],
                              spot=one.spot)  # fmt: skip
    plan.shifts.all().delete()
    made = LeadShift.objects.bulk_create(rows.values())
    body = {"shifts": [f"{one} {one.post.title}" for one in made]}
    record_change(held, "shifts_put", by=by, at=at, body=body)
    return made


def _hold(plan: LeadPlan, by: Viewer, revision: int) -> Matter:
    return hold_draft(
        plan, plan.unit, roles.MANAGE_ORGS, by=by, revision=revision, called="计划",
        shut="计划审定以后不再改班次；换人的在登记带班时写明原因。",
    )  # fmt: skip


def unturned(record: LeadPlan, _: datetime) -> str:
    """Say who of the leadership has no turn: the principal and the others take turns (轮流带班)."""
    having = record.shifts.values_list("post", flat=True)
    left = [one.title for one in leaders(record.unit).exclude(pk__in=having)]
    if not record.shifts.exists():
        return "计划里还没有班次。"
    return f"还没有排到班的领导：{'、'.join(left)}。" if left else ""


def rule_of(unit: Unit, on: date) -> Rule | None:
    """Return the rule in force that asks a leader to go with each shift of a unit."""
    known = Document.Status.IN_FORCE
    rows = Rule.objects.filter(in_force(on), clause__document__status=known, duty=DUTY)
    return next(iter(carrying.meaning(rows, unit, on)), None)


def owe(moved: Any) -> None:
    """Owe each shift of a plan that counts from now on, unless a rule asks for it by itself."""
    record: LeadPlan = moved.record
    if rule_of(record.unit, in_shanghai(moved.at).date()) is not None:
        return
    for one in record.shifts.select_related("post"):
        one.obligation = _open(one, moved.by, moved.at)
        one.save(update_fields=["obligation"])


def _open(one: LeadShift, by: Any, at: datetime) -> Obligation:
    plan = one.plan
    return open_one(
        kind=Kind.PERIODIC, title=f"带班：{one}", holder=plan.unit, post=one.post,
        clause=plan.matter.clause, period=shift_of(one.on, one.number).key,
        legal_due=end_of(one.on + NIGHT), ladder=Ladder.objects.filter(key=LADDER).first(),
        by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def lead(one: LeadShift, led: Led, *, by: Viewer, at: datetime) -> LeadShift:
    """Write down who led a shift, when he and the workers went and came back; its duty is met.

    Somebody else than planned needs the reason; in a mine the times of the workers must be there.
    A leader who went later or came back sooner than they did is written down as that. Raises
    :class:`NotAllowed`, :class:`Invalid`, :class:`WrongState` for a shift that was led, or a plan
    that does not count.
    """
    plan = one.plan
    rows = Matter.objects.everywhere("the plan of a shift that was led")
    held = hold(plan.pk, by=by, revision=rows.values_list("revision", flat=True).get(pk=plan.pk))
    if by.unit_id != plan.unit_id or not by.can(roles.FULFIL):
        raise NotAllowed(f"带班由{plan.unit.name}登记。", can=plan.unit.name)
    if held.state != "used" or one.led_by_id is not None:
        raise WrongState("这一班已经登记，或者计划没有施行。")
    _check(one, led, at)
    for name in ("began", "ended", "crew_began", "crew_ended", "swapped"):
        setattr(one, name, getattr(led, name))
    one.led_by = led.by
    late = led.crew_began is not None and led.began > led.crew_began
    one.apart = late or (led.crew_ended is not None and led.ended < led.crew_ended)
    row = one.obligation or _asked(one) or _open(one, by, at)
    one.obligation = row
    one.save()
    _meet(one, led, row, by, at)
    body = {"shift": one.pk, "led_by": led.by.pk, "apart": one.apart, "swapped": led.swapped}
    record_change(held, "led", by=by, at=at, body=body)
    return one


def _check(one: LeadShift, led: Led, at: datetime) -> None:
    if not led.began < led.ended <= at:
        raise Invalid("离开要晚于到现场，不能晚于现在。", field="ended")
    if in_shanghai(led.began).date() != one.on:
        raise Invalid(f"这一班是 {one.on} 的。", field="began")
    crew = (led.crew_began, led.crew_ended)
    if one.plan.unit.kind == MINE and None in crew:
        raise Invalid("矿山带班要写工人下井和升井的时间。", field="crew_began")
    if led.crew_began and led.crew_ended and not led.crew_began < led.crew_ended <= at:
        raise Invalid("工人升井要晚于下井，不能晚于现在。", field="crew_ended")
    turns = Term.objects.filter(
        on_day(one.on), person=led.by, post__unit=one.plan.unit, post__lead__in=LEADS
    )
    if not turns.exists():
        raise Invalid(f"{led.by.name}那天不在领导班子的岗位上。", field="by")
    if not turns.filter(post=one.post).exists() and not led.swapped.strip():
        raise Invalid(f"排的是{one.post.title}，换人要写明原因。", field="swapped")


def _asked(one: LeadShift) -> Obligation | None:
    """Return what a rule asks of this shift by itself, while it is open."""
    rows = Obligation.objects.everywhere("the duty of a shift that was led")
    key = shift_of(one.on, one.number).key
    return rows.filter(
        rule__duty=DUTY, holder=one.plan.unit, period=key, done_at=None
    ).select_related("rule", "base").first()  # fmt: skip


def _meet(one: LeadShift, led: Led, row: Obligation, by: Viewer, at: datetime) -> None:
    if row.done_at is not None:
        return
    found = "领导没有和工人同时下井、同时升井（到现场、离开）" if one.apart else "按计划带班"
    says = f"{found}。{one.swapped}"
    times = "，".join(f"{title} {in_shanghai(when):%Y-%m-%d %H:%M}" for title, when in (
        ("领导到", one.began), ("领导离", one.ended), ("工人到", one.crew_began),
        ("工人离", one.crew_ended)) if when)  # fmt: skip
    evidence.store(
        owner=row, kind=PROOF, name=f"带班记录-{one.pk}.txt", happened_at=None, by=by, at=at,
        content=BytesIO(f"{one.plan.unit.name} {one}\n{led.by.name}\n{times}\n{says}".encode()),
    )  # fmt: skip
    fulfil(
        row, mode=Fulfilment.Mode.FINDINGS if one.apart else Fulfilment.Mode.DONE,
        happened_at=led.ended, led_by=led.by,
        record={"place": one.spot, "participants": led.by.name, "findings": f"{says}{times}"},
        files=list(Evidence.objects.filter(chain=row.chain, kind=PROOF)), by=by, at=at,
        revision=row.revision,
    )  # fmt: skip


#: What became of a shift of a plan that counts, titled.
BECAME: Final = {
    "missed": "没有登记带班",
    "apart": "没有同时到、同时离",
    "swapped": "换了人",
    "led": "按计划",
}


def shifts(viewer: Viewer, at: datetime, which: str = "") -> QuerySet[LeadShift]:
    """Return the shifts of plans in sight whose day has come, by what became of them."""
    plans = Matter.objects.visible_to(viewer).filter(flow="selfcheck.leadplan")
    rows = LeadShift.objects.filter(
        plan__matter__in=plans.filter(state__in=("used", "ended")), on__lte=in_shanghai(at).date()
    )
    asked = {
        "missed": Q(led_by=None, on__lt=in_shanghai(at).date() - NIGHT),
        "apart": Q(apart=True), "swapped": ~Q(swapped=""),
        "led": Q(led_by__isnull=False, apart=False, swapped=""),
    }  # fmt: skip
    rows = rows.filter(asked[which]) if which in asked else rows
    return rows.select_related("plan__matter", "plan__unit", "post", "led_by", "obligation")
