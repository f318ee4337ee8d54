"""The demonstration's inspections: one county's plan, checklists, draw and visits of a winter.

Some visits are made, two are left until they are late; of what was found some is put right, one
thing is a hazard, one waits for a decision, one waits for its re-check.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from bihuan.demo.acting import at_hour, take
from bihuan.demo.people import people
from bihuan.demo.staff import Staff
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs import places, terms, units
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.people import enter
from bihuan.kernel.orgs.viewer import Machine, Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.inspections import answers, plans
from bihuan.modules.inspections.checklist_flow import ChecklistFlow
from bihuan.modules.inspections.draw_flow import DrawFlow
from bihuan.modules.inspections.models import Checklist, EnforcementPlan, Finding, Inspection
from bihuan.modules.inspections.plan_flow import PlanFlow
from bihuan.modules.inspections.visit_flow import InspectionFlow

WHERE: Final = "441521"
BY: Final = Machine("演示")
#: Which sets of items the county brings in: general criteria, and the six checks of its document.
LISTS: Final = (("gongmao-1", "工贸企业通用照单"), (f"{WHERE}-six-checks", "电气焊（割）六查照单"))
SCHEME: Final = {
    "content": "照单检查各项", "method": "查阅资料，查看现场，询问人员",
    "procedure": "出示证件，说明来意，逐项检查，当场记录，双方签字",
}  # fmt: skip
#: What was seen of the items that do not pass, by their numbers, at the two visits that found any.
FOUND: Final = {
    1: "外包队伍进场没有登记，没有人统一协调", 2: "一名焊工的操作证已过有效期",
    3: "主要负责人的考核合格证明拿不出来",
}  # fmt: skip
NONE: Final[Mapping[int, str]] = {}
WELDER: Final = {1: "一名焊工没有操作证，正在焊接"}


def inspect(staff: Staff) -> None:
    """Let the county's bureau do what it did on a day."""
    acts: dict[date, Callable[[Bureau], None]] = {
        date(2025, 1, 6): plan, date(2025, 1, 20): visit, date(2025, 2, 5): put_right,
        date(2025, 2, 24): draw, date(2025, 3, 4): go_together,
    }  # fmt: skip
    act = acts.get(staff.day)
    if act is not None:
        act(Bureau(staff))


class Bureau:
    """The bureau of the county and its people on a day."""

    def __init__(self, staff: Staff) -> None:
        """Find the bureau, its people and the government."""
        place = places.place(WHERE)
        self.staff, self.day = staff, staff.day
        self.unit = Unit.objects.get(kind="emergency_department", place=place)
        self.government = Unit.objects.get(kind="government", place=place, until=None)
        self.clerk = staff.titled(self.unit, "监管科经办人")
        self.head = staff.titled(self.unit, "局长")
        self.one = staff.titled(self.unit, "执法队员")

    @property
    def two(self) -> Viewer:
        """The second officer, since she is in post."""
        return self.staff.titled(self.unit, "执法队员（二）")

    def firms(self, many: int) -> list[Unit]:
        """Return enterprises of the bureau."""
        rows = Unit.objects.filter(supervisor=self.unit, kind="enterprise", until=None)
        return list(rows.order_by("pk")[3 : 3 + many])

    def open(
        self, flow: type[Flow], by: Viewer, hour: int, clause: Clause | None = None, **said: Any
    ) -> Matter:
        """Open a matter by hand at an hour of the day."""
        return open_by_hand(flow, said, clause=clause, by=by, at=at_hour(self.day, hour))

    def take(
        self, matter: Matter, step: str, by: Viewer, hour: int, *proofs: str, **said: Any
    ) -> Matter:
        """Take a step with its papers at an hour of the day."""
        return take(matter, step, by, at_hour(self.day, hour), *proofs, **said)

    def make(
        self, matter: Matter, hour: int, failing: Mapping[int, str] = NONE, **said: Any
    ) -> Matter:
        """Make a visit from its scheme to the signatures; some items do not pass."""
        record = Inspection.objects.select_related("unit").get(pk=matter.pk)
        officers = {"lead": Person(pk=self.one.person_id), "second": Person(pk=self.two.person_id)}
        listed = {"checklist": record.checklist_id} if record.checklist_id else {}
        scheme = {**SCHEME, **officers, **listed, "mode": record.mode, "visit_on": self.day}
        self.take(matter, "prepare", self.one, hour, **{**scheme, **said})
        papers = {"lead_paper": "粤演示0001", "second_paper": "粤演示0002"}
        self.take(matter, "begin", self.one, hour + 1, **papers)
        due = self.day + timedelta(days=14)
        for item, _ in answers.asked(record):
            fails = item.number in failing
            given = {
                "verdict": "fail" if fails else "pass",
                "spot": "生产车间" if fails else "",
                "says": failing.get(item.number, ""),
                "due_on": due if fails else None,
            }
            answers.answer(record, item, given, by=self.one, at=at_hour(self.day, hour + 2))
        said = {"summary": "按照单检查，情况已当场告知。", "signer": "单位主要负责人"}
        return self.take(matter, "sign", self.one, hour + 3, "inspection_record", **said)


