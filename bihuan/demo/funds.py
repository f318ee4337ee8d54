"""The demonstration's money for safety: ledgers, public funds, a project, a bid, a plan.

Two enterprises of the fullest place keep their ledgers, one of them short; its bureau has a public
fund and an engineering project. The city whose document asks for plans drafts one.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from bihuan.demo.acting import at_hour, take
from bihuan.demo.signins import FULLEST
from bihuan.demo.staff import Staff
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.funds import tables
from bihuan.modules.funds.budget_flow import BudgetFlow
from bihuan.modules.funds.fee_flow import FeeFlow
from bihuan.modules.funds.queries import bound
from bihuan.modules.planning.flows import PlanFlow
from bihuan.modules.projects import programmes
from bihuan.modules.projects.flows import ProjectFlow
from bihuan.modules.projects.tender_flow import TenderFlow

#: The place whose document asks for plans.
PLANNING: Final = "510600"
REVENUE: Final = Decimal(36_000_000)
OWED: Final = Decimal("1035000") / 12


def fund(staff: Staff) -> None:
    """Let enterprises begin their year; let a bureau give money out and build, another plan."""
    for n, firm in enumerate(_firms(staff.day)):
        _keep(firm, staff, months=1 if n else 2)
    bureaus = Unit.objects.filter(kind="emergency_department").select_related("place")
    bureau = bureaus.get(place__code=FULLEST)
    clerk, head = staff.titled(bureau, "监管科经办人"), staff.titled(bureau, "局长")
    _allot(clerk, head, staff.day)
    _build(bureau, clerk, staff.day)
    watched = Unit.objects.filter(kind="enterprise", until=None, supervisor=bureau)
    for firm in watched.order_by("pk")[:1]:
        _bid(firm, clerk, staff.day)
    other = bureaus.get(place__code=PLANNING)
    _plan(other, staff.titled(other, "监管科经办人"), staff.day)


def _firms(day: date) -> list[Unit]:
    """Return the first two enterprises of the fullest place that the rule binds."""
    rows = Unit.objects.filter(
        bound(day), place_path__contains=f"{FULLEST}/", posts__title="安全主管",
        tags__tag="危险化学品", tags__until=None,
    )  # fmt: skip
    return list(rows.distinct().order_by("pk")[:2])


def _keep(firm: Unit, staff: Staff, *, months: int) -> None:
    """Begin a ledger and extract for the first months of the year."""
    safety, head = staff.titled(firm, "安全主管"), staff.titled(firm, "主要负责人")
    day = staff.day
    at = at_hour(day, 9)
    made = _open(FeeFlow, safety, at, year=day.year, carried=Decimal(120_000))
    facts: dict[str, Any] = {"trade": "hazmat", "base_source": "上年度审计报告"}
    take(made, "declare", safety, at, "fee_base", base=REVENUE, **facts)
    take(made, "submit", safety, at, planned=Decimal(1_100_000))
    take(made, "confirm", head, at_hour(day, 10))
    for month in range(1, months + 1):
        take(made, "extract", safety, at_hour(day, 11, month), "fee_voucher", month=month,
             amount=OWED.quantize(Decimal("0.01")))  # fmt: skip
    take(made, "use", safety, at_hour(day, 14), "fee_voucher", category="risk",
         amount=Decimal(68_000), happened_on=day - timedelta(days=9),
         about="可燃气体报警器更换和隐患整改")  # fmt: skip


def _allot(clerk: Viewer, head: Viewer, day: date) -> None:
    """Draft the first fund the place's document asks for; approve it, give out half."""
    asked = tables.asked_in(clerk.path, day)
    kind = asked[0].kind if asked else "work"
    facts = {"kind": kind, "year": day.year, "amount": Decimal(320), "before": Decimal(300)}
    made = _open(BudgetFlow, clerk, at_hour(day, 9), **facts)
    take(made, "submit", clerk, at_hour(day, 9, 30), "budget_paper", amount=Decimal(320),
         before=Decimal(300))  # fmt: skip
    take(made, "approve", head, at_hour(day, 10))
    take(made, "give", clerk, at_hour(day, 11), "budget_order", sum=Decimal(160), about="镇街",
         happened_on=day - timedelta(days=3), source="own")  # fmt: skip


def _build(bureau: Unit, clerk: Viewer, day: date) -> None:
    """Register a project under a programme of the document; one milestone is due soon."""
    address = next(key for key in programmes.programmes() if key.startswith(FULLEST))
    made = _open(
        ProjectFlow, clerk, at_hour(day, 9), programme=address, name="老旧批发市场消防管网改造",
        site="老城区批发市场", lead=bureau, planned=Decimal(260),
        starts_by=day - timedelta(days=2), ends_by=day + timedelta(days=180),
    )  # fmt: skip
    for title, days in (("施工图审查", 20), ("主管网完工", 120)):
        take(made, "plan", clerk, at_hour(day, 10), milestone=title,
             milestone_by=day + timedelta(days=days))  # fmt: skip
    take(made, "place", clerk, at_hour(day, 11), "project_money", sum=Decimal(150),
         happened_on=day - timedelta(days=1), about="县级财政")  # fmt: skip


def _bid(firm: Unit, clerk: Viewer, day: date) -> None:
    """Register a bid that quotes too little for safety; its owner has days to correct it."""
    made = _open(
        TenderFlow, clerk, at_hour(day, 9), owner=firm, name="储罐区自动化改造工程", site="厂区",
        works="build_plant", cost=Decimal(860), bidder="某安装工程公司（虚构）", price=Decimal(702),
        control_price=Decimal(880), safety_fee=Decimal("9.5"), competed="no",
    )  # fmt: skip
    take(made, "question", clerk, at_hour(day, 11), correct_by=day + timedelta(days=12))


def _plan(bureau: Unit, clerk: Viewer, day: date) -> None:
    """Draft a plan and put it before the committee office."""
    office = Unit.objects.get(kind="committee_office", place=bureau.place)
    content = "执法队伍、装备、信息化分年度目标和经费保障。"
    made = _open(
        PlanFlow, clerk, at_hour(day, 9), kind="capacity", title="安全生产监管监察能力建设规划",
        from_year=day.year, until_year=day.year + 5, content=content,
    )  # fmt: skip
    take(made, "ask", clerk, at_hour(day, 10), "plan_draft", "plan_risk", regulator=office,
         reply_by=day + timedelta(days=15), content=content)  # fmt: skip


def _open(flow: type[Flow], by: Viewer, at: Any, **fields: Any) -> Matter:
    must = flow.opening is not None and flow.opening.grounded
    clause = grounds(flow, by).first() if must else None
    return open_by_hand(flow, fields, clause=clause, by=by, at=at)
