"""Who may open which address, said once for every address and enforced in one place.

``PUBLIC`` needs no sign-in, ``SIGNED_IN`` any post, a capability (a word of ``orgs.roles``) a post
that carries it. What a page then shows is decided by scope, row by row; a row outside it and a row
that does not exist give the same answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from bihuan.kernel.orgs.viewer import Viewer

PUBLIC = ""
SIGNED_IN = "signed-in"
View = Callable[..., HttpResponseBase]


class WorkbenchRequest(HttpRequest):
    """A request with its viewer and the moment being shown, put there by the middleware."""

    viewer: Viewer | None
    now: Any


@dataclass(frozen=True)
class Route:
    """An address: pattern, view, name, who may, and whether it changes anything (POST only)."""

    pattern: str
    view: View
    name: str
    access: str
    writes: bool = False

    def url(self) -> URLPattern:
        """Return Django's pattern with the access rule in front of the view."""
        return path(self.pattern, guard(self), name=self.name)


def guard(route: Route) -> View:
    """Return the view of a route that refuses whoever may not open it."""

    @wraps(route.view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if route.writes and request.method != "POST":
            return HttpResponse("只接受提交", status=405, headers={"Allow": "POST"})
        if route.access == PUBLIC:
            return route.view(request, *args, **kwargs)
        viewer = cast(WorkbenchRequest, request).viewer
        if viewer is None:
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('sign-in')}?{query}")
        if route.access != SIGNED_IN and not viewer.can(route.access):
            return refuse(request, "您的岗位不能打开这一页。", "可由有此职责的岗位办理。")
        return route.view(request, *args, **kwargs)

    return guarded


def refuse(request: HttpRequest, says: str, can: str = "", status: int = 403) -> HttpResponse:
    """Return the page that says what is refused, why, and who could do it."""
    return render(request, "workbench/refused.html", {"says": says, "can": can}, status=status)
