"""An enterprise's year of safety fee: declared, extracted each month, used with vouchers, reported.

财资〔2022〕136号第四十六条至第五十一条. The principal confirms what the safety officer declares;
the unit that answers for the enterprise checks the year's report.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Gate, Law, Opening, Party, Proof, State, Step
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.obligations.obligations import settle
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.money import shown
from bihuan.modules import STEP_LADDER, TASK_LADDER, demand_ahead

from . import fees
from .models import FeeYear

LAW = Law("CN/safety-fee-2022")
PLAN_RULE = "CN/safety-fee-2022#plan"
ENTERPRISE = "enterprise"
OWNER = Party("企业安全管理人员", at="unit", may=roles.ACCEPT)
PRINCIPAL = Party("企业主要负责人", at="unit", may=roles.SIGN)
REGULATOR = Party("督办（监管）单位", at="unit.supervisor", may=roles.SUPERVISE)
BASE = Proof("fee_base", "依据数的证明（审计报告、纳税申报表、产量或造价报表）")
VOUCHER = Proof("fee_voucher", "记账凭证、发票")
YEARLY = Proof("fee_report", "年度提取和使用报告")


def settle_year(record: FeeYear, by: Viewer, at: datetime) -> None:
    """Refuse a unit that is none, a year twice; bring over what the year before says."""
    unit = Unit.objects.get(pk=by.unit_id)
    if unit.kind != ENTERPRISE:
        raise NotAllowed(f"{unit.name}不是企业，不提取安全生产费用。", can="企业")
    if record.year > in_shanghai(at).date().year + 1:
        raise Invalid("年度太远，最多到明年。", field="year")
    mine = FeeYear.objects.filter(unit=unit).exclude(matter__state="dropped")
    if (known := mine.filter(year=record.year).first()) is not None:
        raise Invalid(f"{record.year} 年的台账已经建了：{known.matter.number}。", field="year")
    record.begins_on = date(record.year, 1, 1)
    before = mine.filter(year=record.year - 1).first()
    if before is not None:
        stands = fees.standing(before, in_shanghai(at).date())
        record.carried = record.carried if stands.balance is None else stands.balance
        record.owed_before = record.owed_before if stands.owed is None else stands.owed


def undeclared(record: FeeYear, _: datetime) -> str:
    """Say that no trade was declared."""
    return "" if record.bases.exists() else "提取依据还没有登记：先登记行业和依据数。"


def running_year(record: FeeYear, at: datetime) -> str:
    """Say that the year is not over."""
    over = in_shanghai(at).date().year > record.year
    return "" if over else f"{record.year} 年还没有结束。"


def lacking(record: FeeYear, at: datetime) -> str:
    """Say what stands against the check of a year: too little extracted, uses that are foreign."""
    stands = fees.standing(record, in_shanghai(at).date())
    if stands.short is None:
        return "应提金额未设定，无法核对：依据数或者费率不全。"
    return f"少提 {shown(stands.short)} 元没有补提。" if stands.short else ""


def meet_plan(moved: Any) -> None:
    """End the duty to plan the year, where the rule has opened one."""
    record: FeeYear = moved.record
    rows = Obligation.objects.everywhere("the yearly plan of the enterprise")
    due = rows.filter(
        Q(subject=record.unit) | Q(holder=record.unit), rule__key=PLAN_RULE, done_at=None,
        period=str(record.year),
    ).first()  # fmt: skip
    if due is not None:
        said = f"{moved.matter.number} 已登记年度计划"
        settle(due, by=moved.by, at=moved.at, reason=said)


def explain(moved: Any) -> None:
    """Refuse a report that used too little and does not say why (第五十一条)."""
    record: FeeYear = moved.record
    stands = fees.standing(record, in_shanghai(moved.at).date())
    if stands.sparing and not record.explanation.strip():
        says = f"全年使用 {shown(stands.used)} 元，不足应提金额的六成，要附书面说明。"
        raise Invalid(says, field="explanation")


def check_term(moved: Any) -> None:
    """Demand a day to come."""
    demand_ahead(moved, "report_by")


class FeeFlow(Flow, key="funds.fee", of=FeeYear, title="安全生产费用台账", prefix="AF"):
    """The safety fee of one enterprise in one year, from its bases to the check of its report."""

    owner, principal, regulator = OWNER, PRINCIPAL, REGULATOR

    opening = Opening(
        "建立年度安全费用台账", roles.ACCEPT, ("year",), takes=("carried", "owed_before"),
        called=lambda one: f"{one.year} 年安全生产费用", doer="keeper", office="unit",
        about=("安全生产费用",), settles=settle_year, kinds=(ENTERPRISE,),
    )  # fmt: skip

    declaring = State("待申报提取依据", initial=True)
    pending = State("待主要负责人确认")
    running = State("提取使用中")
    reported = State("已报年报，待核查")
    returned = State("退回，补提更正中")
    checked = State("已核查", final=True)
    dropped = State("建错撤销", final=True)

    declare = Step(
        "登记行业和提取依据", declaring >> declaring, LAW["第四十六条"], who=OWNER, needs=(BASE,),
        asks=("trade", "base_source"), takes=("base", "base_month"), then=fees.declare,
    )  # fmt: skip
    submit = Step(
        "报主要负责人确认", declaring >> pending, LAW["第四十六条"], who=OWNER, asks=("planned",),
        gates=(Gate("登记了提取依据", LAW["第四十六条"], missing=undeclared, can="企业"),),
        tells=(PRINCIPAL,), ladder=TASK_LADDER,
    )  # fmt: skip
    drop = Step(
        "建错了，撤销", declaring >> dropped, OWN, who=OWNER, asks=("opinion",), optional=True
    )
    confirm = Step(
        "确认年度计划", pending >> running, LAW["第四十六条"], who=PRINCIPAL, takes=("opinion",),
        unlike=("submit",), tells=(REGULATOR,), ladder=STEP_LADDER, then=meet_plan,
    )  # fmt: skip
    refuse = Step(
        "退回重报", pending >> declaring, LAW["第四十六条"], who=PRINCIPAL, asks=("opinion",),
        unlike=("submit",), tells=(OWNER,),
    )  # fmt: skip
    amend = Step(
        "补充、更正提取依据", running >> running, LAW["第四十六条"], who=OWNER, needs=(BASE,),
        asks=("trade", "base_source"), takes=("base", "base_month"), optional=True,
        then=fees.declare,
    )  # fmt: skip
    extract = Step(
        "登记提取", running >> running, LAW["第四十七条"], who=OWNER, within=fees.next_due,
        since="begins_on", repeats=True, asks=("month", "amount"), needs=(VOUCHER,),
        ladder=TASK_LADDER, then=fees.extract,
    )  # fmt: skip
    use = Step(
        "登记使用", running >> running, LAW["第四十七条"], who=OWNER, optional=True,
        asks=("category", "amount", "happened_on", "about"), takes=("hazard_number",),
        needs=(VOUCHER,), then=fees.use,
    )  # fmt: skip
    question = Step(
        "认定一笔不属于安全费用支出", running >> running, LAW["第四十七条"], who=REGULATOR,
        asks=("line_number", "why"), optional=True, tells=(OWNER,), then=fees.find_foreign,
    )  # fmt: skip
    report = Step(
        "报送年度提取和使用情况", running >> reported, LAW["第五十一条"], who=OWNER,
        due="report_by", asks=("summary",), takes=("explanation", "deducted"), needs=(YEARLY,),
        tells=(REGULATOR,),
        gates=(Gate("年度已经结束", LAW["第五十一条"], missing=running_year, can="企业"),),
        ladder=TASK_LADDER, then=explain,
    )  # fmt: skip
    check = Step(
        "核查通过", reported >> checked, LAW["第五十一条"], who=REGULATOR, asks=("opinion",),
        gates=(Gate("足额提取", LAW["第四十七条"], missing=lacking, can="企业"),), tells=(OWNER,),
        ladder=STEP_LADDER,
    )  # fmt: skip
    question_report = Step(
        "核查中认定一笔不属于安全费用支出", reported >> reported, LAW["第四十七条"], who=REGULATOR,
        asks=("line_number", "why"), optional=True, tells=(OWNER,), then=fees.find_foreign,
    )  # fmt: skip
    send_back = Step(
        "退回补提、更正", reported >> returned, LAW["第五十一条"], who=REGULATOR,
        asks=("opinion", "report_by"), tells=(OWNER,), returns=True, then=check_term,
    )  # fmt: skip
    make_up = Step(
        "登记补提", returned >> returned, LAW["第四十七条"], who=OWNER, optional=True,
        asks=("month", "amount"), needs=(VOUCHER,), then=fees.extract,
    )  # fmt: skip
    correct = Step(
        "更正提取依据", returned >> returned, LAW["第四十六条"], who=OWNER, needs=(BASE,),
        asks=("trade", "base_source"), takes=("base", "base_month"), optional=True,
        then=fees.declare,
    )  # fmt: skip
    report_again = Step(
        "重新报送年度情况", returned >> reported, LAW["第五十一条"], who=OWNER, due="report_by",
        asks=("summary",), takes=("explanation",), edits=True, needs=(YEARLY,),
        tells=(REGULATOR,), ladder=TASK_LADDER, then=explain,
    )  # fmt: skip
