"""Workers at posts with hazards: entered, examined, let to work, moved away, released."""

from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.kernel.law.models import Ladder
from bihuan.kernel.obligations.models import Kind as Of
from bihuan.kernel.obligations.models import Outcome
from bihuan.kernel.obligations.obligations import open_one, settle
from bihuan.kernel.orgs import people
from bihuan.kernel.orgs.models import Person, Term, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotFound, ProofMissing, WrongState
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import end_of, in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import cycles, rules
from .models import Examination, ExposedWorker
from .parties import ENTERPRISE, EXAMINE, clause_of
from .privacy import demand_keeper, seen
from .surveys import AHEAD, BY

_REMOVE: Final = "有劳动者不能从事原接害岗位，应当调离并妥善安置"


def listed(by: Viewer, **asked: Any) -> QuerySet[ExposedWorker]:
    """Return the workers a viewer may read of, those who left not; see :mod:`.privacy`.

    ``q`` keeps names, posts and factors; ``which`` those ``unexamined``, ``overdue``, ``unfit``
    or ``waiting`` to be let to work; ``left`` those who left instead.
    """
    rows = ExposedWorker.objects.filter(seen(by), until__isnull=not asked.get("left"))
    if words := asked.get("q"):
        rows = rows.filter(
            Q(person__name__icontains=words) | Q(work__icontains=words)
            | Q(factors__icontains=words)
        )  # fmt: skip
    if which := asked.get("which"):
        rows = rows.filter(which_of(which, by.on))
    return rows.select_related("unit", "person").order_by("unit_id", "pk")


def which_of(which: str, today: date) -> Q:
    """Match the workers of one state: never examined, overdue, not fit, waiting to begin."""
    return {
        "unexamined": Q(examined_on=None, since__isnull=False),
        "overdue": Q(due_on__lt=today, since__isnull=False),
        "unfit": Q(fit__in=(rules.UNFIT, rules.AGAIN), since__isnull=False),
        "waiting": Q(since=None),
    }[which]


def find(by: Viewer, pk: int) -> ExposedWorker:
    """Return one worker. Raises :class:`NotFound` for one who is none of the viewer's business."""
    rows = ExposedWorker.objects.filter(seen(by), pk=pk).select_related("unit", "person")
    row = rows.first()
    if row is None:
        raise NotFound("没有这名劳动者，或者不向您的岗位公开。")
    return row


@transaction.atomic
def enter(  # noqa: PLR0913 - a worker at such a post has these facts
    unit: Unit, name: str, *, work: str, factors: str, phone: str = "", since: date | None = None,
    by: Viewer, at: datetime,
) -> ExposedWorker:  # fmt: skip
    """Enter a worker at a post with hazards; who is entered there already is corrected.

    ``since`` says since when somebody works there already: a statement of fact, not a permission;
    the list of who works unexamined shows it. Raises :class:`NotAllowed`, :class:`Invalid`.
    """
    demand_keeper(by, unit)
    if unit.kind != ENTERPRISE or unit.until is not None:
        raise WrongState(f"{unit.name}不是正在经营的用人单位。")
    for field, title, value in (("name", "姓名", name), ("work", "岗位（工种）", work),
                                ("factors", "接触的危害因素", factors)):  # fmt: skip
        if not value.strip():
            raise Invalid(f"还没有填写“{title}”。", field=field)
    if since and since > in_shanghai(at).date():
        raise Invalid(f"{since} 还没有到。", field="since")
    person = _known(unit, name, phone) or people.enter(name, phone=phone, unit=unit, by=by, at=at)
    row, fresh = ExposedWorker.objects.get_or_create(
        unit=unit, person=person, work=work.strip(), until=None,
        defaults={"factors": factors.strip(), "since": since},
    )  # fmt: skip
    if not fresh:
        row.factors, row.since = factors.strip(), since or row.since
        row.save(update_fields=["factors", "since"])
    verb = "exposed_entered" if fresh else "exposed_changed"
    _note(row, verb, by, at, since=str(row.since or ""))
    reckon(row)
    return row


def _known(unit: Unit, name: str, phone: str) -> Person | None:
    here = Q(pk__in=ExposedWorker.objects.filter(unit=unit, until=None).values("person"))
    here |= Q(pk__in=Term.objects.filter(post__unit=unit, until=None).values("person"))
    alike = list(Person.objects.filter(here, name=name.strip()).order_by("pk"))
    if phone:
        alike = [one for one in alike if one.phone in (phone, "")]
    if len(alike) > 1:
        says = f"{unit.name}叫“{name.strip()}”的有 {len(alike)} 人，请写手机号码。"
        raise Invalid(says, field="phone")
    return alike[0] if alike else None


