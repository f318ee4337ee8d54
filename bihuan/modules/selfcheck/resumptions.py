"""What stands before work begins again: its own check, what that found, the principal's word."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from bihuan.kernel.law.models import Rule
from bihuan.kernel.obligations.events import open_for_event
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import demand_ahead

from . import carrying
from .models import Check, CheckAnswer, PostList, Resumption
from .models.lists import Level
from .rules import OWNERS


def settle(record: Resumption, by: Viewer, at: datetime) -> None:
    """Refuse who is no enterprise, days the wrong way round, a second one at the same time."""
    today = in_shanghai(at).date()
    if record.unit.kind not in OWNERS:
        raise NotAllowed(f"{record.unit.name}不是生产经营单位。", can="生产经营单位的岗位")
    if record.stopped_on > today:
        raise Invalid(f"停工停产日期 {record.stopped_on} 还没有到。", field="stopped_on")
    if record.resume_on < today:
        raise Invalid(f"计划复工复产日期 {record.resume_on} 已经过了。", field="resume_on")
    if record.resume_on <= record.stopped_on:
        raise Invalid("计划复工复产日期不能是停工停产当天或早于停工停产。", field="resume_on")
    known = Resumption.objects.filter(unit=record.unit, matter__closed_at=None)
    if first := known.select_related("matter").first():
        raise Invalid(f"{first.matter.number} 还没有办完。", field="what")


def watcher(record: Resumption, _: date) -> Unit | None:
    """Return who supervises the unit; nobody is told while that is not known."""
    above: Unit | None = record.unit.supervisor
    return above


def owe_check(record: Resumption, by: Viewer, at: datetime) -> None:
    """Open what the documents in force ask before each resumption, once for this one."""
    day = in_shanghai(at).date()
    for rule in _rules(record.unit, day):
        open_for_event(rule, subject=record.unit, event=f"r{record.pk}", on=day, by=by, at=at)


def _rules(unit: Unit, on: date) -> list[Rule]:
    return carrying.meaning(carrying.binding(on).filter(event=carrying.RESUMPTION), unit, on)


def lists_of(unit: Unit, on: date) -> list[PostList]:
    """Return the lists of a unit and its parts that are gone through before a resumption."""
    whose = [unit, *carrying.parts(unit)]
    rows = carrying.in_use(on).filter(unit__in=whose, level=Level.RESUMPTION)
    return list(rows.select_related("matter", "post"))


def unchecked(record: Resumption, at: datetime) -> str:
    """Say which lists were not gone through since the resumption was announced."""
    lists = lists_of(record.unit, in_shanghai(at).date())
    if not lists:
        return "还没有审定启用的复工复产前自查清单。"
    done = set(_checks(record).values_list("list", flat=True))
    left = [f"{one.post.title}（{one.matter.number}）" for one in lists if one.pk not in done]
    return f"还没有做复工复产前自查的岗位：{'、'.join(left)}。" if left else ""


def _checks(record: Resumption) -> Any:
    whose = [record.unit, *carrying.parts(record.unit)]
    return Check.objects.filter(
        list__unit__in=whose, list__level=Level.RESUMPTION, at__gte=record.matter.opened_at
    )


def unclosed(record: Resumption, _: datetime) -> str:
    """Say which hazards that its checks found are not crossed off yet."""
    found = CheckAnswer.objects.filter(of_check__in=_checks(record), hazard__isnull=False)
    rows = Matter.objects.everywhere("hazards found before a resumption").filter(
        pk__in=found.values("hazard"), closed_at=None
    )
    numbers = list(rows.order_by("pk").values_list("number", flat=True))
    return f"复工复产前自查发现的隐患还没有销号：{'、'.join(numbers)}。" if numbers else ""


def put_off(moved: Any) -> None:
    """Refuse a new day of resumption that does not lie ahead."""
    demand_ahead(moved, "resume_on")


def refuse_unchecked(unit: Unit, at: datetime) -> None:
    """Refuse that a stopped unit is registered as working without its check.

    Only where a document in force asks for one before each resumption.
    """
    rules = _rules(unit, in_shanghai(at).date())
    if not rules:
        return
    stopped = Entry.objects.filter(chain=unit.chain, verb="stopped").order_by("-seq").first()
    done = Resumption.objects.filter(unit=unit, matter__state="resumed")
    if stopped:
        done = done.filter(matter__closed_at__gte=stopped.at)
    if not done.exists():
        says = f"{unit.name}还没有做复工复产前检查并验收，不能登记为正常。"
        raise WrongState(says, clause=rules[0].clause, can=f"{unit.name}主要负责人")


def running(unit: int) -> QuerySet[Resumption]:
    """Return the resumptions of a unit that are not settled yet."""
    rows = Resumption.objects.filter(unit=unit, matter__closed_at=None)
    return rows.select_related("matter").order_by("pk")
