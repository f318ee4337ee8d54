"""The year's tasks of a post: filled in from its list and the unit's tasks, followed to the end."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.changes import record_change
from bihuan.kernel.law.models import Clause, Rule
from bihuan.kernel.obligations.ledger import Line, ledger
from bihuan.kernel.obligations.models import Kind, Obligation, Outcome
from bihuan.kernel.orgs import roles, units
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.refusals import Invalid, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import end_of, in_shanghai

from . import lists
from .drafts import held
from .flows import YearFlow
from .models import YearItem, YearList

OURS = "responsibility."


@transaction.atomic
def draft(  # noqa: PLR0913 - a post, a year, a ground and where it is filed
    post: Post, year: int, *, clause: Clause | None, superior: bool, by: Viewer, at: datetime
) -> Matter:
    """Open the list of a post for a year, filled in from what its list and the unit's tasks say.

    Filed with the committee office of the unit's place, or with the ``superior`` one.
    Raises :class:`WrongState` for a year that has one, :class:`Invalid` without a list in force.
    """
    demand(by, roles.MANAGE_ORGS, over=post.unit)
    known = YearList.objects.filter(post=post, year=year).select_related("matter").first()
    if known is not None:
        raise WrongState(f"{year} 年的任务清单已经有了：{known.matter.number}。")
    duties = lists.in_force(post, by.on)
    if duties is None:
        raise Invalid("这个岗位还没有施行的责任清单，先编责任清单，再编年度任务。", field="year")
    record = YearList(
        unit=post.unit, post=post, year=year, office_id=by.unit_id, drafter_id=by.person_id,
        filed_with=_keeper(post.unit, by.on, superior=superior), ends_on=date(year, 12, 31),
    )  # fmt: skip
    title = f"{post.unit.name}{post.title}{year}年度任务清单"
    office = Unit.objects.get(pk=by.unit_id)
    case = Case(title, post.unit.place, office, clause or duties.matter.clause, duties.matter)
    matter = begin(YearFlow, case, record, by=by, at=at)
    items = [
        YearItem(says=item.says, clause=item.clause, rule=item.rule)
        for item in duties.items.filter(rule__isnull=False).select_related("rule", "clause")
    ]
    items += [YearItem(says=task.title[:400], clause_id=task.clause_id, task=task)
              for task in _tasks(post.unit, year)]  # fmt: skip
    for position, item in enumerate(items, 1):
        item.list, item.position = record, position
    YearItem.objects.bulk_create(items)
    return matter


def _keeper(unit: Unit, on: date, *, superior: bool) -> Unit | None:
    """Return the committee office a list is filed with; None where none is registered."""
    above = unit.place.parent if superior else unit.place
    return units.nearest(units.OFFICE, above.path, on) if above else None


def _tasks(unit: Unit, year: int) -> list[Matter]:
    """Return what documents or others gave a unit to do that falls due in a year, or has no day."""
    owed = Obligation.objects.everywhere("the year's tasks of a unit").filter(
        holder=unit, kind=Kind.STEP, done_at=None, matter__unit=unit, matter__clause__isnull=False
    )
    due = {row.matter_id: row.current_due for row in owed.order_by("pk")}
    wanted = [pk for pk, at in due.items() if at is None or in_shanghai(at).year == year]
    rows = Matter.objects.everywhere("the year's tasks of a unit").filter(pk__in=wanted)
    return list(rows.exclude(flow__startswith=OURS).order_by("pk"))


@transaction.atomic
def add(  # noqa: PLR0913 - a task has words, a day, a clause
    year: YearList, says: str, due_on: date | None, *, revision: int, by: Viewer, at: datetime
) -> YearItem:
    """Put a task of its own on a draft. Raises :class:`Invalid` for no words or another year."""
    matter = held(year, revision=revision, by=by)
    if not says.strip():
        raise Invalid("还没有填写“任务”。", field="says")
    if due_on is not None and due_on.year != year.year:
        raise Invalid(f"期限要在 {year.year} 年内。", field="due_on")
    last = year.items.aggregate(n=Max("position"))["n"] or 0
    made = YearItem.objects.create(
        list=year, position=last + 1, says=says.strip()[:400], due_on=due_on
    )
    record_change(matter, "item_added", by=by, at=at, body={"item": made.pk, "says": made.says})
    return made


@dataclass(frozen=True)
class Followed:
    """One task with what it obliged to in the year, as it stood on a day."""

    item: YearItem
    lines: tuple[Line, ...]
    night: datetime

    @property
    def done(self) -> int:
        """How many of its obligations were met."""
        return sum(line.outcome in (Outcome.ON_TIME, Outcome.LATE) for line in self.lines)

    @property
    def late(self) -> int:
        """How many are overdue and not done."""
        return sum(line.overdue(self.night) for line in self.lines)

    @property
    def state(self) -> str:
        """``none`` opened nothing yet, ``late``, ``done`` all of them, ``running`` otherwise."""
        if not self.lines:
            return "none"
        if self.late:
            return "late"
        return "done" if all(line.outcome for line in self.lines) else "running"


#: How a task stands, in words.
STATES = {"none": "还没有产生责任", "late": "逾期", "done": "已完成", "running": "进行中"}


def followed(year: YearList, on: date) -> list[Followed]:
    """Return the tasks of a list with their obligations, as known on a day."""
    begins = date(year.year, 1, 1)
    day = min(on, date(year.year, 12, 31))
    lines: list[Line] = []
    if day >= begins:
        lines = ledger(year.unit, day=day, known_on=on, since=begins)
    items = list(year.items.select_related(
        "rule", "clause__document", "task", "obligation", "list__post"
    ))  # fmt: skip
    keys = {item.rule.key for item in items if item.rule}
    known = dict(Rule.objects.filter(key__in=keys).values_list("pk", "key"))
    return [Followed(item, tuple(_of(item, lines, known)), end_of(day)) for item in items]


def _of(item: YearItem, lines: Iterable[Line], rules: Mapping[int, str]) -> Iterator[Line]:
    """Yield the lines a task obliged to; ``rules`` gives the key of each version of a rule."""
    for line in lines:
        row = line.obligation
        if item.obligation_id:
            mine = row.pk == item.obligation_id
        elif item.task_id:
            mine = row.matter_id == item.task_id
        else:
            named = row.slot in ("", item.list.post.lead)
            mine = item.rule is not None and rules.get(row.rule_id or 0) == item.rule.key and named
        if mine:
            yield line
