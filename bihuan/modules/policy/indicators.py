"""What a task is measured by: the office sets it, the unit reports it, the list names what is left.

Nothing is computed that nobody reported: an indicator without a measurement has no actual.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from bihuan.kernel.flows.changes import hold, record_change
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.trace.models import Matter

from .flows import TaskFlow, committee_office
from .models import Covered, Indicator, Measurement, Task
from .review import Desk

MOST_NAMES = 500


@dataclass(frozen=True)
class Measure:
    """What is to be measured: its title and unit, where it stood, where it must stand."""

    title: str
    measure: str
    target: Decimal | None
    baseline: Decimal | None = None
    falling: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where an indicator stands. ``actual`` is None while nobody reported; ``left`` the uncovered.

    ``share`` is how much of the way from the baseline to the target is done, in per cent.
    """

    indicator: Indicator
    actual: Decimal | None
    on: date | None
    left: tuple[Covered, ...]
    done: tuple[Covered, ...]

    @property
    def met(self) -> bool:
        """Say whether the target is reached."""
        if self.actual is None:
            return False
        aim = self.indicator.target
        return self.actual <= aim if self.indicator.falling else self.actual >= aim

    @property
    def share(self) -> int | None:
        """Return how far it has come, None while that cannot be told."""
        base = self.indicator.baseline
        if base is None and not self.indicator.falling:
            base = Decimal(0)
        if self.actual is None or base is None or base == self.indicator.target:
            return None
        return round((self.actual - base) / (self.indicator.target - base) * 100)


@transaction.atomic
def set_indicator(task: Task, desk: Desk, asked: Measure) -> Indicator:
    """Say what a task is measured by. For the committee office, while the task runs.

    With names the target is their number. Raises :class:`Invalid` for what is missing, a title the
    task has, or a name given twice; :class:`NotAllowed` and :class:`WrongState`.
    """
    matter = _held(task, desk)
    office = committee_office(task, desk.by.on)
    if office is None or desk.by.unit_id != office.pk or not desk.by.can(roles.SET_UNSET):
        name = office.name if office else "安委办"
        raise NotAllowed(f"任务的指标由{name}设定。", clause=task.clause, can=name)
    names = _names(asked.names)
    target = Decimal(len(names)) if names else asked.target
    for word, title, field in (
        (asked.title, "指标", "title"), (asked.measure, "计量单位", "measure"),
    ):  # fmt: skip
        if not word.strip():
            raise Invalid(f"还没有填写“{title}”。", field=field)
    if target is None:
        raise Invalid("还没有填写“目标”。有名单的不用填，以名单为准。", field="target")
    if task.indicators.filter(title=asked.title.strip()).exists():
        raise Invalid(f"这件任务已经有“{asked.title.strip()}”这个指标。", field="title")
    made = Indicator.objects.create(
        task=task, title=asked.title.strip(), measure=asked.measure.strip(), target=target,
        baseline=asked.baseline, falling=asked.falling and not names,
        set_by_id=desk.by.person_id, set_at=desk.at,
    )  # fmt: skip
    Covered.objects.bulk_create(Covered(indicator=made, name=name) for name in names)
    body = {"title": made.title, "target": str(target), "baseline": str(asked.baseline or ""),
            "names": len(names)}  # fmt: skip
    record_change(matter, "indicator_set", by=desk.by, at=desk.at, body=body)
    return made


@transaction.atomic
def report(indicator: Indicator, desk: Desk, value: Decimal, *, on: date, note: str) -> Measurement:
    """Report what an indicator stands at. For the unit whose task it is.

    Raises :class:`Invalid` for a day to come, :class:`WrongState` for one with a list of names.
    """
    matter = _held(indicator.task, desk)
    _require_holder(indicator.task, matter, desk)
    if indicator.names.exists():
        raise WrongState(f"“{indicator.title}”按名单计，请在名单里登记完成的。")
    if on > desk.by.on:
        raise Invalid("统计日期不能晚于今天。", field="on")
    made = Measurement.objects.create(
        indicator=indicator, on=on, value=value, note=note, person_id=desk.by.person_id, at=desk.at
    )
    body = {"title": indicator.title, "value": str(value), "on": on.isoformat(), "note": note}
    record_change(matter, "indicator_reported", by=desk.by, at=desk.at, body=body)
    return made


@transaction.atomic
def cover(indicator: Indicator, desk: Desk, names: Sequence[int], *, on: date) -> list[Covered]:
    """Enter that names of the list are done since a day. For the unit whose task it is.

    Raises :class:`Invalid` for none, for a day to come, or a name that is not left.
    """
    matter = _held(indicator.task, desk)
    _require_holder(indicator.task, matter, desk)
    if on > desk.by.on:
        raise Invalid("完成日期不能晚于今天。", field="on")
    rows = list(indicator.names.filter(pk__in=names, on=None))
    if not rows or len(rows) != len(set(names)):
        raise Invalid("请在名单里勾选这次完成的；已经登记过的不用再选。", field="names")
    indicator.names.filter(pk__in=[row.pk for row in rows]).update(on=on)
    body = {"title": indicator.title, "names": [row.name for row in rows], "on": on.isoformat()}
    record_change(matter, "indicator_reported", by=desk.by, at=desk.at, body=body)
    return rows


def standing(task: Task) -> list[Standing]:
    """Return where the indicators of a task stand."""
    return standings([task])[0][1]


def standings(tasks: Iterable[Task]) -> list[tuple[Task, list[Standing]]]:
    """Return tasks with where their indicators stand, in three queries however many they are."""
    found = list(tasks)
    held: dict[int, list[Standing]] = {task.pk: [] for task in found}
    rows = Indicator.objects.filter(task__in=found).prefetch_related("measurements", "names")
    for one in rows:
        held[one.task_id].append(_stands(one))
    return [(task, held[task.pk]) for task in found]


def _stands(one: Indicator) -> Standing:
    names = list(one.names.all())
    done = tuple(name for name in names if name.on)
    left = tuple(name for name in names if not name.on)
    if names:
        last = max((name.on for name in done if name.on), default=None)
        return Standing(one, Decimal(len(done)), last, left, done)
    latest = next(reversed(list(one.measurements.all())), None)
    value, on = (latest.value, latest.on) if latest else (None, None)
    return Standing(one, value, on, (), ())


def _held(task: Task, desk: Desk) -> Matter:
    matter = hold(task.pk, by=desk.by, revision=desk.revision)
    if TaskFlow.states[matter.state].final:
        raise WrongState("任务已办结，指标不再变动。")
    return matter


def _require_holder(task: Task, matter: Matter, desk: Desk) -> None:
    if desk.by.unit_id != matter.unit_id or not desk.by.can(roles.FULFIL):
        name = matter.unit.name if matter.unit else "责任单位"
        raise NotAllowed(f"指标由{name}填报。", clause=task.clause, can=name)


def _names(given: Iterable[str]) -> list[str]:
    names = [name.strip() for name in given if name.strip()]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise Invalid(f"名单里“{twice}”写了两次。", field="names")
    if len(names) > MOST_NAMES:
        raise Invalid(f"名单最多 {MOST_NAMES} 个，现在有 {len(names)} 个。", field="names")
    return names