def missing_of(row: ExposedWorker, on: date) -> str:
    """Return what keeps a worker from a post with hazards on a day, "" when nothing does."""
    rows = Examination.objects.filter(worker__person=row.person_id, worker__unit=row.unit_id,
                                      on__lte=on)  # fmt: skip
    last = rows.exclude(kind=rules.LEAVING).order_by("-on", "-pk").first()
    if last is None:
        return "没有上岗前职业健康检查的记录。"
    return {
        rules.UNFIT: "最近一次职业健康检查认为不能从事这个岗位。",
        rules.AGAIN: "最近一次职业健康检查要求复查，复查结果出来以前不能上岗。",
    }.get(last.fit, "")


@transaction.atomic
def let_work(row: ExposedWorker, *, on: date, by: Viewer, at: datetime) -> ExposedWorker:
    """Let a worker begin at a post with hazards, once an examination says she may.

    Raises :class:`ProofMissing` with what is missing and its clause, :class:`WrongState`,
    :class:`Invalid` for a day ahead.
    """
    held = _held(row, by)
    if held.since is not None:
        raise WrongState(f"{held.person.name}已于 {held.since} 上岗。")
    if on > in_shanghai(at).date():
        raise Invalid(f"{on} 还没有到。", field="on")
    if missing := missing_of(held, on):
        raise _missing(f"{held.person.name}不能上岗：{missing}", held.unit)
    held.since = on
    held.save(update_fields=["since"])
    _note(held, "exposed_working", by, at, on=str(on))
    return held


@transaction.atomic
def leave(row: ExposedWorker, *, on: date, why: str, by: Viewer, at: datetime) -> ExposedWorker:
    """Note that a worker left the post. A contract ends only after the examination on leaving.

    While a suspected disease is being diagnosed no contract ends at all. Raises
    :class:`ProofMissing`, :class:`WrongState`, :class:`Invalid`.
    """
    held = _held(row, by)
    if why not in rules.LEAVES:
        raise Invalid(f"离岗情形应为{'、'.join(rules.LEAVES.values())}之一。", field="why")
    if on > in_shanghai(at).date() or (held.since and on < held.since):
        raise Invalid(f"离岗日期应在 {held.since or '登记'} 和今天之间。", field="on")
    if why == rules.ENDED and held.since is not None:
        _demand_examined_on_leaving(held)
    held.until, held.left = on, why
    held.save(update_fields=["until", "left"])
    _note(held, "exposed_left", by, at, on=str(on), why=why)
    for duty in (held.duty, held.removal):
        if duty is not None and duty.done_at is None:
            outcome = None if duty is held.removal else Outcome.LAPSED
            settle(duty, outcome, by=by, at=at, reason=f"已于 {on} {rules.LEAVES[why]}")
    return held


def _demand_examined_on_leaving(held: ExposedWorker) -> None:
    running = held.diseases.filter(disease__matter__state__in=("reported", "diagnosing"))
    if running.exists():
        says = f"{held.person.name}在疑似职业病诊断、医学观察期间，不能解除或者终止劳动合同。"
        raise _missing(says, held.unit)
    if not held.examinations.filter(kind=rules.LEAVING).exists():
        says = f"{held.person.name}没有离岗时职业健康检查，不能解除或者终止劳动合同。"
        raise _missing(says, held.unit)


def _missing(says: str, unit: Unit) -> ProofMissing:
    return ProofMissing(says, clause=clause_of(EXAMINE), can=f"{unit.name}安全管理岗位")


