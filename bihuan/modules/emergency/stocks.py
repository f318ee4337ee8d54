"""Emergency equipment and materials: entered, moved, lent and brought back, inspected, ended.

What ends or must be inspected soon becomes a duty of its unit; what is lent by a day becomes one
of who has it. Numbers are only changed by movements, and never below nothing.
"""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from bihuan.kernel.law.models import Ladder
from bihuan.kernel.obligations.models import Kind as Of
from bihuan.kernel.obligations.models import Obligation, Outcome
from bihuan.kernel.obligations.obligations import open_one, settle
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand, demand_place
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Actor, Machine, Viewer
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import end_of, in_shanghai
from bihuan.modules import TASK_LADDER, demand_words

from . import sharing
from .models import Movement, Stock

BY: Final = Machine("应急物资到期")
#: Ours, no document says so: how long before its day the duty to replace or inspect appears.
AHEAD: Final = timedelta(days=30)
_NOT_THERE: Final = "没有这项应急物资，或者不向您的岗位公开。"
#: What is put right by writing it anew.
KEPT: Final = ("model", "spot", "custodian", "phone", "shared", "team")
Way = Movement.Kind


def listed(by: Viewer, **asked: Any) -> QuerySet[Stock]:
    """Return the equipment and materials a viewer finds that are still kept.

    ``q`` keeps names, models, units and spots, ``kind`` a kind; ``which`` what has ``expired``,
    ends ``soon``, is ``lent`` or used up (``none``).
    """
    rows = Stock.objects.filter(sharing.seen(by), ended_on=None)
    if words := asked.get("q"):
        rows = rows.filter(
            Q(name__icontains=words) | Q(model__icontains=words)
            | Q(unit__name__icontains=words) | Q(spot__icontains=words)
        )  # fmt: skip
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if which := asked.get("which"):
        rows = rows.filter(_which(which, by.on))
    return rows.select_related("unit", "place", "team")


WHICH: Final = {"expired": "过期或逾期未检", "soon": "快到期", "lent": "有借出", "none": "已用完"}


def counts(by: Viewer) -> list[tuple[str, str, int]]:
    """Return how much in sight is expired, ends soon, is lent or used up, with its title."""
    asked = {key: Count("pk", filter=_which(key, by.on)) for key in WHICH}
    found = listed(by).order_by().aggregate(**asked)
    return [(key, title, found[key]) for key, title in WHICH.items()]


def _which(which: str, on: date) -> Q:
    over = Q(valid_until__lt=on) | Q(inspect_by__lt=on)
    if which == "expired":
        return over
    if which == "soon":
        near = on + AHEAD
        return ~over & (Q(valid_until__lte=near) | Q(inspect_by__lte=near))
    return Q(out__gt=0) if which == "lent" else Q(quantity=0)


def find(by: Viewer, pk: int) -> Stock:
    """Return something in stock that a viewer finds. Raises :class:`NotFound`."""
    rows = Stock.objects.filter(sharing.seen(by)).select_related("unit", "place", "team", "duty")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(_NOT_THERE)
    return row


def usable(row: Stock, on: date) -> bool:
    """Say whether something lies there, has not expired and is not overdue for inspection."""
    days = (row.valid_until, row.inspect_by)
    return row.ended_on is None and row.quantity > 0 and all(d is None or d >= on for d in days)


@transaction.atomic
def enter(unit: Unit, place: Place, *, by: Viewer, at: datetime, **given: Any) -> Stock:
    """Enter equipment or material of a unit and return it; its quantity is the first movement.

    Raises :class:`NotAllowed`, :class:`Invalid` naming the field.
    """
    demand(by, roles.MANAGE_ORGS, over=unit)
    demand_place(by, place)
    row = Stock(unit=unit, place=place, place_path=place.path, **given)
    _check(row, at)
    row.save()
    if row.quantity:
        Movement.objects.create(
            stock=row, kind=Way.IN, quantity=row.quantity, left=row.quantity, on=row.since,
            purpose="首次入账", by_id=by.person_id, at=at,
        )  # fmt: skip
    _note(row, "stock_entered", by, at, name=row.name, quantity=row.quantity)
    return row


def _check(row: Stock, at: datetime) -> None:
    demand_words(row, "name", "measure", "spot", "custodian", "phone")
    if row.kind not in Stock.Kind.values:
        raise Invalid("还没有选择“类别”。", field="kind")
    if row.since > in_shanghai(at).date():
        raise Invalid(f"入账日期 {row.since} 还没有到。", field="since")
    if row.team is not None and row.team.unit_id != row.unit_id:
        raise Invalid(f"{row.team}不是{row.unit.name}的队伍。", field="team")
    row.shared_path = sharing.path_of(row.shared, row.place)


