"""Who may open which address, said once for every address and enforced in one place.

``PUBLIC`` needs no sign-in, ``SIGNED_IN`` any post, a capability (a word of ``orgs.roles``) a post
that carries it. What a page then shows is decided by scope, row by row; a row outside it and a row
that does not exist give the same answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from bihuan.kernel.orgs.roles import CAPABILITIES
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.surfaces.addresses import Address

PUBLIC = ""
SIGNED_IN = "signed-in"
View = Callable[..., HttpResponseBase]


class WorkbenchRequest(HttpRequest):
    """A request with its viewer and the moment being shown, put there by the middleware.

    ``viewer`` is ``None`` on public addresses for whoever is not signed in; behind
    :data:`SIGNED_IN` and every capability it is there.
    """

    viewer: Viewer
    now: datetime


@dataclass(frozen=True)
class Route:
    """An address: pattern, view, name, who may, and whether it changes anything (POST only)."""

    pattern: str
    view: Any
    name: str
    access: str
    writes: bool = False

    def address(self) -> Address:
        """Return the address with the access rule in front of the view."""
        return Address(self.pattern, guard(self), self.name)


def guard(route: Route) -> View:
    """Return the view of a route that refuses whoever may not open it."""

    @wraps(route.view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refused = _refusal(cast(WorkbenchRequest, request), route)
        return refused or route.view(request, *args, **kwargs)

    return guarded


def is_part(request: HttpRequest) -> bool:
    """Say whether the browser asks for a part of a page that it already shows."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def refuse(
    request: HttpRequest, says: str, can: str = "", *, status: int = 403, clause: Any = None
) -> HttpResponse:
    """Return the page that says what is refused, why, by which clause, and who could do it."""
    shown = {"says": says, "can": can, "clause": clause, "status": status}
    response = render(request, "workbench/refused.html", shown, status=status)
    if is_part(request):
        # The refusal takes the place of the page's content instead of one of its parts.
        response["HX-Retarget"], response["HX-Reselect"] = "#main", "#main"
        response["HX-Reswap"] = "outerHTML"
    return response


def _refusal(request: WorkbenchRequest, route: Route) -> HttpResponse | None:
    if route.writes and request.method != "POST":
        return HttpResponse("只接受提交", status=405, headers={"Allow": "POST"})
    if route.access == PUBLIC:
        return None
    if request.viewer is None:
        return _to_sign_in(request)
    if route.access != SIGNED_IN and not request.viewer.can(route.access):
        does = CAPABILITIES[route.access]
        return refuse(request, f"您的岗位不能{does}。", f"可由能{does}的岗位办理。")
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if is_part(request):
        wanted = request.headers.get("HX-Current-URL", "")
        address = f"{reverse('sign-in')}?{urlencode({'next': wanted})}"
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    wanted = request.get_full_path() if request.method == "GET" else ""
    return HttpResponseRedirect(f"{reverse('sign-in')}?{urlencode({'next': wanted})}")