@transaction.atomic
def examine(row: ExposedWorker, *, by: Viewer, at: datetime, **given: Any) -> Examination:
    """Enter an examination of a worker. One that finds her unfit makes her removal a duty.

    ``given`` are fields of :class:`Examination`. The trace keeps kind and day, not the result.
    Raises :class:`NotAllowed`, :class:`WrongState`, :class:`Invalid` naming the field.
    """
    held = _held(row, by, left=given["kind"] == rules.LEAVING)
    today = in_shanghai(at).date()
    for name in ("on", "told_on"):
        if given.get(name) and given[name] > today:
            raise Invalid(f"{given[name]} 还没有到。", field=name)
    if given.get("next_on") and given["next_on"] <= given["on"]:
        raise Invalid("下次检查日期应晚于这一次。", field="next_on")
    if held.examinations.filter(kind=given["kind"], on=given["on"]).exists():
        raise Invalid("这一天的这种检查已经登记过。", field="on")
    given["fit"] = rules.fitness(given["result"], given["fit"])
    made = Examination.objects.create(worker=held, by_id=by.person_id, at=at, **given)
    _note(held, "exposed_examined", by, at, kind=made.kind, on=str(made.on))
    reckon(held)
    _settle_due(held, by, at)
    _follow_fitness(held, by, at)
    return made


def reckon(row: ExposedWorker) -> None:
    """Reckon when a worker is examined next: as the report says, else by the rule of her factors.

    Unset while neither names a day.
    """
    rows = row.examinations.exclude(kind=rules.LEAVING).order_by("-on", "-pk")
    last = rows.first()
    row.examined_on, row.fit = (last.on, last.fit) if last else (None, "")
    row.due_on = None
    if last is not None:
        row.due_on = last.next_on or cycles.due_of(row, last.on)
    row.save(update_fields=["examined_on", "fit", "due_on"])


def _settle_due(row: ExposedWorker, by: Actor, at: datetime) -> None:
    near = in_shanghai(at).date() + AHEAD
    duty = row.duty
    if duty is None or (row.due_on is not None and row.due_on <= near):
        return
    if duty.done_at is None:
        settle(duty, by=by, at=at, reason=f"已于 {row.examined_on} 检查")
    row.duty = None
    row.save(update_fields=["duty"])


def _follow_fitness(row: ExposedWorker, by: Actor, at: datetime) -> None:
    """Let it be owed that somebody unfit leaves the post; end it when she is found fit again."""
    if row.fit == rules.UNFIT and row.since is not None and row.removal is None:
        row.removal = open_one(
            kind=Of.PERIODIC, title=_REMOVE, holder=row.unit, legal_due=None, by=by, at=at,
            ladder=Ladder.objects.filter(key=STEP_LADDER).first(),
            clause=clause_of(EXAMINE),
        )  # fmt: skip
        row.save(update_fields=["removal"])
    elif row.fit == rules.FIT and row.removal is not None:
        if row.removal.done_at is None:
            settle(row.removal, Outcome.VOID, by=by, at=at, reason="复查后可以从事")
        row.removal = None
        row.save(update_fields=["removal"])


def open_due(at: datetime) -> int:
    """Open the duty to examine every worker whose day is near; return how many. Safe to repeat."""
    horizon = in_shanghai(at).date() + AHEAD
    rows = ExposedWorker.objects.filter(
        until=None, since__isnull=False, duty=None, due_on__lte=horizon, unit__until=None
    )
    return sum(_open(row, at) for row in rows.order_by("pk").iterator(chunk_size=500))


@transaction.atomic
def _open(row: ExposedWorker, at: datetime) -> int:
    rows = ExposedWorker.objects.select_for_update(of=("self",)).select_related("unit", "person")
    held = rows.filter(pk=row.pk, duty=None).first()
    if held is None or held.due_on is None:
        return 0
    # Numbered, not named: a duty is read by everybody who supervises the unit.
    held.duty = open_one(
        kind=Of.PERIODIC, title=f"接害人员 {held.pk} 号（{held.work}）在岗期间职业健康检查",
        holder=held.unit, legal_due=end_of(held.due_on), by=BY, at=at,
        ladder=Ladder.objects.filter(key=TASK_LADDER).first(),
    )  # fmt: skip
    held.save(update_fields=["duty"])
    return 1


def _held(row: ExposedWorker, by: Viewer, *, left: bool = False) -> ExposedWorker:
    """Return a worker locked; of who left only the examination on leaving may still be entered."""
    rows = ExposedWorker.objects.select_for_update(of=("self",))
    held = rows.select_related("unit", "person", "duty", "removal").get(pk=row.pk)
    demand_keeper(by, held.unit)
    if held.until is not None and not left:
        raise WrongState(f"{held.person.name}已于 {held.until} 离开接害岗位。")
    return held


def _note(row: ExposedWorker, verb: str, by: Actor, at: datetime, **more: str) -> None:
    body = {"worker": row.pk, "person": row.person_id, **more}
    entries.append_to(row.unit.chain, verb, by=by, at=at, body=body)
