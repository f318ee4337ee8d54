"""标准化: who holds which grade, targets, scored lists, what items are given."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.trace.models import Matter
from bihuan.modules.standardization import holdings, scoring, standings
from bihuan.modules.standardization.models import Grading, Standard

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms import standardization as forms
from ..forms.form import Form
from ..queries import matters as lists
from ..queries import standardization as reads
from ..queries.paging import counted, page
from ..sheets import List, handed_out

SHOWN = 8
COLUMNS = ("单位", "区划", "等级", "证书编号", "有效期起", "有效期止")


def first(request: WorkbenchRequest) -> HttpResponse:
    """Show where standardisation stands."""
    return _first(request)


def _first(request: WorkbenchRequest, form: Form | None = None) -> HttpResponse:
    viewer = request.viewer
    unit = Unit.objects.select_related("place").get(pk=viewer.unit_id)
    running = Matter.objects.visible_to(viewer).filter(flow__in=reads.FLOWS, closed_at=None)
    wide = viewer.sees != "own" and viewer.reads
    keeps = viewer.can(roles.SUPERVISE)
    return render(request, "workbench/standardization/first.html", {
        "own": unit.kind == "enterprise", "unit": unit, "held": holdings.held(unit, viewer.on),
        "wide": wide, "numbers": standings.numbers(viewer) if wide else [],
        "progress": standings.progress(viewer) if wide else [],
        "running": running.order_by("-pk")[:SHOWN],
        "standards": scoring.in_use(unit.place_path, viewer.on).prefetch_related("items"),
        "form": form or (forms.StandardForm(prefix="standard") if keeps else None),
    }, status=form.status if form else 200)  # fmt: skip


def keep(request: WorkbenchRequest) -> HttpResponse:
    """Enter a scored list, or its next version."""
    form = forms.StandardForm(request.POST, prefix="standard")
    unit = Unit.objects.get(pk=request.viewer.unit_id)
    made = form.tried(lambda given: scoring.keep(
        unit, by=request.viewer, at=request.now, **given
    ))  # fmt: skip
    if made is None:
        return _first(request, form)
    messages.success(request, f"已登记{made}，{made.items.count()} 项。")
    return redirect("standardization")


def listed(request: WorkbenchRequest) -> HttpResponse:
    """Show the enterprises behind one number."""
    viewer, filters = request.viewer, reads.Units.read(request.GET)
    rows = standings.matching(viewer, filters.which or standings.NONE, filters.sector[:48])
    shown = page(rows.select_related("place"), reads.BY_PLACE, after=request.GET.get("after", ""))
    some = Unit.objects.filter(pk__in=[unit.pk for unit in shown.rows])
    return render(request, "workbench/standardization/units.html", {
        "filters": filters, "which": standings.WHICH.items(), "count": counted(rows),
        "title": standings.WHICH[filters.which or standings.NONE], "page": shown,
        "held": holdings.grades(some, viewer.on),
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the enterprises behind one number as CSV or Excel."""
    viewer, filters = request.viewer, reads.Units.read(request.GET)
    rows = standings.matching(viewer, filters.which or standings.NONE, filters.sector[:48])
    held = holdings.grades(rows, viewer.on)

    def lines() -> Iterator[tuple[Any, ...]]:
        for unit in rows.select_related("place").iterator(chunk_size=500):
            one = held.get(unit.pk)
            facts = (one.grade, one.number, one.since, one.until) if one else ("", "", "", "")
            yield (unit.name, unit.place.name, *facts)

    basis = standings.WHICH[filters.which or standings.NONE]
    return handed_out(request, List("标准化等级", basis, COLUMNS, lines()))


def score(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Choose a list, or give points for its items."""
    from .matter_page import page as matter_page

    found = lists.find(request.viewer, number)
    record = Grading.objects.filter(pk=found.pk).select_related("unit", "standard").first()
    if record is None:
        raise NotFound("这件事项不是标准化定级。")
    doing = {"by": request.viewer, "at": request.now}
    if "chosen-standard" in request.POST:
        offered = list(scoring.in_use(record.unit.place_path, request.viewer.on))
        chosen = forms.ChosenForm(offered, request.POST)
        done: Any = chosen.tried(lambda given: scoring.score(
            record, Standard.objects.get(pk=given["standard"]), {}, **doing
        ))  # fmt: skip
        if done is None:
            return matter_page(request, found, chosen_form=chosen)
        return redirect("matter", number=number)
    items = list(record.standard.items.order_by("pk")) if record.standard else []
    form = forms.ScoreForm(items, request.POST)
    done = form.tried(lambda _: scoring.score(record, record.standard, form.given, **doing))
    if done is None:
        return matter_page(request, found, score_form=form)
    messages.success(request, f"已打分，合计 {done.normalize():f}。")
    return redirect("matter", number=number)


ROUTES = (
    Route("standardization", first, "standardization", SIGNED_IN),
    Route("standardization/standards", keep, "standardization-keep", roles.SUPERVISE, writes=True),
    Route("standardization/units", listed, "standardization-units", SIGNED_IN),
    Route("standardization/units/export", export, "standardization-units-export", roles.EXPORT),
    Route("standardization/gradings/<str:number>", score, "standardization-score", SIGNED_IN,
          writes=True),
)  # fmt: skip
