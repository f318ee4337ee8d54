"""安全投入: what enterprises extracted and used, who has no ledger, what public money there is."""

from decimal import Decimal

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.modules import clause_of
from bihuan.modules.funds import budgets, queries
from bihuan.modules.funds.budget_flow import BudgetFlow
from bihuan.modules.funds.fee_flow import ENTERPRISE, FeeFlow
from bihuan.modules.funds.models import Budget

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries.funds import WHICH, Filters
from ..queries.paging import counted
from ..sheets import List, handed_out

#: So many names stand on the page; the export has all.
MOST = 100
FEES = ("企业", "区划", "督办方", "年度", "应提（元）", "已提（元）", "到期少提（元）",
        "已用（元）", "结余（元）", "问题", "编号")  # fmt: skip
FUNDS = ("资金", "单位", "区划", "年度", "本年（万元）", "上年（万元）", "已拨（万元）",
         "已用（万元）", "问题", "编号")  # fmt: skip


def enterprises(request: WorkbenchRequest) -> HttpResponse:
    """Show where the ledgers of a year stand, who is short, who keeps none."""
    viewer, filters = request.viewer, Filters.read(request.GET)
    year = _year(request, filters)
    found = queries.standings(viewer, year, filters.q[:60])
    rows = queries.kept(found, filters.which)
    silent = queries.silent(viewer, year)
    return render(request, "workbench/funds/enterprises.html", {
        "filters": filters, "chips": list(filters.chips()), "year": year, "rows": rows[:MOST],
        "count": len(rows), "sums": queries.sums(found), "silent": silent[:MOST],
        "silent_count": counted(silent), "whiches": WHICH.items(), "most": MOST, "tab": "fees",
        "base": None if viewer.sees == "own" else queries.base(year),
        "keeps": _is_enterprise(request) and viewer.can(roles.ACCEPT),
        "states": {name: state.title for name, state in FeeFlow.states.items()},
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the ledgers that answer the filters, and who keeps none, as CSV or Excel."""
    filters = Filters.read(request.GET)
    year = _year(request, filters)
    found = queries.kept(queries.standings(request.viewer, year, filters.q[:60]), filters.which)
    rows = [
        (one.fee.unit.name, one.fee.unit.place.name, _name(one.fee.unit.supervisor), year,
         _sum(one.owed), one.extracted, _sum(one.short), one.used,
         _sum(one.balance), "；".join(one.findings), one.fee.matter.number)
        for one in found
    ]  # fmt: skip
    if not filters.which:
        empty = (None,) * 5
        rows += [
            (unit.name, unit.place.name, _name(unit.supervisor), year, *empty, "没有建台账", "")
            for unit in queries.silent(request.viewer, year)
        ]
    return handed_out(request, List("安全生产费用", f"{year} 年", FEES, rows))


def public(request: WorkbenchRequest) -> HttpResponse:
    """Show the public funds of a year against the year before, and those nobody entered."""
    viewer, filters = request.viewer, Filters.read(request.GET)
    year = _year(request, filters)
    found = budgets.standings(budgets.listed(viewer, year=year, kind=filters.kind))
    absent = [] if viewer.sees == "own" else budgets.absent(viewer, year)
    titles = dict(Budget.Kind.choices)
    return render(request, "workbench/funds/public.html", {
        "filters": filters, "chips": list(filters.chips()), "year": year, "rows": found,
        "kinds": Budget.Kind.choices, "tab": "public",
        "absent": [(titles[one.kind], one, clause_of(one.document, one.clause)) for one in absent],
        "states": {name: state.title for name, state in BudgetFlow.states.items()},
    })  # fmt: skip


def export_public(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the public funds that answer the filters as CSV or Excel."""
    filters = Filters.read(request.GET)
    year = _year(request, filters)
    found = budgets.standings(budgets.listed(request.viewer, year=year, kind=filters.kind))
    rows = (
        (one.budget.get_kind_display(), one.budget.office.name, one.budget.matter.place.name, year,
         one.budget.amount, _sum(one.budget.before), one.given, one.used,
         "；".join(one.findings), one.budget.matter.number)
        for one in found
    )  # fmt: skip
    return handed_out(request, List("安全生产经费", f"{year} 年", FUNDS, rows))


def _year(request: WorkbenchRequest, filters: Filters) -> int:
    return int(filters.year[:4] or request.viewer.on.year)


def _is_enterprise(request: WorkbenchRequest) -> bool:
    return Unit.objects.filter(pk=request.viewer.unit_id, kind=ENTERPRISE).exists()


def _name(unit: Unit | None) -> str:
    return unit.name if unit else "未指定"


def _sum(amount: Decimal | None) -> Decimal | str:
    return "未设定" if amount is None else amount


ROUTES = (
    Route("funds", enterprises, "funds", SIGNED_IN),
    Route("funds/export", export, "funds-export", roles.EXPORT),
    Route("funds/public", public, "public-funds", SIGNED_IN),
    Route("funds/public/export", export_public, "public-funds-export", roles.EXPORT),
)
