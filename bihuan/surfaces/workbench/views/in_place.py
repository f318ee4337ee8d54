"""五到位: the enterprises in sight, part by part, on a day."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.orgs import roles
from bihuan.lib.verdicts import TITLES
from bihuan.modules import clause_of
from bihuan.modules.dossier.in_place import PARTS
from bihuan.modules.dossier.sources import LAW

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..filings import choices_of_place
from ..queries import in_place as reads
from ..sheets import List, handed_out


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show how enterprises stand part by part, and how many stand so."""
    viewer, filters = request.viewer, reads.Filters.read(request.GET)
    found = reads.listed(viewer, filters, after=request.GET.get("after", ""))
    return render(request, "workbench/dossiers/in_place.html", {
        "filters": filters, "chips": list(filters.chips()), "found": found, "most": reads.MOST,
        "on": filters.day(viewer.on), "titles": TITLES.items(), "parts": PARTS.values(),
        "clauses": {key: clause_of(LAW, part.article) for key, part in PARTS.items()},
        "links": {one.unit.pk: reads.remedies(one.unit) for one in found.page.rows},
        "places": choices_of_place(viewer) if viewer.sees != "own" else (),
        "full": filters.query(full="yes", part="", state=""),
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the enterprises that answer the filters as CSV or Excel."""
    filters = reads.Filters.read(request.GET)
    day = filters.day(request.viewer.on)
    basis = "，".join([f"{day} 当天", *(chip.says for chip in filters.chips())])
    rows = reads.exported(request.viewer, filters)
    return handed_out(request, List("五到位核验", basis, reads.EXPORTED, rows))


ROUTES = (
    Route("dossiers/in-place", listing, "in-place", SIGNED_IN),
    Route("dossiers/in-place/export", export, "in-place-export", roles.EXPORT),
)
