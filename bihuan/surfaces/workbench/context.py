"""What every page of the workbench shows around its content."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from bihuan.kernel.notices.inbox import MANY, unread
from bihuan.kernel.orgs.models import Term
from bihuan.kernel.orgs.roles import MANAGE_ORGS, SUPERVISE
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.surfaces import clock
from bihuan.surfaces.statements import written_once

from . import first_pages, kept_views

#: Key after G, name of the route, title, first part of its addresses. An area that is not
#: installed has no such route and no entry.
ENTRIES: tuple[tuple[str, str, str, str | tuple[str, ...]], ...] = (
    ("h", "overview", "领导首页", "/overview"),
    ("d", "desk", "我的工作台", "/desk"),
    ("m", "matters", "事项", "/matters"),
    ("x", "inspections", "检查", "/inspections"),
    ("y", "hazards", "隐患", ("/hazards", "/selfcheck")),
    ("a", "committees", "安委会", "/committees"),
    ("c", "completeness", "谁没报", "/completeness"),
    ("r", "records", "履职记录", "/records"),
    ("e", "accidents", "事故", ("/accidents", "/emergency")),
    ("k", "assessments", "考核", "/assessments"),
    ("t", "training", "培训", "/training"),
    ("b", "statistics", "报表", "/statistics"),
    ("o", "publications", "公开", "/publications"),
    ("p", "policies", "政策", "/policies"),
    ("l", "ledger", "责任台账", "/ledger"),
    ("z", "duties", "责任清单", "/duties"),
    ("w", "letters", "文书", "/letters"),
    ("u", "units", "单位", "/units"),
    ("i", "inbox", "通知", "/inbox"),
    ("s", "settings", "设定", "/settings"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the bar's entries, the viewer's person, post and place, and the moment shown."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    shown: dict[str, Any] = {
        "viewer": viewer,
        "now": getattr(request, "now", None) or clock.now(),
        "demonstration": clock.is_demonstration(),
    }
    if viewer is None:
        return shown
    kept = kept_views.held(viewer)
    term: Term = request.term  # type: ignore[attr-defined]
    return shown | {
        "shown_person": term.person.name,
        "shown_invented": term.person.invented,
        "shown_unit": term.post.unit.name,
        "shown_post": f"{term.post.unit.name} {term.post.title}",
        "shown_place": term.post.unit.place.name,
        "shown_place_code": term.post.unit.place.code if viewer.sees != "own" else "",
        "kept": kept,
        "entries": list(_entries(request, viewer, kept_views.firsts(viewer, kept))),
    }


def _entries(
    request: HttpRequest, viewer: Viewer, opened_with: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    here: str = request.path
    for key, name, title, prefix in ENTRIES:
        if name == "units" and viewer.sees == "own" and not viewer.can(MANAGE_ORGS):
            continue  # Its one unit is a click away on every row.
        if name == "overview" and not first_pages.leads(request.term):  # type: ignore[attr-defined]
            continue
        if name == "completeness" and not viewer.can(SUPERVISE):
            continue
        if name == "committees" and viewer.sees == "own":
            continue  # A meeting it is called to comes to its desk.
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        yield {
            "key": key,
            "address": address + opened_with.get(name, ""),
            "title": title,
            "current": here.startswith(prefix),
            "count": _counted(viewer) if name == "inbox" else "",
        }


def _counted(viewer: Viewer) -> str:
    n = len(_unread(viewer)())
    return f"{n}+" if n == MANY else str(n or "")


@written_once
def _unread(viewer: Viewer) -> Any:
    return unread(viewer)
