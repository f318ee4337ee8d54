"""Who takes part in a hazard: who does away with it, grades it, checks it, supervises it."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Role, Term, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai

from .models import Hazard

#: Parts of an enterprise: what they find belongs to the enterprise.
WITHIN = ("workshop", "team", "mine_shift_roster")
#: Whoever does away with hazards; all others look after those who do.
OWNERS = (
    *("enterprise", "project", "pipeline", "packaged", "public_place", "vessel", "vehicle"),
    *("school", "hospital", "agency", "other"),
)
#: Whoever reports what it sees and judges nobody.
REPORTERS = ("village", "agency", "expert_pool")
Channel = Hazard.Channel


def settle(record: Hazard, by: Viewer, at: datetime) -> None:
    """Fill in who takes part and how it was found; refuse a day ahead, or another's hazard.

    An authority grades and looks again at what it found in its own range. What an enterprise finds
    itself it grades and checks itself, or its supervisor where nobody else there could. What a
    village, an expert or an authority out of its range reports, the unit's regulator grades.
    """
    today = in_shanghai(at).date()
    record.found_on = record.found_on or today
    if record.found_on > today:
        raise Invalid(f"发现日期 {record.found_on} 还没有到。", field="found_on")
    found_at = record.unit
    record.unit = owner_of(found_at)
    finder = owner_of(Unit.objects.select_related("supervisor").get(pk=by.unit_id))
    record.finder = finder
    record.regulator = _authority_above(record.unit)
    own = finder.pk == record.unit_id
    if not own and finder.kind in OWNERS and finder.kind != "agency":
        says = f"{record.unit.name}不是本单位。别的单位的隐患请拨打 12350 举报。"
        raise NotAllowed(says, can="监管部门、村（社区）和技术服务机构的岗位")
    record.channel = _channel(record, by, own=own)
    seen = Unit.objects.filter(units_seen(by), pk=record.unit_id).exists()
    grades = seen and finder.kind not in REPORTERS
    record.grader = record.unit if own else finder if grades else record.regulator
    record.checker = record.grader
    if own and not _two_could_check(record.unit, today):
        record.checker = record.regulator
    if found_at.pk != record.unit_id:
        record.spot = f"{found_at.name.removeprefix(record.unit.name)} {record.spot}"[:120]


def owner_of(unit: Unit) -> Unit:
    """Return the unit that answers for a place within it: the enterprise of a team."""
    while unit.kind in WITHIN and unit.supervisor is not None:
        unit = unit.supervisor
    return unit


def _authority_above(unit: Unit) -> Unit | None:
    above = unit.supervisor
    while above is not None and above.kind in (*OWNERS, *WITHIN, "group"):
        above = above.supervisor
    found: Unit | None = above
    return found


def _channel(record: Hazard, by: Viewer, *, own: bool) -> str:
    """Return the channel that was named, if that can be, else the one that follows from who."""
    if not own:
        outside = (Channel.SELF, Channel.EMPLOYEE)
        named = record.channel if record.channel not in outside else ""
        expert = record.finder.kind in ("agency", "expert_pool")
        return named or (Channel.EXPERT if expert else Channel.INSPECTION)
    if record.channel in (Channel.INSPECTION, Channel.GRID):
        raise Invalid("本单位发现的不是监督检查或网格排查，请选自查或职工报告。", field="channel")
    return record.channel or (Channel.SELF if by.can(roles.ACCEPT) else Channel.EMPLOYEE)


def _two_could_check(unit: Unit, on: date) -> bool:
    """Say whether two people of a unit could do and check one thing between them that day."""
    may = [role.key for role in Role.objects.all() if roles.RECHECK in role.may]
    rows = Term.objects.filter(Q(until=None) | Q(until__gt=on), post__unit=unit, since__lte=on)
    checkers = set(rows.filter(post__role__in=may).values_list("person", flat=True))
    return bool(checkers) and len(set(rows.values_list("person", flat=True))) > 1


def notifier(record: Hazard, _: Any) -> Unit | None:
    """Return who tells the enterprise's heads: the authority that found it, else its regulator."""
    found: Unit | None = record.regulator
    return found if record.grader_id == record.unit_id else record.grader
