"""视图: keeping the filters of a list, letting one come first, deleting one."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from bihuan.kernel.orgs.refusals import Invalid

from .. import kept_views
from ..access import SIGNED_IN, Route, WorkbenchRequest


def keep(request: WorkbenchRequest, page: str) -> HttpResponse:
    """Keep the filters the list is shown with."""
    given = QueryDict(request.POST.get("query", "").removeprefix("?"))
    try:
        made = kept_views.keep(
            page, request.POST.get("name", ""), given,
            shared=bool(request.POST.get("shared")), by=request.viewer,
        )  # fmt: skip
    except Invalid as refusal:
        messages.error(request, refusal.says)
        query = kept_views.PAGES[page].read(given).query()
        return HttpResponseRedirect(f"{reverse(page)}{query}")
    messages.success(request, f"已存为视图“{made.name}”。")
    return HttpResponseRedirect(f"{reverse(page)}{made.query}")


def put_first(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Let a view be what its list opens with, or no more."""
    chosen = kept_views.put_first(pk, by=request.viewer)
    does = "打开清单时先看" if chosen.first else "不再先看"
    messages.success(request, f"{does}“{chosen.name}”。")
    return HttpResponseRedirect(f"{reverse(chosen.page)}{chosen.query}")


def drop(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Delete a view."""
    chosen = kept_views.drop(pk, by=request.viewer)
    messages.success(request, f"已删除视图“{chosen.name}”。")
    return HttpResponseRedirect(f"{reverse(chosen.page)}?")


ROUTES = (
    Route("views/<int:pk>/first", put_first, "view-first", SIGNED_IN, writes=True),
    Route("views/<int:pk>/delete", drop, "view-drop", SIGNED_IN, writes=True),
    Route("views/<str:page>", keep, "view-keep", SIGNED_IN, writes=True),
)