@transaction.atomic
def correct(stock: Stock, *, by: Viewer, at: datetime, **given: Any) -> Stock:
    """Change where something lies, who keeps it or which team has it; return it.

    Raises refusals. Amounts change by movements, days by inspections alone.
    """
    row = _held(stock, by)
    changed = {}
    for name, value in given.items():
        if name not in KEPT:
            raise Invalid("数量和日期不在这里改。", field=name)
        if str(getattr(row, name)) != str(value):
            changed[name] = [str(getattr(row, name)), str(value)]
            setattr(row, name, value)
    _check(row, at)
    row.save(update_fields=[*KEPT, "shared_path"])
    _note(row, "stock_changed", by, at, changed=changed)
    return row


@transaction.atomic
def move(  # noqa: PLR0913 - a movement has a kind, an amount, a day, somebody and a use
    stock: Stock, kind: str, quantity: int, *, on: date, purpose: str, by: Viewer, at: datetime,
    to: Unit | None = None, to_name: str = "", back_by: date | None = None,
) -> Movement:  # fmt: skip
    """Note that something came, was lent, used up or scrapped; return the movement.

    What is lent to be back ``back_by`` a day is a duty of the unit that has it, of the keeper
    where that is none of the register. Raises refusals, :class:`Invalid` for more than there is.
    """
    row, today = _held(stock, by), in_shanghai(at).date()
    if kind not in (Way.IN, Way.LENT, Way.USED, Way.SCRAPPED):
        raise Invalid("还没有选择“变动”。", field="kind")
    _check_amount(quantity, on, purpose, row, today)
    if kind != Way.IN and quantity > row.quantity:
        says = f"现存 {row.quantity} {row.measure}，不够 {quantity} {row.measure}。"
        raise Invalid(says, field="quantity")
    if kind == Way.LENT and to is None and not to_name.strip():
        raise Invalid("写明借给哪个单位或者谁。", field="to")
    if back_by is not None and (kind != Way.LENT or back_by <= today):
        raise Invalid("归还期限只有借出才填，要晚于今天。", field="back_by")
    row.quantity += quantity if kind == Way.IN else -quantity
    row.out += quantity if kind == Way.LENT else 0
    made = Movement(
        stock=row, kind=kind, quantity=quantity, left=row.quantity, on=on, to=to,
        to_name=to_name.strip(), purpose=purpose.strip(), by_id=by.person_id, at=at,
    )  # fmt: skip
    if back_by is not None:
        what = f"{row} {quantity} {row.measure}"
        title = f"归还{row.unit.name}的{what}" if to else f"收回借给{made.to_name}的{what}"
        made.duty = _owe(title, to or row.unit, back_by, by, at)
    made.save()
    row.save(update_fields=["quantity", "out"])
    _note(row, "stock_moved", by, at, kind=kind, quantity=quantity, left=row.quantity,
          to=to.pk if to else made.to_name)  # fmt: skip
    return made


def _check_amount(quantity: int, on: date, purpose: str, row: Stock, today: date) -> None:
    if quantity <= 0:
        raise Invalid("数量要大于 0。", field="quantity")
    if not row.since <= on <= today:
        raise Invalid(f"日期应在 {row.since} 和今天之间。", field="on")
    if not purpose.strip():
        raise Invalid("还没有填写“用途”。", field="purpose")


@transaction.atomic
def bring_back(  # noqa: PLR0913 - a return has its loan, an amount, a day and a state
    loan: Movement, quantity: int, *, on: date, purpose: str, by: Viewer, at: datetime
) -> Movement:
    """Note that of a loan so much came back; with all of it the duty to bring it back ends."""
    row, today = _held(loan.stock, by), in_shanghai(at).date()
    held = Movement.objects.select_for_update(of=("self",)).get(pk=loan.pk, stock=row)
    if held.kind != Way.LENT or held.back == held.quantity:
        raise WrongState("这不是没有还清的借出。")
    _check_amount(quantity, on, purpose, row, today)
    if on < held.on:
        raise Invalid(f"归还日期不能早于借出的 {held.on}。", field="on")
    if quantity > held.quantity - held.back:
        says = f"还差 {held.quantity - held.back} {row.measure}没有还，不能还 {quantity}。"
        raise Invalid(says, field="quantity")
    held.back += quantity
    held.save(update_fields=["back"])
    row.quantity, row.out = row.quantity + quantity, row.out - quantity
    row.save(update_fields=["quantity", "out"])
    made = Movement.objects.create(
        stock=row, kind=Way.BACK, quantity=quantity, left=row.quantity, on=on, to_id=held.to_id,
        to_name=held.to_name, purpose=purpose.strip(), of=held, by_id=by.person_id, at=at,
    )  # fmt: skip
    if held.back == held.quantity:
        _end_duty(held.duty_id, None, "已全部归还", by, at)
    _note(row, "stock_moved", by, at, kind=Way.BACK, quantity=quantity, left=row.quantity)
    return made


