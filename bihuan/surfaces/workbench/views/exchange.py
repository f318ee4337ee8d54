"""数据交换: formats, packages and deliveries; the queue of what could not be taken or differs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.flows.openings import may_open
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, Refused
from bihuan.modules.exchange import deliveries
from bihuan.modules.exchange.flows import PackageFlow
from bihuan.modules.exchange.formats import formats
from bihuan.modules.exchange.packages import format_of

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..middleware import status_of
from ..queries import exchange as lists
from ..queries.paging import Order, page


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the partners, the latest packages and deliveries, and where to bring a file."""
    return _page(request)


def _page(request: WorkbenchRequest, refusal: Refused | None = None) -> HttpResponse:
    viewer = request.viewer
    return render(request, "workbench/exchange/formats.html", {
        "partners": lists.partners(viewer),
        "packages": lists.packages(viewer),
        "deliveries": lists.received(viewer),
        "opens": may_open(PackageFlow, viewer),
        "brings": viewer.can(roles.FULFIL),
        "incoming": [one for one in formats().values()
                     if one.comes_in and one.used_in(viewer.path)],
        "refusal": refusal,
    }, status=status_of(refusal) if refusal else 200)  # fmt: skip


def show(request: WorkbenchRequest, key: str) -> HttpResponse:
    """Show the fields of a format: their names there, what of ours they carry, their codes."""
    return render(
        request, "workbench/exchange/format.html", {"format": format_of(key, request.viewer.path)}
    )


def queue(request: WorkbenchRequest) -> HttpResponse:
    """Show what could not be taken and what differs, each with its reason."""
    return _queue(request)


def _queue(request: WorkbenchRequest, refusal: Refused | None = None) -> HttpResponse:
    found = page(deliveries.waiting(request.viewer), (Order("pk"),),
                 after=request.GET.get("after", ""))  # fmt: skip
    titles = {one.key: one.title for one in formats().values()}
    status = status_of(refusal) if refusal else 200
    return render(request, "workbench/exchange/queue.html", {
        "page": found, "titles": titles, "refusal": refusal,
        "decides": request.viewer.can(roles.FULFIL),
    }, status=status)  # fmt: skip


def receive(request: WorkbenchRequest) -> HttpResponse:
    """Take a file of a partner; the same file again changes nothing."""
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Invalid("还没有选择文件。", field="file")
        made = deliveries.receive(
            request.POST.get("format", ""), str(file.name), file.read(), by=request.viewer,
            at=request.now,
        )  # fmt: skip
    except Refused as refusal:
        return _page(request, refusal)
    again = "（这个文件收过，没有重复收）" if made.at != request.now else ""
    messages.success(request, f"收到 {made.count} 条{again}。收不下和不一致的在待处理里。")
    return redirect("exchange")


def again(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Take a row again that could not be taken."""
    try:
        row = deliveries.try_again(pk, by=request.viewer, at=request.now)
    except Refused as refusal:
        return _queue(request, refusal)
    messages.success(request, f"第 {row.line} 行：{row.get_state_display()}。{row.reason}")
    return redirect("exchange-queue")


def give_up(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Say that a row is not taken, and why."""
    try:
        deliveries.give_up(pk, request.POST.get("because", ""), by=request.viewer, at=request.now)
    except Refused as refusal:
        return _queue(request, refusal)
    messages.success(request, "已记录不收的理由。")
    return redirect("exchange-queue")


def decide(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Decide which of two values stands."""
    given = request.POST
    try:
        one = deliveries.decide(
            pk, given.get("decision", ""), given.get("because", ""), by=request.viewer,
            at=request.now,
        )  # fmt: skip
    except Refused as refusal:
        return _queue(request, refusal)
    messages.success(request, f"“{one.title}”：{one.get_decision_display()}。")
    return redirect("exchange-queue")


ROUTES = (
    Route("exchange", listing, "exchange", SIGNED_IN),
    Route("exchange/queue", queue, "exchange-queue", SIGNED_IN),
    Route("exchange/receive", receive, "exchange-receive", roles.FULFIL, writes=True),
    Route("exchange/rows/<int:pk>/again", again, "exchange-again", roles.FULFIL, writes=True),
    Route("exchange/rows/<int:pk>/given-up", give_up, "exchange-give-up", roles.FULFIL,
          writes=True),
    Route("exchange/differences/<int:pk>", decide, "exchange-decide", roles.FULFIL, writes=True),
    Route("exchange/formats/<str:key>", show, "exchange-format", SIGNED_IN),
)  # fmt: skip
