"""责任台账: what a unit, or a person in a post, owed and did by a day, printable as evidence."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Post
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.units import name_on
from bihuan.lib.clocks import in_shanghai
from bihuan.surfaces.layouts import paper as papers

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..answers import saved
from ..queries import exemption, ledgers
from ..sheets import List, handed_out


def ledger(request: WorkbenchRequest) -> HttpResponse:
    """Show the sheet of a unit or post as of a day; one's own unit today when nothing is asked."""
    viewer, today = request.viewer, in_shanghai(request.now).date()
    ask = ledgers.asked(viewer, request.GET.dict(), today)
    words = request.GET.get("q", "").strip()
    return render(request, "workbench/ledger.html", {
        "ask": ask,
        "sheet": ledgers.sheet(ask),
        "name": name_on(ask.unit, ask.day),
        "posts": Post.objects.filter(unit=ask.unit).order_by("pk"),
        "around": ledgers.around(ask.post, ask.day) if ask.post else (None, None),
        "bases": ledgers.BASES,
        "groups": ledgers.GROUPS,
        "words": words,
        "found": ledgers.choices(viewer, words),
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the sheet as CSV or Excel, with its basis, digest and check code."""
    viewer, today = request.viewer, in_shanghai(request.now).date()
    ask = ledgers.asked(viewer, request.GET.dict(), today)
    sheet = ledgers.sheet(ask)
    rows = [
        (row.n, ledgers.GROUPS[row.group], row.line.obligation.title,
         str(row.line.obligation.clause or ""), row.line.due, row.line.done_at, row.files)
        for part in (sheet.parts if sheet else ()) for row in part.rows
    ]  # fmt: skip
    whose = f"{name_on(ask.unit, ask.day)}{f' {ask.post.title}' if ask.post else ''}"
    basis = f"{whose}，{ask.since} 至 {ask.day}，{ledgers.BASES[ask.basis]}"
    if sheet:
        basis += f"，核验码 {sheet.code}，摘要 {sheet.digest}"
    columns = ("序", "状态", "责任事项", "条款", "应于", "完成", "佐证份数")
    return handed_out(request, List("责任台账", basis, columns, rows))


def as_pdf(request: WorkbenchRequest) -> HttpResponse:
    """Return the sheet as the paper that exempts or blames: posts, proofs, reasons, who was told.

    Raises :class:`NotFound` for a post that nobody held that day.
    """
    viewer, today = request.viewer, in_shanghai(request.now).date()
    ask = ledgers.asked(viewer, request.GET.dict(), today)
    sheet = ledgers.sheet(ask)
    if sheet is None:
        raise NotFound(f"{ask.day} 这个岗位空缺，没有人的台账可以打印。")
    whose = ask.term.person.name if ask.term else name_on(ask.unit, ask.day)
    made = papers.as_pdf(exemption.paper(sheet), sheet.night)
    return saved(made, f"{whose}{ask.day}尽职免责台账.pdf")


ROUTES = (
    Route("ledger", ledger, "ledger", SIGNED_IN),
    Route("ledger/pdf", as_pdf, "ledger-pdf", SIGNED_IN),
    Route("ledger/export", export, "ledger-export", roles.EXPORT),
)
