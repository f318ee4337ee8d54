"""施工招标: bids held against what they must quote apart for safety."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.flows.openings import may_open
from bihuan.kernel.orgs import roles
from bihuan.modules.projects import tenders
from bihuan.modules.projects.tender_flow import TenderFlow

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.settings import LowPriceForm
from ..queries.projects import Bids
from ..sheets import List, handed_out

MOST = 200
COLUMNS = (
    *("编号", "工程", "地点", "工程类别", "建设单位", "区划", "登记部门", "拟中标企业"),
    *("工程造价（万元）", "招标控制价", "报价", "其他最低报价", "单列安全费用", "应单列"),
    *("提取标准（%）", "把握", "计入竞争", "问题", "低价提示", "现在到哪一步"),
)  # fmt: skip


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the tenders in sight, what is wrong with each, and how many stand so."""
    return _listing(request)


def _listing(request: WorkbenchRequest, form: LowPriceForm | None = None) -> HttpResponse:
    viewer, filters = request.viewer, Bids.read(request.GET)
    whole = tenders.listed(viewer, filters.q[:60])
    rows = tenders.kept(whole, filters.which)
    sets = viewer.can(roles.SET_UNSET)
    return render(request, "workbench/funds/tenders.html", {
        "filters": filters, "chips": list(filters.chips()), "tab": "tenders",
        "rows": rows[:MOST], "count": len(rows), "most": MOST,
        "whiches": [(key, title, len(tenders.kept(whole, key)), filters.query(which=key))
                    for key, title in tenders.WHICH.items()],
        "states": {name: state.title for name, state in TenderFlow.states.items()},
        "low": tenders.threshold(viewer.path, request.now),
        "low_form": (form or LowPriceForm()) if sets else None,
        "opens": may_open(TenderFlow, viewer),
    }, status=form.status if form else 200)  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the tenders that answer the filters as CSV or Excel."""
    filters = Bids.read(request.GET)
    found = tenders.kept(tenders.listed(request.viewer, filters.q[:60]), filters.which)
    rows = (
        (one.tender.matter.number, one.tender.name, one.tender.site,
         one.tender.get_works_display(), one.tender.owner.name, one.tender.matter.place.name,
         one.tender.office.name, one.tender.bidder, one.tender.cost, one.tender.control_price,
         one.tender.price, one.tender.next_price, one.tender.safety_fee, one.least,
         one.rate.percent if one.rate else None, one.rate.confidence if one.rate else "",
         one.tender.get_competed_display() or "没有写明", "；".join(one.findings),
         "；".join(one.signals), TenderFlow.states[one.tender.matter.state].title)
        for one in found
    )  # fmt: skip
    return handed_out(request, List("施工招标安全费用", filters.basis, COLUMNS, rows))


def set_low(request: WorkbenchRequest) -> HttpResponse:
    """Set by how much a price must be lower to be shown as low."""
    form = LowPriceForm(request.POST)
    done = form.tried(lambda given: tenders.set_threshold(
        given["percent"], reason=given["reason"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if done is None:
        return _listing(request, form)
    messages.success(request, f"已设定：报价低 {done.value}% 及以上的提示。")
    return redirect("tenders")


ROUTES = (
    Route("projects/tenders", listing, "tenders", SIGNED_IN),
    Route("projects/tenders/export", export, "tenders-export", roles.EXPORT),
    Route("projects/tenders/low", set_low, "tenders-low", roles.SET_UNSET, writes=True),
)
