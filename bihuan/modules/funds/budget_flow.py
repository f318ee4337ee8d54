"""A public fund for safety: drafted, approved as a budget, given out, used, reported on.

Each rests on the clause of its place that asks for the money; a sum below the year before needs a
reason and is told to the committee office.
"""

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Opening, Party, Proof, State, Step
from bihuan.kernel.orgs import roles
from bihuan.modules import STEP_LADDER, TASK_LADDER

from . import budgets
from .models import Budget

CLERK = Party("编制单位经办人", at="office", may=roles.SUPERVISE)
LEADER = Party("编制单位负责人", at="office", may=roles.RELEASE)
OFFICE = Party("安委办", at=budgets.committee_office, may=roles.ACCEPT)
PAPER = Proof("budget_paper", "预算批复、编制说明")
ORDER = Proof("budget_order", "拨款（到账）凭证、指标文件")
VOUCHER = Proof("budget_voucher", "支出凭证、合同、验收材料")
REPORT = Proof("budget_report", "执行情况报告")
FACTS = ("amount", "before", "base", "base_source", "per_head", "police_per_head", "cut_reason")


class BudgetFlow(Flow, key="funds.budget", of=Budget, title="安全生产经费", prefix="JF"):
    """One public fund in one year, from its draft to the report on what became of it."""

    clerk, leader, committee = CLERK, LEADER, OFFICE

    opening = Opening(
        "编制安全生产经费预算", roles.SUPERVISE, ("kind", "year", "amount"),
        takes=("about_unit", *FACTS[1:]), doer="drafter", office="office", grounded=True,
        called=lambda one: str(one), about=("经费", "资金", "投入", "补贴", "提取"),
        settles=budgets.settle,
    )  # fmt: skip

    drafting = State("编制中", initial=True)
    pending = State("待批准")
    running = State("执行中")
    reported = State("已报告执行情况")
    returned = State("退回补充")
    concluded = State("已审阅", final=True)
    dropped = State("不再安排", final=True)

    submit = Step(
        "送审", drafting >> pending, OWN, who=CLERK, needs=(PAPER,), takes=FACTS, edits=True,
        tells=(LEADER,), ladder=STEP_LADDER,
    )  # fmt: skip
    drop = Step(
        "不再安排", drafting >> dropped, OWN, who=CLERK, asks=("opinion",), optional=True,
        tells=(LEADER, OFFICE),
    )  # fmt: skip
    approve = Step(
        "批准预算", pending >> running, OWN, who=LEADER, takes=("opinion",),
        unlike=("drafter", "submit"), tells=(CLERK, OFFICE), ladder=STEP_LADDER,
        then=budgets.approve,
    )  # fmt: skip
    refuse = Step(
        "退回重编", pending >> drafting, OWN, who=LEADER, asks=("opinion",),
        unlike=("drafter", "submit"), tells=(CLERK,),
    )  # fmt: skip
    give = Step(
        "登记拨付（到位）", running >> running, OWN, who=CLERK, needs=(ORDER,), optional=True,
        asks=("sum", "happened_on", "source", "about"), then=budgets.give,
    )  # fmt: skip
    use = Step(
        "登记使用", running >> running, OWN, who=CLERK, needs=(VOUCHER,), optional=True,
        asks=("sum", "happened_on", "use", "about"), takes=("way", "hazard_number"),
        then=budgets.use,
    )  # fmt: skip
    report = Step(
        "向安委会报告执行情况", running >> reported, OWN, who=CLERK, due="report_by",
        asks=("result",), needs=(REPORT,), tells=(OFFICE,), ladder=TASK_LADDER,
    )  # fmt: skip
    accept = Step(
        "审阅", reported >> concluded, OWN, who=OFFICE, asks=("opinion",),
        unlike=("report", "report_again"), tells=(CLERK,), ladder=STEP_LADDER,
    )  # fmt: skip
    send_back = Step(
        "退回补充", reported >> returned, OWN, who=OFFICE, asks=("opinion", "report_by"),
        unlike=("report", "report_again"), tells=(CLERK,), returns=True,
    )  # fmt: skip
    use_more = Step(
        "补登使用", returned >> returned, OWN, who=CLERK, needs=(VOUCHER,), optional=True,
        asks=("sum", "happened_on", "use", "about"), takes=("way", "hazard_number"),
        then=budgets.use,
    )  # fmt: skip
    report_again = Step(
        "重新报告执行情况", returned >> reported, OWN, who=CLERK, due="report_by",
        asks=("result",), needs=(REPORT,), edits=True, tells=(OFFICE,), ladder=TASK_LADDER,
    )  # fmt: skip
