"""干预记录: written by an officer, read by three, answered by the discipline organ."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.modules.interference import records
from bihuan.modules.interference.models import Interference

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.form import DayField, Form
from ..forms.interference import AdditionForm, InterferenceForm
from ..queries.paging import Order, counted, page
from ..sheets import List, handed_out

ORDER = (Order("recorded_at", falling=True), Order("id", falling=True))
EXPORTED = (
    *("编号", "干预人", "单位和职务", "哪一天", "方式", "涉及", "经过", "记录人单位", "记录人"),
    *("记录时间", "处理情况"),
)


class Span(Form):
    """From which day to which."""

    since = DayField(required=False)
    until = DayField(required=False)


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the records the viewer may see, counted by what became of them."""
    span = _span(request)
    rows = records.listed(request.viewer, **span)
    shown = page(rows, ORDER, after=request.GET.get("after", ""))
    return render(request, "workbench/interferences.html", {
        "page": shown,
        "count": counted(rows),
        "counts": records.counts(rows),
        "outcomes": {row.pk: records.outcome(row) for row in shown.rows},
        "span": span,
        "query": f"?{request.GET.urlencode()}",
        "records": records.may_record(request.viewer),
    })  # fmt: skip


def new(request: WorkbenchRequest) -> HttpResponse:
    """Show the form of a record, and write it down."""
    if not records.may_record(request.viewer):
        raise NotAllowed("干预记录由执法、监管和经办人员写。", can="执法、监管、经办岗位")
    data = request.POST if request.method == "POST" else None
    form = InterferenceForm(request.viewer, data)
    made = form.tried(lambda _: records.record(
        form.facts, by=request.viewer, at=request.now
    )) if data is not None else None  # fmt: skip
    if made is None:
        return render(request, "workbench/interference_new.html", {"form": form},
                      status=form.status)  # fmt: skip
    messages.success(request, f"已记录 {made.number}。记录以后谁也不能修改，可以补充。")
    return redirect("interference", number=made.number)


def one(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Show a record with what was added to it."""
    return _page(request, records.find(request.viewer, number))


def add(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Add to a record."""
    found = records.find(request.viewer, number)
    form = AdditionForm(records.offered(found, request.viewer), request.POST)
    made = form.tried(lambda given: records.add(
        found, given["kind"], given["says"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if made is None:
        return _page(request, found, form)
    messages.success(request, "已写入，不能修改。")
    return redirect("interference", number=number)


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the records of a span of days as CSV or Excel, to those who may see them."""
    span = _span(request)
    basis = "、".join(f"{word} {day}" for word, day in zip(("从", "到"), span.values(), strict=True)
                     if day) or "全部"  # fmt: skip
    rows = (
        (row.number, row.who, row.who_post, row.happened_on, row.get_how_display(), row.concerned,
         row.said, row.office.name, row.recorder.name, row.recorded_at.date(),
         records.outcome(row) or "还没有答复")
        for row in records.listed(request.viewer, **span)
    )  # fmt: skip
    return handed_out(request, List("干预记录", basis, EXPORTED, rows))


def _span(request: WorkbenchRequest) -> dict[str, object]:
    form = Span(request.GET)
    if not form.is_valid():
        raise Invalid("日期要写成 2025-03-12 这样。", field="since")
    return {"since": form.cleaned_data["since"], "until": form.cleaned_data["until"]}


def _page(request: WorkbenchRequest, row: Interference, form: Form | None = None) -> HttpResponse:
    kinds = records.offered(row, request.viewer)
    return render(request, "workbench/interference.html", {
        "row": row,
        "additions": row.additions.select_related("by"),
        "unchanged": records.unchanged(row),
        "form": form or (AdditionForm(kinds) if kinds else None),
    }, status=form.status if form else 200)  # fmt: skip


ROUTES = (
    Route("interference", listing, "interferences", SIGNED_IN),
    Route("interference/new", new, "interference-new", SIGNED_IN),
    Route("interference/export", export, "interference-export", roles.EXPORT),
    Route("interference/<str:number>", one, "interference", SIGNED_IN),
    Route("interference/<str:number>/additions", add, "interference-add", SIGNED_IN,
          writes=True),
)  # fmt: skip
