"""执法: cases, what must be punished, counts by office, who may enforce, the file of a case."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.modules.enforcement import mandatory, queries, staffing, statistics
from bihuan.modules.enforcement.case_flow import CaseFlow
from bihuan.modules.enforcement.models import Case
from bihuan.surfaces.layouts import casefile
from bihuan.surfaces.layouts import paper as papers

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries import enforcement as lists
from ..queries.paging import counted, page
from ..sheets import List, handed_out

#: So many of what must be punished, and so many certificates, stand on one page.
SHOWN = 200
CASES = (
    *("编号", "当事人", "案由", "依据", "来源", "办案单位", "处罚机关", "承办人", "立案日期"),
    *("罚款合计（元）", "公示日期", "现在到哪一步", "结案日期"),
)
OWED = (
    "哪一条",
    "编号",
    "当事人",
    "应当办理的单位",
    "没有办理的人",
    "从哪天起",
    "已过天数",
    "情形",
)
COUNTS = ("单位", "区划", "检查次数", "责令整改", "立案", "处罚", "当场处罚", "罚款（元）",
          "只检查不处罚")  # fmt: skip


def cases(request: WorkbenchRequest) -> HttpResponse:
    """Show the cases the viewer sees."""
    filters = lists.Filters.read(request.GET)
    rows = lists.matching(request.viewer, filters)
    shown = page(rows, lists.ORDER, after=request.GET.get("after", ""))
    return render(request, "workbench/enforcement/cases.html", {
        "filters": filters,
        "chips": list(filters.chips(request.viewer)),
        "page": shown,
        "states": CaseFlow.states,
        "sources": Case.Source.choices,
        "count": counted(rows),
        "tab": "cases",
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the cases that answer the filters as CSV or Excel."""
    filters = lists.Filters.read(request.GET)
    basis = "、".join(chip.says for chip in filters.chips(request.viewer)) or "全部"
    rows = (
        (one.matter.number, one.unit.name, one.provision.violation, one.provision.name,
         one.get_source_display(), one.office.name, one.authority.name if one.authority else "",
         one.handler.name, one.filed_at, getattr(one, "fines", None), one.published_on,
         CaseFlow.states[one.matter.state].title, one.matter.closed_at)
        for one in lists.matching(request.viewer, filters).select_related("handler")
    )  # fmt: skip
    return handed_out(request, List("执法案件台账", basis, CASES, rows))


def must_punish(request: WorkbenchRequest) -> HttpResponse:
    """Show what must be punished and was not, with who did not act."""
    rows = mandatory.owed(request.viewer, request.now)
    today = in_shanghai(request.now).date()
    return render(request, "workbench/enforcement/mandatory.html", {
        "rows": [(one, one.days(today)) for one in rows[:SHOWN]],
        "count": len(rows),
        "rules": mandatory.RULES,
        "tab": "mandatory",
    })  # fmt: skip


def must_punish_export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return what must be punished and was not as CSV or Excel."""
    today = in_shanghai(request.now).date()
    rows = (
        (mandatory.RULES[one.rule], one.matter.number, one.unit, one.office, one.names, one.since,
         one.days(today), one.says)
        for one in mandatory.owed(request.viewer, request.now)
    )  # fmt: skip
    return handed_out(request, List("两个必罚清单", "没有立案处罚的", OWED, rows))


def counts(request: WorkbenchRequest) -> HttpResponse:
    """Show what each office inspected and punished in a period, and who only inspects."""
    period = lists.span(request.GET.get("period", ""), request.viewer.on)
    rows = _rows(request.viewer, period)
    known = [row for row in rows if row.inspections is not None]
    return render(request, "workbench/enforcement/statistics.html", {
        "period": period,
        "asked": request.GET.get("period", ""),
        "rows": rows,
        "known": bool(known),
        "idle": [row for row in rows if row.idle],
        "sums": {
            name: sum(getattr(row, name) or 0 for row in rows)
            for name in ("inspections", "orders", "cases", "penalties", "spots", "fines")
        },
        "tab": "statistics",
    })  # fmt: skip


def counts_export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the counts of a period as CSV or Excel."""
    period = lists.span(request.GET.get("period", ""), request.viewer.on)
    rows = (
        (row.unit.name, row.unit.place.name, row.inspections, row.orders, row.cases, row.penalties,
         row.spots, row.fines, "是" if row.idle else "")
        for row in _rows(request.viewer, period)
    )  # fmt: skip
    return handed_out(request, List("执法统计", period.label, COUNTS, rows))


def _rows(viewer: Viewer, period: Any) -> list[statistics.Row]:
    """Return the counts of the offices one sees, most penalties first."""
    found = statistics.rows(statistics.enforcing(viewer), period.start, period.end)
    return sorted(found, key=lambda row: (-row.penalties - row.spots, -row.fines, row.unit.pk))


def officers(request: WorkbenchRequest) -> HttpResponse:
    """Show who may enforce today, the entrustments, and how each office is staffed."""
    viewer = request.viewer
    shown = staffing.standings(statistics.enforcing(viewer), viewer.on)
    held = queries.certificates(viewer).filter(matter__closed_at=None)
    return render(request, "workbench/enforcement/officers.html", {
        "standings": shown,
        "totals": staffing.total(shown),
        "certificates": list(held[:SHOWN]),
        "more": max(held.count() - SHOWN, 0),
        "entrustments": list(queries.entrustments(viewer)[:50]),
        "today": viewer.on,
        "tab": "officers",
    })  # fmt: skip


def case_file(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Return the file of a case as PDF, with its table of contents."""
    rows = queries.cases(request.viewer).select_related("handler", "second")
    found = rows.filter(matter__number=number).first()
    if found is None:
        raise NotFound("没有这个编号的案件，或您的岗位看不到。")
    made = papers.as_pdf(casefile.paper(found, request.viewer.label, request.now), request.now)
    head = {"Content-Disposition": f'inline; filename="{number}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=head)


ROUTES = (
    Route("enforcement", cases, "cases", SIGNED_IN),
    Route("enforcement/export", export, "cases-export", roles.EXPORT),
    Route("enforcement/mandatory", must_punish, "must-punish", SIGNED_IN),
    Route("enforcement/mandatory/export", must_punish_export, "must-punish-export", roles.EXPORT),
    Route("enforcement/statistics", counts, "enforcement-counts", SIGNED_IN),
    Route("enforcement/statistics/export", counts_export, "enforcement-counts-export",
          roles.EXPORT),
    Route("enforcement/officers", officers, "officers", SIGNED_IN),
    Route("enforcement/<str:number>/file", case_file, "case-file", SIGNED_IN),
)  # fmt: skip
