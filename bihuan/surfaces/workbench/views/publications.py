"""公开台账: the register of publications, and publishing what another matter holds."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.flows.openings import may_open
from bihuan.kernel.orgs import roles
from bihuan.modules.disclosure.flows import PublicationFlow
from bihuan.modules.disclosure.publications import publish_from
from bihuan.modules.disclosure.rules import KINDS

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..queries import matters
from ..queries import publications as reads
from ..queries.paging import counted
from ..sheets import List, handed_out


def register(request: WorkbenchRequest) -> HttpResponse:
    """Show what must be published, what is late, what is public, what was taken down."""
    viewer, now, filters = request.viewer, request.now, reads.Filters.read(request.GET)
    found = reads.listed(viewer, filters, now, after=request.GET.get("after", ""))
    return render(request, "workbench/publications.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": found,
        "count": counted(reads.matching(viewer, filters, now)),
        "counts": [(key, words, n, filters.query(standing=key))
                   for key, words, n in reads.counts(viewer, filters, now)],
        "states": {name: state.title for name, state in PublicationFlow.states.items()},
        "kinds": list(KINDS.values()),
        "flow": PublicationFlow,
        "opens": may_open(PublicationFlow, viewer),
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the register that answers the filters as CSV or Excel."""
    filters = reads.Filters.read(request.GET)
    rows = reads.exported(request.viewer, filters, request.now)
    return handed_out(request, List("公开台账", filters.basis, reads.HEADINGS, rows))


def publish(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Open the publication of a matter with the facts on record; it is written and checked next."""
    found = matters.find(request.viewer, number)
    made = publish_from(found, by=request.viewer, at=request.now)
    messages.success(request, f"已登记{made.number}。核对内容后提交保密审查。")
    return redirect("matter", number=made.number)


ROUTES = (
    Route("publications", register, "publications", SIGNED_IN),
    Route("publications/export", export, "publications-export", roles.EXPORT),
    Route("matters/<str:number>/publication", publish, "matter-publish", roles.SUPERVISE,
          writes=True),
)  # fmt: skip