def plan(bureau: Bureau) -> None:
    """Put a second officer in post, approve two checklists, plan the year and begin it."""
    now = at_hour(bureau.day, 8)
    post = terms.open_post(bureau.unit, "执法队员（二）", role="enforcement_officer", by=BY, at=now)
    name = people(1, f"inspections/{WHERE}")[0]
    officer = enter(name, invented=True, by=BY, at=now)
    terms.appoint(post=post, person=officer, since=bureau.day, by=BY, at=now)
    bureau.staff.known.pop(bureau.unit.pk, None)
    lists = [_list(bureau, source, name) for source, name in LISTS]
    city = places.place(f"{WHERE[:4]}00")
    higher = units.register(
        name=f"{city.name}应急管理局", kind="emergency_department", place=city, by=BY, at=now
    )
    clause = grounds(PlanFlow, bureau.clerk).filter(document__key__startswith="CN/").first()
    matter = bureau.open(
        PlanFlow, bureau.clerk, 9, clause, year=2025, government=bureau.government, higher=higher,
        aims="工贸企业和危险作业，重点查外包管理、持证上岗和动火审批。", until=date(2025, 12, 31),
    )  # fmt: skip
    record = EnforcementPlan.objects.select_related("matter", "office").get(pk=matter.pk)
    due = ("2025-01-31", "2025-02-10", "2025-02-28", "2025-06-30", "2025-09-30")
    lines = "\n".join(f"{firm.name}；{day}" for firm, day in zip(bureau.firms(5), due, strict=True))
    plans.add_visits(
        record, lines, "special", lists[0], by=bureau.clerk, at=at_hour(bureau.day, 9),
        revision=record.matter.revision,
    )  # fmt: skip
    bureau.take(matter, "submit", bureau.clerk, 10, "plan_text")
    chief = bureau.staff.titled(bureau.government, "政府主要负责人")
    bureau.take(matter, "approve", chief, 14, opinion="同意，严格组织实施。")
    bureau.take(matter, "file", bureau.clerk, 16, "plan_filing", filed_on=bureau.day)


def _list(bureau: Bureau, source: str, name: str) -> Checklist:
    made = bureau.open(ChecklistFlow, bureau.clerk, 8, name=name, source=source)
    bureau.take(made, "submit", bureau.clerk, 8)
    bureau.take(made, "approve", bureau.head, 8, since=bureau.day)
    rows = Checklist.objects.everywhere("the demonstration's checklists")
    found: Checklist = rows.get(pk=made.pk)
    return found


def visit(bureau: Bureau) -> None:
    """Make the first visit of the plan; three items do not pass."""
    first = Inspection.objects.filter(office=bureau.unit).order_by("due_on")[0]
    bureau.make(first.matter, 9, failing=FOUND)


def put_right(bureau: Bureau) -> None:
    """Settle what was found, one thing each way; make the second visit, where all passes."""
    found = list(Finding.objects.filter(office=bureau.unit).order_by("pk")[:3])
    owner = bureau.staff.doer(found[0].unit)
    done = {"result": "已经整改并写入制度", "fixed_on": bureau.day}
    if owner is not None:
        for one in found[:2]:
            bureau.take(one.matter, "submit", owner, 9, "photo_after", **done)
        bureau.take(found[0].matter, "pass_check", bureau.two, 11, opinion="现场核对，已整改。")
    bureau.take(found[2].matter, "make_hazard", bureau.one, 11, spot="焊接作业点")
    second = Inspection.objects.filter(office=bureau.unit, began_at=None).order_by("due_on")[0]
    bureau.make(second.matter, 13)
    bureau.take(second.matter, "close", bureau.head, 17, opinion="没有发现问题。")


def draw(bureau: Bureau) -> None:
    """Draw three enterprises and their officers before a witness, a high risk counting twice."""
    matter = bureau.open(
        DrawFlow, bureau.clerk, 9, subject="2025 年第一季度工贸企业双随机抽查", wanted=3,
        due_on=date(2025, 3, 31), weights="危险化学品=2",
    )  # fmt: skip
    bureau.take(
        matter, "draw", bureau.head, 15, word="海丰二月二十四", witness="县司法局见证人（虚构）"
    )


def go_together(bureau: Bureau) -> None:
    """Make one visit led by the head of government; a problem of it waits for a decision."""
    firm, lists = bureau.firms(7)[6], Checklist.objects.everywhere("the demonstration's lists")
    six = lists.get(name=LISTS[1][1])
    matter = bureau.open(
        InspectionFlow, bureau.one, 8, unit=firm, mode="led", cause="两会期间安全检查",
        due_on=bureau.day, checklist=six,
    )  # fmt: skip
    led = {"led_unit": bureau.government, "led_as": "government"}
    bureau.make(matter, 9, failing=WELDER, **led)
    [found] = Finding.objects.filter(inspection=matter.pk)
    said = "焊工无证上岗，属应当直接处罚的情形。"
    bureau.take(found.matter, "ask_case", bureau.one, 16, case_because=said)
