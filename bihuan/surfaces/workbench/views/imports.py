"""导入: templates, handing a file in, the preview with what is wrong, the decision, the result."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.orgs.refusals import Invalid, NotFound, Refused
from bihuan.kernel.trace.evidence import open_file
from bihuan.lib.spreadsheets import writing
from bihuan.modules import Sheet
from bihuan.modules.imports import intake, work
from bihuan.modules.imports.models import Import
from bihuan.surfaces import clock, jobs

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.imports import TakeForm
from ..middleware import status_of
from ..queries import imports as lists
from ..queries.paging import Order, page
from ..sheets import List, handed_out, workbook

#: A file of so few rows is worked on while its sender waits; a longer one is a job.
AT_ONCE = 100


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the imports one may open, and where to begin one."""
    shown = lists.listed(request.viewer, after=request.GET.get("after", ""))
    return render(request, "workbench/imports/list.html", {
        "page": shown,
        "counts": lists.counted(shown.rows),
        "sheets": intake.sheets(request.viewer),
        "titles": {one.key: one.title for one in intake.sheets()},
    })  # fmt: skip


def _uploading(kind: Sheet) -> Callable[[WorkbenchRequest], HttpResponse]:
    def upload(request: WorkbenchRequest) -> HttpResponse:
        if request.method != "POST":
            return _upload_page(request, kind)
        try:
            made = _received(request, kind)
        except Invalid as refusal:
            return _upload_page(request, kind, refusal)
        _work_on(made, made.total)
        return redirect("import", pk=made.pk)

    upload.__doc__ = f"Show how {kind.title} are imported, and take in a file of them."
    return upload


def _upload_page(
    request: WorkbenchRequest, kind: Sheet, refusal: Refused | None = None
) -> HttpResponse:
    status = status_of(refusal) if refusal else 200
    shown = {"sheet": kind, "refusal": refusal}
    return render(request, "workbench/imports/upload.html", shown, status=status)


def _received(request: WorkbenchRequest, kind: Sheet) -> Import:
    file = request.FILES.get("file")
    if file is None:
        raise Invalid("还没有选择文件。", field="file")
    name, content = str(file.name), file.read()
    return intake.receive(kind, name, content, by=request.viewer, at=request.now)


def _work_on(found: Import, rows: int) -> None:
    if rows > AT_ONCE:
        jobs.carry_import_on(found.pk)
    else:
        while work.carry_on(found.pk, clock.now()):
            pass


def _template_of(kind: Sheet) -> Callable[[WorkbenchRequest], HttpResponseBase]:
    def template(request: WorkbenchRequest) -> HttpResponseBase:
        def write(file: Any) -> None:
            writing.write_template(file, kind.title, kind.columns)

        return workbook(f"{kind.title}导入模板", request.now, write)

    template.__doc__ = f"Return the workbook to fill in for {kind.title}."
    return template


def _export_of(kind: Sheet) -> Callable[[WorkbenchRequest], HttpResponseBase]:
    def export(request: WorkbenchRequest) -> HttpResponseBase:
        viewer = request.viewer
        columns = [column.heading for column in kind.columns]
        rows = kind.rows(viewer, request.now)
        return handed_out(request, List(kind.title, "可以再导入的全部行", columns, rows))

    export.__doc__ = f"Return all {kind.title} in scope as the sheet that can be imported."
    return export


def shown(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show an import: how far it is, what it would change, or what became of it."""
    return _page(request, intake.find(request.viewer, pk))


def _page(
    request: WorkbenchRequest, found: Import, form: TakeForm | None = None
) -> HttpResponse:  # fmt: skip
    kind, counted = intake.sheet(found.sheet), intake.counts(found)
    filters = lists.Filters.read(request.GET)
    listed = page(lists.matching(found, filters), (Order("number"),),
                  after=request.GET.get("after", ""))  # fmt: skip
    decides = found.state == Import.State.JUDGED and found.unit_id == request.viewer.unit_id
    asks = decides and intake.asks_basis(found)
    return render(request, "workbench/imports/import.html", {
        "import": found,
        "sheet": kind,
        "counts": counted,
        "tabs": list(lists.tabs(counted, filters)),
        "filters": filters,
        "page": listed,
        "unused": lists.unused(found, kind),
        "decides": decides,
        "form": form or (TakeForm() if asks else None),
        "asks": asks,
        "wrong": lists.wrong(found).count(),
    }, status=form.status if form else 200)  # fmt: skip


def take(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Take the rows, or all but the wrong ones; a long import goes on as a job."""
    found = intake.find(request.viewer, pk)
    form = TakeForm(request.POST)
    done = form.tried(lambda given: intake.take(
        found, but_wrong=request.POST.get("act") == "but_wrong", basis=given["basis"],
        by=request.viewer, at=request.now,
    ))  # fmt: skip
    if done is None:
        return _page(request, found, form)
    _work_on(done, intake.counts(done).takes)
    return redirect("import", pk=pk)


def drop(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Take none of it."""
    intake.drop(intake.find(request.viewer, pk), by=request.viewer, at=request.now)
    messages.success(request, "全部不导入，没有任何内容被改动。")
    return redirect("import", pk=pk)


def wrong(request: WorkbenchRequest, pk: int) -> HttpResponseBase:
    """Return the rows that are wrong or were refused, each with its reason, to mend and hand in."""
    found = intake.find(request.viewer, pk)
    kind = intake.sheet(found.sheet)
    headings = [*(heading or f"第{n}列" for n, heading in enumerate(found.headings, 1)),
                lists.REASON]  # fmt: skip
    basis = f"{found.file.name if found.file else ''} 里有错的行，改好后可以直接再上传"
    rows = lists.rows_to_mend(found)
    return handed_out(request, List(f"{kind.title}待改的行", basis, headings, rows))


def file(request: WorkbenchRequest, pk: int) -> HttpResponseBase:
    """Return the file as it was handed in."""
    found = intake.find(request.viewer, pk)
    if found.file is None:
        raise NotFound("这次导入没有留下文件。")
    answer = FileResponse(open_file(found.file), as_attachment=True, filename=found.file.name,
                          content_type="application/octet-stream")  # fmt: skip
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


ROUTES = (
    Route("imports", listing, "imports", SIGNED_IN),
    *(
        route
        for kind in intake.sheets()
        for route in (
            Route(f"imports/{kind.key}", _uploading(kind), f"import-{kind.key}", kind.may),
            Route(f"imports/{kind.key}/template", _template_of(kind),
                  f"import-{kind.key}-template", kind.may),
            Route(f"imports/{kind.key}/export", _export_of(kind),
                  f"import-{kind.key}-export", kind.may),
        )
    ),
    Route("imports/<int:pk>", shown, "import", SIGNED_IN),
    Route("imports/<int:pk>/take", take, "import-take", SIGNED_IN, writes=True),
    Route("imports/<int:pk>/drop", drop, "import-drop", SIGNED_IN, writes=True),
    Route("imports/<int:pk>/wrong", wrong, "import-wrong", SIGNED_IN),
    Route("imports/<int:pk>/file", file, "import-file", SIGNED_IN),
)  # fmt: skip
