"""The demonstration's hazards: found by enterprises and inspectors, moved on by one step at a time.

A few are major; some are late, some sent back, so that on the last day there is one at every stage.
"""

import struct
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from bihuan.demo.staff import Staff
from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.changes import trail
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import SHANGHAI
from bihuan.modules.hazards.hazard_flow import HazardFlow
from bihuan.modules.hazards.models import Criteria, Criterion

#: Spot, what was seen, category of GB/T 13861, measure.
SEEN = (
    ("一号仓库东侧", "安全出口被货物堵塞，疏散通道不足一米", "31", "清走货物，划线并每日检查"),
    ("配电房", "配电柜门敞开，接线裸露，没有警示标志", "21", "封闭柜门，重新接线，补挂标志"),
    ("机加工车间", "砂轮机没有防护罩", "21", "加装防护罩，停用至验收合格"),
    ("打磨工段", "除尘器积灰没有按制度清理", "22", "当班清理，写入交接班记录"),
    ("危废暂存间", "易燃废液与氧化剂混放", "22", "分区存放，张贴标识"),
    ("焊接作业点", "动火作业现场没有监护人，灭火器过期", "12", "停止作业，更换灭火器，落实监护"),
    ("污水处理池", "有限空间没有警示标志，没有检测记录", "43", "补设标志，落实先通风后检测"),
    ("办公楼三层", "应急照明灯损坏两处", "21", "更换灯具并测试"),
)
#: Of so many hazards one is major, one is put right at once, one is left lying.
MAJOR, AT_ONCE, LEFT = 9, 3, 7
#: Which step follows in each state, if nothing goes wrong.
NEXT = {
    "arranging": "arrange", "rectifying": "submit", "returned": "submit",
    "submitted": "pass_check", "planning": "start", "treating": "finish",
    "rechecking": "pass_recheck", "sent_back": "finish", "evaluating": "evaluate",
    "accepting": "accept", "refused": "apply_again", "signing": "close",
}  # fmt: skip
#: What of a major hazard comes before its next step: the plan, the reports.
BEFORE = {"planning": ("plan",), "treating": ("tell_heads", "tell_regulator", "tell_workers")}
MONTH = timedelta(days=30)


def look(staff: Staff, codes: tuple[str, ...]) -> None:
    """Let hazards be found on a day in some enterprises of each place, and all others move on."""
    rows = Matter.objects.everywhere("the demonstration's hazards").filter(
        flow=HazardFlow.key, closed_at=None
    )
    for matter in rows.order_by("pk"):
        if matter.pk % LEFT:
            _move(matter, staff)
    for n, unit in enumerate(_visited(staff.day, codes)):
        _find(unit, staff, n)


def _visited(day: date, codes: tuple[str, ...]) -> Iterator[Unit]:
    """Yield the enterprises that look, or are looked at, on a day: another one each time."""
    for code in codes:
        rows = Unit.objects.filter(kind="enterprise", until=None, place_path__contains=f"{code}/")
        units = list(rows.select_related("supervisor").order_by("pk"))
        yield from units[day.toordinal() % 7 :: max(len(units) // 2, 1)][:2]


def _find(unit: Unit, staff: Staff, n: int) -> None:
    turn = unit.pk + staff.day.toordinal()
    own = staff.doer(unit)
    authority = unit.supervisor
    by = _officer(authority, staff) if authority and turn % 2 else own
    if by is None:
        return
    spot, says, category, _ = SEEN[turn % len(SEEN)]
    matter = open_by_hand(
        HazardFlow, {"unit": unit, "spot": spot, "says": says, "category": category},
        clause=None, by=by, at=_at(staff.day, 9, n),
    )  # fmt: skip
    _shoot(matter, "photo_found", by, _at(staff.day, 9, n))
    major = matter.pk % MAJOR == 0
    at_once = not major and by is own and matter.pk % AT_ONCE == 0
    name = "grade_major" if major else "fix_now" if at_once else "grade_ordinary"
    _take(matter, HazardFlow.steps[name], staff, _at(staff.day, 11, n))


def _officer(unit: Unit, staff: Staff) -> Viewer | None:
    """Return who of an authority inspects enterprises."""
    roles = (term for term in staff.of(unit) if term.post.role_id == "enforcement_officer")
    found = next(roles, None)
    return staff.viewer(found) if found else None


def _move(matter: Matter, staff: Staff) -> None:
    for name in (*BEFORE.get(matter.state, ()), NEXT.get(matter.state, "grade_ordinary")):
        _take(matter, HazardFlow.steps[name], staff, _at(staff.day, 14, matter.pk % 60))


def _take(matter: Matter, step: Step, staff: Staff, at: datetime) -> None:
    """Take a step if somebody may who did nothing that keeps him from it, and no gate is shut."""
    record = HazardFlow.record(matter.pk)
    unit = step.who.unit(record, staff.day)
    done = set(trail(matter).filter(verb__in=step.unlike).values_list("person_id", flat=True))
    by = staff.able(unit, step.who.may, besides=done)
    if by is None or any(gate.missing(record, at) for gate in step.gates):
        return
    files = [_shoot(matter, proof.kind, by, at) for proof in step.needs if proof.least]
    said = _said(matter, by, staff)
    advance(
        matter, step, by=by, at=at, revision=matter.revision, evidence=files,
        fields={name: said[name] for name in (*step.asks, *step.takes) if name in said},
    )  # fmt: skip
    matter.refresh_from_db()


def _said(matter: Matter, by: Viewer, staff: Staff) -> dict[str, Any]:
    """Return what is filled in, by the name of the field."""
    day, turn = staff.day, matter.pk
    measure = next((m for spot, _, _, m in SEEN if spot in matter.title), SEEN[0][3])
    return {
        "against": Criteria.objects.get(key="hazard_definition"),
        "criterion": Criterion.objects.filter(criteria__key="gongmao_criteria")[turn % 64],
        "because": "对照判定标准，现场核实。", "due_on": day + (MONTH if turn % 2 else MONTH / 3),
        "responsible": by.person_id, "measures": measure, "money": turn % 5,
        "spent": turn % 4, "fixed_on": day, "precautions": "整改期间停用并设警戒，专人看守。",
        "goal": "消除隐患，恢复到设计要求", "body": "安全生产管理部门", "stages": "本月内完成",
        "done": measure, "evaluated_by": "企业注册安全工程师", "effect": "现场核对，隐患已消除。",
        "opinion": "现场核对属实，同意。", "principal_told_on": day, "controller_told_on": day,
        "regulator_told_on": day, "workers_told_on": day, "workers_told_in": "delegates",
    }  # fmt: skip


def _shoot(matter: Matter, kind: str, by: Viewer, at: datetime) -> Any:
    """Keep a small picture of one colour, another for each hazard and kind."""
    return evidence.store(
        owner=matter, kind=kind, name=f"{kind}.png", happened_at=at, by=by, at=at,
        content=BytesIO(_picture(matter.pk, kind)),
    )  # fmt: skip


def _picture(seed: int, kind: str) -> bytes:
    """Return a PNG of 64 by 48 in one colour."""
    colour = zlib.crc32(f"{seed}{kind}".encode()).to_bytes(4)[:3]
    rows = (b"\0" + colour * 64) * 48
    head = struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute % 60), tzinfo=SHANGHAI)
