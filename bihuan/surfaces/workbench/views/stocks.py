"""应急物资: what lies where, nearest to a place first; one item with its movements and days."""

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import may
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.emergency import stocks
from bihuan.modules.emergency.models import Movement, Stock

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms import emergency as forms
from ..forms.form import Form
from ..queries import emergency as reads
from ..sheets import List, handed_out

LAST = 50
EXPORTED = (
    *("类别", "名称", "规格型号", "现存", "借出", "单位", "保管单位", "区划", "存放地点", "保管人"),
    *("电话", "有效期止", "下次检验", "最近检验", "配给队伍"),
)


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show what is kept, what lies nearest to a place first where one is named."""
    return _list(request)


def _list(request: WorkbenchRequest, form: Form | None = None) -> HttpResponse:
    viewer, filters = request.viewer, reads.Stocks.read(request.GET)
    form = form or (forms.StockForm(viewer) if viewer.can(roles.MANAGE_ORGS) else None)
    shown = filters.shown(viewer, request.GET.get("after", "")) | {"form": form}
    status = form.status if form else 200
    return render(request, "workbench/emergency/stocks.html", shown, status=status)


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return what answers the filters as CSV or Excel."""
    filters = reads.Stocks.read(request.GET)
    rows = (
        (row.get_kind_display(), row.name, row.model, row.quantity, row.out, row.measure,
         row.unit.name, row.place.name, row.spot, row.custodian, row.phone, row.valid_until,
         row.inspect_by, row.inspected_on, row.team.name if row.team else "")
        for row in filters.exported(request.viewer)
    )  # fmt: skip
    return handed_out(request, List("应急物资", filters.basis, EXPORTED, rows))


def enter(request: WorkbenchRequest) -> HttpResponse:
    """Enter equipment or material."""
    form = forms.StockForm(request.viewer, request.POST)
    made = form.tried(lambda given: stocks.enter(by=request.viewer, at=request.now, **given))
    if made is None:
        return _list(request, form)
    messages.success(request, f"已登记{made} {made.quantity} {made.measure}。")
    return redirect("stock", pk=made.pk)


def one(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show an item with its movements."""
    return _page(request, stocks.find(request.viewer, pk))


def _page(request: WorkbenchRequest, row: Stock, **bound: Form) -> HttpResponse:
    viewer = request.viewer
    keeps = row.ended_on is None and may(viewer, roles.MANAGE_ORGS, over=row.unit)
    moved = row.movements.select_related("to", "duty").order_by("-on", "-pk")
    shown: dict[str, Any] = {
        "row": row,
        "keeps": keeps,
        "usable": stocks.usable(row, viewer.on),
        "movements": list(moved[:LAST]),
        "back_form": forms.BackForm(prefix="back"),
        "loans": list(moved.filter(kind=Movement.Kind.LENT, back__lt=F("quantity"))),
    }
    if keeps:
        shown |= {
            "keep_form": forms.KeepForm(row),
            "move_form": forms.MoveForm(viewer),
            "end_form": forms.ReasonForm(prefix="end"),
            "inspect_form": forms.InspectForm(prefix="inspect"),
        }
    status = next((form.status for form in bound.values()), 200)
    return render(request, "workbench/emergency/stock.html", shown | bound, status=status)


def correct(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Put right where something lies, who keeps it, which team has it."""
    row = stocks.find(request.viewer, pk)
    form = forms.KeepForm(row, request.POST)
    done = form.tried(lambda given: stocks.correct(row, by=request.viewer, at=request.now, **given))
    return _back(request, row, done, "已更正。", keep_form=form)


def move(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Note that something came, was lent, used up or scrapped."""
    row, form = stocks.find(request.viewer, pk), forms.MoveForm(request.viewer, request.POST)
    done = form.tried(lambda given: stocks.move(
        row, given.pop("kind"), given.pop("quantity"), by=request.viewer, at=request.now, **given
    ))  # fmt: skip
    return _back(request, row, done, "变动已登记。", move_form=form)


def bring_back(request: WorkbenchRequest, pk: int, loan: int) -> HttpResponse:
    """Note that something lent came back."""
    row, form = stocks.find(request.viewer, pk), forms.BackForm(request.POST, prefix="back")
    lent = row.movements.select_related("stock").filter(pk=loan, kind=Movement.Kind.LENT).first()
    if lent is None:
        raise NotFound("没有这次借出。")
    done = form.tried(lambda given: stocks.bring_back(
        lent, given["quantity"], on=given["on"], purpose=given["purpose"], by=request.viewer,
        at=request.now,
    ))  # fmt: skip
    return _back(request, row, done, "归还已登记。", back_form=form)


def inspect(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Note that something was inspected or replaced."""
    row, form = stocks.find(request.viewer, pk), forms.InspectForm(request.POST, prefix="inspect")
    done = form.tried(lambda given: stocks.inspect(row, by=request.viewer, at=request.now, **given))
    return _back(request, row, done, "检验已登记。", inspect_form=form)


def end(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Strike something off the books."""
    row, form = stocks.find(request.viewer, pk), forms.ReasonForm(request.POST, prefix="end")
    done = form.tried(
        lambda given: stocks.end(row, reason=given["reason"], by=request.viewer, at=request.now)
    )
    return _back(request, row, done, f"{row}已注销。", end_form=form)


def _back(
    request: WorkbenchRequest, row: Stock, done: Any, says: str, **bound: Form
) -> HttpResponse:
    if done is None:
        return _page(request, row, **bound)
    messages.success(request, says)
    return redirect("stock", pk=row.pk)


KEEP, AT = roles.MANAGE_ORGS, "emergency/stocks/<int:pk>"
ROUTES = (
    Route("emergency/stocks", listing, "stocks", SIGNED_IN),
    Route("emergency/stocks/export", export, "stocks-export", roles.EXPORT),
    Route("emergency/stocks/enter", enter, "stock-enter", KEEP, writes=True),
    Route(AT, one, "stock", SIGNED_IN),
    Route(f"{AT}/correct", correct, "stock-correct", KEEP, writes=True),
    Route(f"{AT}/moves", move, "stock-move", KEEP, writes=True),
    Route(f"{AT}/loans/<int:loan>/back", bring_back, "stock-back", KEEP, writes=True),
    Route(f"{AT}/inspections", inspect, "stock-inspect", KEEP, writes=True),
    Route(f"{AT}/end", end, "stock-end", KEEP, writes=True),
)