@transaction.atomic
def inspect(  # noqa: PLR0913 - an inspection has a day, a result and the days that follow from it
    stock: Stock, *, on: date, result: str, inspect_by: date | None, valid_until: date | None,
    by: Viewer, at: datetime,
) -> Stock:  # fmt: skip
    """Note that something was inspected or replaced, and until when it is good now; return it."""
    row, today = _held(stock, by), in_shanghai(at).date()
    if not row.since <= on <= today:
        raise Invalid(f"检验日期应在 {row.since} 和今天之间。", field="on")
    if not result.strip():
        raise Invalid("还没有填写“检验结果”。", field="result")
    for name, day in (("inspect_by", inspect_by), ("valid_until", valid_until)):
        if day is not None and day <= on:
            raise Invalid(f"要晚于检验日期 {on}。", field=name)
    row.inspected_on, row.inspect_by, row.valid_until = on, inspect_by, valid_until
    row.save(update_fields=["inspected_on", "inspect_by", "valid_until"])
    _note(row, "stock_inspected", by, at, on=str(on), result=result.strip(),
          inspect_by=str(inspect_by or ""), valid_until=str(valid_until or ""))  # fmt: skip
    if (due := due_on(row)) is None or due - AHEAD > today:
        _end_duty(row.duty_id, None, f"{on} 已检验、更换：{result.strip()}", by, at)
        row.duty = None
        row.save(update_fields=["duty"])
    return row


@transaction.atomic
def end(stock: Stock, *, reason: str, by: Viewer, at: datetime) -> Stock:
    """Strike something off the books that is not lent; its duty lapses."""
    row = _held(stock, by)
    if row.out:
        raise WrongState(f"还有 {row.out} {row.measure}借出没有归还，不能注销。")
    if not reason.strip():
        raise Invalid("还没有填写“注销原因”。", field="reason")
    duty = row.duty_id
    row.ended_on, row.reason, row.duty = in_shanghai(at).date(), reason.strip(), None
    row.save(update_fields=["ended_on", "reason", "duty"])
    _end_duty(duty, Outcome.LAPSED, f"已注销：{row.reason}", by, at)
    _note(row, "stock_ended", by, at, reason=row.reason)
    return row


def due_on(row: Stock) -> date | None:
    """Return the day something must be replaced or inspected by; None without either."""
    return min((day for day in (row.valid_until, row.inspect_by) if day), default=None)


def open_expiring(at: datetime) -> int:
    """Open the duty for everything whose day is near; return how many. Safe to repeat."""
    near = in_shanghai(at).date() + AHEAD
    rows = Stock.objects.filter(
        Q(valid_until__lte=near) | Q(inspect_by__lte=near), ended_on=None, duty=None,
        quantity__gt=0, unit__until=None,
    ).select_related("unit")  # fmt: skip
    return sum(_open_duty(row, at) for row in rows.order_by("pk").iterator(chunk_size=500))


@transaction.atomic
def _open_duty(row: Stock, at: datetime) -> int:
    held = Stock.objects.select_for_update().filter(pk=row.pk, duty=None).first()
    day = due_on(row)
    if held is None or day is None:
        return 0
    does = "更换" if day == row.valid_until else "检验"
    says = f"有效期至 {day}" if day == row.valid_until else f"应于 {day} 检验"
    held.duty = _owe(f"应急物资{does}：{row}，{row.spot}，{says}", row.unit, day, BY, at)
    held.save(update_fields=["duty"])
    return 1


def _owe(title: str, holder: Unit, day: date, by: Actor, at: datetime) -> Obligation:
    return open_one(
        kind=Of.PERIODIC, title=title, holder=holder, legal_due=end_of(day), by=by, at=at,
        ladder=Ladder.objects.filter(key=TASK_LADDER).first(),
    )  # fmt: skip


def _end_duty(
    duty: int | None, outcome: Outcome | None, reason: str, by: Actor, at: datetime
) -> None:
    rows = Obligation.objects.everywhere("the duty to replace, inspect or bring back")
    row = rows.filter(pk=duty, done_at=None).first() if duty else None
    if row is not None:
        settle(row, outcome, by=by, at=at, reason=reason)


def _held(stock: Stock, by: Viewer) -> Stock:
    rows = Stock.objects.select_for_update(of=("self",)).select_related("unit", "team")
    row = rows.get(pk=stock.pk)
    demand(by, roles.MANAGE_ORGS, over=row.unit)
    if row.ended_on is not None:
        raise WrongState(f"{row}已于 {row.ended_on} 注销。")
    return row


def _note(row: Stock, verb: str, by: Actor, at: datetime, **more: Any) -> None:
    entries.append_to(row.unit.chain, verb, by=by, at=at, body={"stock": row.pk, **more})
