"""A declaration of hazards: filled in by the enterprise, received, kept up, replaced."""

from datetime import date, datetime, timedelta
from typing import Any

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Gate, Opening, State, Step
from bihuan.kernel.law.models import Number
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import STEP_LADDER

from . import factors
from .models import Declaration
from .parties import DECLARE, EMPLOYER, ENTERPRISE, OFFICE, demand_own


def settle(record: Declaration, by: Viewer, at: datetime) -> None:
    """Check what is declared and reckon by when; a first one is due at once, without a day."""
    demand_own(record, by)
    today = in_shanghai(at).date()
    if record.happened_on and record.happened_on > today:
        raise Invalid(f"{record.happened_on} 还没有到。", field="happened_on")
    running = Declaration.objects.filter(unit=record.unit, matter__closed_at=None)
    open_one = running.exclude(matter__state="standing").select_related("matter").first()
    if open_one is not None:
        raise Invalid(f"{open_one.matter.number} 还没有办完，先办完这一件。", field="kind")
    known = running.exists()
    if record.kind == Declaration.Kind.INITIAL:
        if known:
            raise Invalid("已有受理的申报，内容变了请选“变更申报”。", field="kind")
        record.changed, record.happened_on = "", None
        return
    if not known:
        raise Invalid("还没有受理过申报，请选“初次申报”。", field="kind")
    if not record.changed or record.happened_on is None:
        missing = "happened_on" if record.changed else "changed"
        raise Invalid("变更申报要写变更事由和变化的日期。", field=missing)
    record.due_on = due_of(record.changed, record.happened_on)


def due_of(changed: str, happened_on: date) -> date | None:
    """Return by when a change is declared, None where no document in force fixes the days."""
    row = Number.objects.filter(key=f"CN/hazard-declaration-2012#change.{changed}").first()
    return happened_on + timedelta(days=int(row.value)) if row else None


def copy_last(record: Declaration, by: Viewer, at: datetime) -> None:
    """Begin a change with what stands declared, to be corrected."""
    last = factors.standing(record.unit_id)
    if last is not None:
        factors.copy(last, record)


def nothing_declared(record: Declaration, _: datetime) -> str:
    """Say that no factor is named yet."""
    if record.factors.exists():
        return ""
    return "还没有登记危害因素。在本页“申报的危害因素”里逐个登记。"


def take_place_of(moved: Any) -> None:
    """End the declaration that stood so far: one stands at a time."""
    record: Declaration = moved.record
    rows = Declaration.objects.filter(unit=record.unit, matter__state="standing")
    for old in rows.exclude(pk=record.pk).select_related("matter"):
        matter = old.matter
        advance(matter, DeclarationFlow.replace, by=moved.by, at=moved.at,
                revision=matter.revision)  # fmt: skip


def check_refreshed(moved: Any) -> None:
    """Refuse a day of refreshing that has not come."""
    if moved.record.refreshed_on > in_shanghai(moved.at).date():
        raise Invalid(f"{moved.record.refreshed_on} 还没有到。", field="refreshed_on")


class DeclarationFlow(
    Flow, key="health.declaration", of=Declaration, title="职业病危害项目申报", prefix="ZS"
):
    """Hazards declared to the receiving department, refreshed, changed, ended."""

    employer, office = EMPLOYER, OFFICE
    acts = {"factor_kept": "登记危害因素", "factor_dropped": "删去危害因素"}

    opening = Opening(
        "申报职业病危害", roles.MANAGE_ORGS, ("kind", "office", "grade"),
        takes=("changed", "happened_on", "body"), whose="unit", doer="declarer",
        called=lambda r: f"{r.unit.name}职业病危害项目{r.get_kind_display()}",
        about=("职业病", "职业健康", "职业卫生"), beyond=("office",), settles=settle,
        then=copy_last, kinds=(ENTERPRISE,),
    )  # fmt: skip

    drafting = State("填写中", initial=True)
    submitted = State("待受理")
    standing = State("已受理")
    replaced = State("已由新的申报接续", final=True)
    ended = State("已终止", final=True)

    submit = Step(
        "提交申报", drafting >> submitted, DECLARE, who=EMPLOYER, due="due_on", takes=("body",),
        edits=("body",),
        gates=(Gate("登记了危害因素", DECLARE, missing=nothing_declared, can="用人单位"),),
        tells=(OFFICE,), ladder=STEP_LADDER,
    )  # fmt: skip
    drop = Step(
        "撤回，不申报", drafting >> ended, DECLARE, who=EMPLOYER, asks=("reason",), optional=True
    )
    receive = Step(
        "受理", submitted >> standing, DECLARE, who=OFFICE, takes=("opinion",),
        tells=(EMPLOYER,), ladder=STEP_LADDER, then=take_place_of,
    )  # fmt: skip
    send_back = Step(
        "退回补正", submitted >> drafting, DECLARE, who=OFFICE, asks=("opinion",), returns=True,
        tells=(EMPLOYER,),
    )  # fmt: skip
    refresh = Step(
        "年度更新：内容没有变化", standing >> standing, DECLARE, who=EMPLOYER,
        asks=("refreshed_on",), repeats=True, tells=(OFFICE,), ladder=STEP_LADDER,
        then=check_refreshed,
    )  # fmt: skip
    replace = Step(
        "由新的申报接续", standing >> replaced, DECLARE, who=OFFICE, optional=True
    )  # fmt: skip
    end = Step(
        "终止：不再有职业病危害", standing >> ended, DECLARE, who=OFFICE, asks=("reason",),
        optional=True, tells=(EMPLOYER,),
    )  # fmt: skip
