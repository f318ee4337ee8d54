"""The demonstration's standardisation: a list, a firm that was graded, one that should be.

The list is invented and says so: no text of a real one is shipped.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from bihuan.demo.acting import at_hour, take
from bihuan.demo.health import opened, pairs
from bihuan.demo.signins import FULLEST
from bihuan.demo.staff import Staff
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.modules.standardization import scoring
from bihuan.modules.standardization.goal_flow import GoalFlow
from bihuan.modules.standardization.grading_flow import GradingFlow
from bihuan.modules.standardization.models import Grading

LIST: Final = "\n".join(
    f"{n}；{aspect}；演示项目（虚构）{n}；25"
    for n, aspect in enumerate(("安全管理", "操作行为", "设备设施", "作业环境"), 1)
)


def grade(staff: Staff) -> None:
    """Let a firm be graded by its bureau, another be reviewed, with a day to reach its grade."""
    for firm, bureau in pairs():
        if f"/{FULLEST}/" in firm.place_path:
            _demand(firm, bureau, staff)
        _grade(firm, bureau, staff)


def _grade(firm: Unit, bureau: Unit, staff: Staff) -> None:
    day, safety = staff.day, staff.titled(firm, "安全主管")
    chief = staff.able(bureau, roles.RELEASE)
    clerk = staff.able(bureau, roles.SUPERVISE, besides={chief.person_id} if chief else ())
    if clerk is None or chief is None:
        return
    standard = scoring.keep(
        bureau, name="演示评分表（虚构）", source="虚构，没有采用任何标准原文", text=LIST,
        since=day - timedelta(days=30), by=clerk, at=at_hour(day, 8),
    )  # fmt: skip
    matter = opened(GradingFlow, safety, staff, 9, office=bureau, kind="first", sector="工贸",
                    wanted="三级")  # fmt: skip
    record = Grading.objects.select_related("unit").get(pk=matter.pk)
    given = dict.fromkeys(standard.items.values_list("pk", flat=True), Decimal(20))
    own = scoring.score(record, standard, given, by=safety, at=at_hour(day, 9, 30))
    take(matter, "apply", safety, at_hour(day, 10), "self_report", self_on=day, self_score=own,
         self_says="自评符合三级，通道标识不全已整改。")  # fmt: skip
    take(matter, "accept", clerk, at_hour(day, 11), reviewer="某评审单位（虚构）",
         review_by=day + timedelta(days=20))  # fmt: skip
    if f"/{FULLEST}/" in firm.place_path:
        return
    take(matter, "review", clerk, at_hour(day, 15), "review_report", reviewed_on=day,
         score=Decimal(76), findings="符合三级。")  # fmt: skip
    take(matter, "grant", chief, at_hour(day, 16), grade="三级",
         number=f"虚构BZ{firm.pk:06}", since=day,
         until=day + timedelta(days=3 * 365 - 1))  # fmt: skip


def _demand(firm: Unit, bureau: Unit, staff: Staff) -> None:
    """Demand a grade of the firm where a clause in force speaks of grades."""
    clerk = staff.able(bureau, roles.SUPERVISE)
    clause = grounds(GoalFlow, clerk).first() if clerk else None
    if clerk is None or clause is None:
        return
    facts = {"unit": firm, "grade": "三级", "due_on": staff.day + timedelta(days=90)}
    open_by_hand(GoalFlow, facts, clause=clause, by=clerk, at=at_hour(staff.day, 17))
