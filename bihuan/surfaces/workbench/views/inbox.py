"""通知: what this post was told, and what could not be delivered."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.kernel.notices import inbox as box
from bihuan.kernel.notices import wording
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.orgs.refusals import NotFound

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries.chains import address_of
from ..queries.paging import Order, page

ORDER = (Order("created_at", falling=True), Order("id", falling=True))
FAILED_SHOWN = 20


def inbox(request: WorkbenchRequest) -> HttpResponse:
    """Show the notices of this post, unread ones alone when asked, the newest first."""
    viewer = request.viewer
    rows = box.inbox(viewer)
    unread = box.count_unread(viewer)
    only = request.GET.get("show") == "unread"
    found = page(rows.filter(is_read=False) if only else rows, ORDER,
                 after=request.GET.get("after", ""))  # fmt: skip
    return render(request, "workbench/inbox.html", {
        "page": found,
        "said": {notice.pk: wording.render(notice) for notice in found.rows},
        "unread": unread,
        "count": rows.count(),
        "only": only,
        "failed": box.undelivered(viewer)[:FAILED_SHOWN],
        "unreachable": box.unreachable(viewer),
    })  # fmt: skip


def open_notice(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Note that this person opened a notice, and go to what it is about."""
    notice = Notice.objects.visible_to(request.viewer).filter(pk=pk).first()
    if notice is None:
        raise NotFound("没有这条通知，或者它不是发给您的岗位的。")
    box.mark_read([notice], by=request.viewer, at=request.now)
    return HttpResponseRedirect(address_of(notice.chain) or reverse("inbox"))


def read(request: WorkbenchRequest) -> HttpResponse:
    """Note that this person read the notices ticked. Nothing else comes of it."""
    chosen = [int(pk) for pk in request.POST.getlist("notice") if pk.isdecimal()]
    rows = list(Notice.objects.visible_to(request.viewer).filter(pk__in=chosen))
    box.mark_read(rows, by=request.viewer, at=request.now)
    if rows:
        messages.success(request, f"已标为读过：{len(rows)} 条。责任事项不因此办结。")
    else:
        messages.error(request, "没有勾选通知。")
    return redirect("inbox")


ROUTES = (
    Route("inbox", inbox, "inbox", SIGNED_IN),
    Route("inbox/<int:pk>", open_notice, "notice", SIGNED_IN),
    Route("inbox/read", read, "inbox-read", SIGNED_IN, writes=True),
)
