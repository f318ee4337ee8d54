"""The verbs of a grid report: found, routed to who supervises, verified, dealt with, told back.

A village surveys, publicises, dissuades and reports, and never penalises; what it reports goes to
the tier that supervises the enterprise. What became of it is told to who reported it. The texts
(packs, ``grids``) give no days: they are unset until a named person sets them.
"""

from datetime import date, datetime
from typing import Any, Final

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles, units
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import census, grids
from .models import Dossier, GridReport
from .rules import TIERS

#: Who takes a report where nobody supervises the unit, from below upwards.
#: A zone takes what lies in it: registered at the county, it is not above the county's towns.
UPWARDS: Final = (
    ("town_government", ""), ("zone_committee", Place.Level.ZONE.value),
    ("emergency_department", ""),
)  # fmt: skip


def settle(record: GridReport, by: Viewer, at: datetime) -> None:
    """Fill in the day, the grid and who takes the report. Raises :class:`NotAllowed` elsewhere."""
    office = Unit.objects.get(pk=by.unit_id)
    if office.kind not in census.GRIDS:
        raise NotAllowed("网格上报由村（社区）、镇街的网格员报。", can="村、镇街的网格员")
    today = in_shanghai(at).date()
    record.found_on = record.found_on or today
    if record.found_on > today:
        raise Invalid(f"发现日期 {record.found_on} 还没有到。", field="found_on")
    member = record.unit and record.unit.in_grids.filter(until=None).first()
    record.grid = member.grid if member else grids.own(by).first()
    record.receiver, record.routed = taken_by(record.unit, office, today)


def taken_by(unit: Unit | None, office: Unit, on: date) -> tuple[Unit | None, str]:
    """Return who takes a report about a unit, and why; nobody where nobody above is registered."""
    above = unit.supervisor if unit else None
    if unit and above and above.pk != office.pk:
        held = Dossier.objects.filter(unit=unit).exclude(tier="").first()
        tier = f"{TIERS[held.tier]}监管，" if held else ""
        return above, f"{tier}督办方是{above.name}"
    for kind, level in UPWARDS:
        found = units.nearest(kind, office.place_path, on, level)
        if found and found.pk != office.pk:
            return (
                found,
                f"没有别的督办方，报{office.name}的上级" if unit else "没有登记的单位，报上级",
            )
    return None, "上级没有登记，待安委办指定"


def about_nobody(record: GridReport, _: datetime) -> str:
    """Say that a report names no registered unit that could put anything right."""
    if record.unit:
        return ""
    return "没有写明登记过的单位，登记不了隐患。先登记单位（含无证单位），或者直接处理、移交。"


def unfinished(record: GridReport, _: datetime) -> str:
    """Say that what a report led to is still open, "" once it is not."""
    led = record.led_to
    return f"{led.number}还没有办结。" if led and led.closed_at is None else ""


class GridReportFlow(Flow, key="dossier.grid_report", of=GridReport, title="网格上报", prefix="WG"):
    """A danger or an illegal business seen in a grid, until who reported it knows the result."""

    worker = Party("上报的网格员", at="office", may=roles.PROXY)
    taker = Party("接报单位", at="receiver", may=roles.ACCEPT)

    opening = Opening(
        "网格上报", roles.PROXY, ("kind", "spot", "says"), takes=("unit", "found_on", "dissuaded"),
        called=lambda one: f"{one.get_kind_display()}：{one.unit or ''}{one.spot}",
        doer="reporter", office="office", about=("网格", "举报", "报告"), beyond=("unit",),
        needs=(Proof("grid_photo", "现场照片", least=0),), settles=settle,
    )  # fmt: skip

    reported = State("待接报", initial=True)
    passed = State("已改报，待接报")
    checking = State("核实处理中")
    following = State("已转办，待反馈结果")
    told = State("已反馈结果", final=True)
    unfounded = State("核实后不成立", final=True)

    take_on = Step(
        "接报", (reported | passed) >> checking, OWN, who=taker, tells=(worker,),
        ladder=TASK_LADDER,
    )  # fmt: skip
    pass_on = Step(
        "不归本单位管，改报别的单位", reported >> passed, OWN, who=taker,
        asks=("receiver", "reason"), optional=True, tells=(worker, taker),
    )  # fmt: skip
    pass_back = Step(
        "不归本单位管，再改报", passed >> reported, OWN, who=taker, asks=("receiver", "reason"),
        optional=True, tells=(worker, taker),
    )  # fmt: skip
    to_hazard = Step(
        "核实，登记为隐患", checking >> following, OWN, who=taker, asks=("handling",),
        gates=(Gate("有登记过的单位", OWN, missing=about_nobody, can="接报单位"),),
        tells=(worker,), ladder=TASK_LADDER,
    )  # fmt: skip
    to_case = Step(
        "核实，移交有执法权的部门", checking >> following, OWN, who=taker,
        asks=("handling", "recipient", "reason"), tells=(worker,), ladder=TASK_LADDER,
    )  # fmt: skip
    deal = Step(
        "核实并处理完毕，反馈结果", checking >> told, OWN, who=taker, asks=("handling", "result"),
        needs=(Proof("grid_result", "处理后的照片或者文书"),), tells=(worker,), ladder=TASK_LADDER,
    )  # fmt: skip
    dismiss = Step(
        "核实后不成立", checking >> unfounded, OWN, who=taker, asks=("handling",), tells=(worker,),
    )  # fmt: skip
    tell = Step(
        "反馈办理结果", following >> told, OWN, who=taker, asks=("result",),
        gates=(Gate("转办的事项已办结", OWN, missing=unfinished, can="办理转办事项的单位"),),
        tells=(worker,), ladder=STEP_LADDER,
    )  # fmt: skip


def led_to(record: GridReport, made: Any) -> None:
    """Keep what a report led to; it does not say there who reported."""
    record.led_to = made
    record.save(update_fields=["led_to"])
