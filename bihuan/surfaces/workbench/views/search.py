"""搜索: one field in the top bar that finds whatever the viewer may open."""

from django.http import HttpResponse
from django.shortcuts import render

from bihuan.kernel.orgs.refusals import Invalid

from ..access import SIGNED_IN, Route, WorkbenchRequest, is_part
from ..queries import search as reads


def search(request: WorkbenchRequest) -> HttpResponse:
    """Show what contains the words: under the field while they are typed, else as a page."""
    part = is_part(request)
    shown = {"words": request.GET.get("q", "").strip(), "found": [], "problem": ""}
    try:
        words = reads.asked(shown["words"])
        most = reads.FIRST if part else reads.ALL
        shown["found"] = reads.find(request.viewer, words, request.now, most=most)
    except Invalid as problem:
        shown["problem"] = problem.says
    template = "workbench/parts/found.html" if part else "workbench/search.html"
    return render(request, template, shown)


ROUTES = (Route("search", search, "search", SIGNED_IN),)
