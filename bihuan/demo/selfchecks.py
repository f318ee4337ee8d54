"""The demonstration's self-checks: lists of posts in two places, what was found, work resumed, led.

Where the city's document says how often, the safety officer of one plant goes through her list and
finds something; in the fullest place no document does, and an enterprise decided for its workers.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from bihuan.demo.acting import at_hour, take
from bihuan.demo.signins import FULLEST
from bihuan.demo.staff import Staff
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.selfcheck import checks, leading, lists
from bihuan.modules.selfcheck.leading import Led, Turn
from bihuan.modules.selfcheck.leading_flow import LeadPlanFlow
from bihuan.modules.selfcheck.list_flow import PostListFlow
from bihuan.modules.selfcheck.models import LeadPlan, PostList
from bihuan.modules.selfcheck.resumption_flow import ResumptionFlow

#: Whose document asks enterprises for checks by day, month, quarter and before each resumption.
ASKED: Final = "230900"
ITEMS: Final[tuple[Mapping[str, Any], ...]] = (
    {"section": "生产现场", "says": "安全通道畅通，没有堆放物料", "kind": "check"},
    {"section": "生产现场", "says": "设备防护罩齐全、固定", "kind": "check"},
    {"section": "配电室", "says": "母排温度", "kind": "number", "high": 70, "measure": "℃"},
    {"section": "配电室", "says": "灭火器压力在绿区，在有效期内", "kind": "check"},
)
FINE: Final = {1: checks.Seen("fine"), 2: checks.Seen("fine"),
               3: checks.Seen(value=Decimal(46)), 4: checks.Seen("fine")}  # fmt: skip
BAD: Final = FINE | {4: checks.Seen("bad", says="2 号灭火器压力低于绿区")}


def draw_up(staff: Staff) -> None:
    """Let two enterprises draw up lists, and their principals let them count."""
    asked, free = _firm(ASKED, "安全主管"), _firm(FULLEST, "一线员工")
    for level in ("day", "resumption"):
        _list(asked, "安全主管", level, staff)
    _list(free, "一线员工", "own", staff, every=1)


def go_through(staff: Staff) -> None:
    """Let both go through their lists; one resumes work after repairs, nothing abnormal found."""
    asked, free, day = _firm(ASKED, "安全主管"), _firm(FULLEST, "一线员工"), staff.day
    safety, head = staff.titled(asked, "安全主管"), staff.titled(asked, "主要负责人")
    facts = {
        "cause": "repair", "what": "2 号生产线", "stopped_on": day - timedelta(days=6),
        "resume_on": day + timedelta(days=1), "measures": "逐台试运行，专人监护。",
    }  # fmt: skip
    made = open_by_hand(ResumptionFlow, facts, clause=None, by=safety, at=at_hour(day, 18))
    for n, (level, seen) in enumerate((("day", BAD), ("resumption", FINE))):
        record = _of(asked).get(level=level)
        checks.make(record, seen, by=safety, at=at_hour(day, 18, 10 + n))
    take(made, "report", safety, at_hour(day, 18, 20))
    take(made, "accept", head, at_hour(day, 18, 30), opinion="逐台试运行正常，同意复产。")
    _lead(asked, safety, head, day)
    worker = staff.titled(free, "一线员工")
    checks.make(_of(free).get(), FINE, by=worker, at=at_hour(day, 18, 40))


def _lead(unit: Unit, safety: Viewer, head: Viewer, day: date) -> None:
    """Let the principal lead today's shift by a plan that counts from today."""
    facts = {"starts": day, "ends": day + timedelta(days=1), "duties": "全程在现场，处置险情。"}
    made = open_by_hand(LeadPlanFlow, facts, clause=None, by=safety, at=at_hour(day, 7))
    plan = LeadPlan.objects.select_related("unit").get(pk=made.pk)
    turns = [Turn(day + timedelta(days=n), 1, "主要负责人", "2 号生产线") for n in range(2)]
    leading.put(plan, turns, by=safety, at=at_hour(day, 7, 10), revision=made.revision)
    take(take(made, "submit", safety, at_hour(day, 7, 20)), "approve", head, at_hour(day, 7, 30))
    one = plan.shifts.select_related("plan__unit", "plan__matter", "post").earliest("on")
    led = Led(Person.objects.get(pk=head.person_id), at_hour(day, 8), at_hour(day, 17))
    leading.lead(one, led, by=safety, at=at_hour(day, 18, 50))


def _firm(code: str, title: str) -> Unit:
    """Return the first enterprise of a place that has a post of this title and a safety officer."""
    rows = Unit.objects.filter(kind="enterprise", until=None, place_path__contains=f"{code}/")
    return rows.filter(posts__title=title).filter(posts__title="安全主管").order_by("pk")[0]


def _of(unit: Unit) -> Any:
    return PostList.objects.filter(unit=unit).select_related("matter", "rule", "unit", "post")


def _list(unit: Unit, title: str, level: str, staff: Staff, every: int | None = None) -> Matter:
    """Draw up the list of a post with its items; the principal approves it."""
    by, day = staff.titled(unit, "安全主管"), staff.day
    facts = {"post": Post.objects.get(unit=unit, title=title), "level": level, "every": every,
             "focus": "生产现场、配电室"}  # fmt: skip
    made = open_by_hand(PostListFlow, facts, clause=None, by=by, at=at_hour(day, 9))
    record = PostList.objects.select_related("office").get(pk=made.pk)
    for n, item in enumerate(ITEMS, 1):
        revision = Matter.objects.everywhere("a demonstration's list").get(pk=made.pk).revision
        lists.put_item(record, n, item, by=by, at=at_hour(day, 10, n), revision=revision)
    sent = take(made, "submit", by, at_hour(day, 11))
    first = {"next_on": day + timedelta(days=1)} if every else {}
    return take(sent, "approve", staff.titled(unit, "主要负责人"), at_hour(day, 14), since=day,
                **first)  # fmt: skip
