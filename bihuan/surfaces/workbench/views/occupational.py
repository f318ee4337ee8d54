"""职业健康: numbers and lists, an enterprise's file, factors and readings, measures, cycles."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotAllowed
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.entries import chain_of
from bihuan.kernel.trace.models import Matter
from bihuan.modules.health import cycles, factors, measures, rules, standings, workers
from bihuan.modules.health.models import Declaration, Survey

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms import occupational as forms
from ..forms.form import Form
from ..queries import occupational as reads
from ..queries.paging import counted, page
from ..sheets import List, handed_out

SHOWN = 8
COLUMNS = (
    *("单位", "区划", "申报", "职业病危害风险", "接害人员", "没有检查就在岗", "检查逾期"),
    "不能从事仍在岗",
)


def first(request: WorkbenchRequest) -> HttpResponse:
    """Show where occupational health stands: numbers of a range, or one's own enterprise."""
    viewer = request.viewer
    unit = Unit.objects.select_related("place").get(pk=viewer.unit_id)
    running = Matter.objects.visible_to(viewer).filter(flow__in=reads.FLOWS, closed_at=None)
    wide = viewer.sees != "own" and viewer.reads
    shown: dict[str, Any] = {
        "running": running.order_by("-pk")[:SHOWN], "own": unit.kind == "enterprise",
        "unit": unit, "mine": workers.listed(viewer).filter(person=viewer.person_id),
        "wide": wide,
    }  # fmt: skip
    if wide:
        shown |= {
            "numbers": standings.numbers(viewer), "people": standings.people(viewer),
            "diseases": standings.diseases(viewer, viewer.on.year),
        }  # fmt: skip
    return render(request, "workbench/occupational/first.html", shown)


def listed(request: WorkbenchRequest) -> HttpResponse:
    """Show the enterprises behind one number."""
    viewer, filters = request.viewer, reads.Units.read(request.GET)
    rows = _matching(viewer, filters)
    return render(request, "workbench/occupational/units.html", {
        "filters": filters, "which": standings.WHICH.items(), "count": counted(rows),
        "title": standings.WHICH[filters.which or "hazardous"],
        "page": page(rows, reads.BY_PLACE, after=request.GET.get("after", "")),
    })  # fmt: skip


def _matching(viewer: Viewer, filters: reads.Units) -> Any:
    rows = standings.matching(viewer, filters.which or "hazardous").select_related("place")
    return rows.filter(name__icontains=filters.q[:60]) if filters.q else rows


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the enterprises behind one number as CSV or Excel; no worker is named."""
    viewer, filters = request.viewer, reads.Units.read(request.GET)
    title = standings.WHICH[filters.which or "hazardous"]
    rows = _lines(viewer, _matching(viewer, filters))
    return handed_out(request, List("职业健康", title, COLUMNS, rows))


def _lines(viewer: Viewer, units: Any) -> Iterator[tuple[Any, ...]]:
    people, declared = standings.people_by_unit(viewer), factors.standings(units)
    for unit in units.iterator(chunk_size=200):
        one, known = declared.get(unit.pk), people.get(unit.pk, standings.People())
        said = (one.matter.number, one.get_grade_display()) if one else ("没有受理的申报", "")
        yield (unit.name, unit.place.name, *said, known.exposed, known.unexamined, known.overdue,
               known.unfit)  # fmt: skip


def show(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show an enterprise's health file (职业卫生档案)."""
    return _file(request, reads.find(request.viewer, pk))


def _file(
    request: WorkbenchRequest, unit: Unit, key: str = "", form: Form | None = None
) -> HttpResponse:
    shown = reads.file_of(request.viewer, unit)
    blank = forms.MeasureForm(prefix="measure")
    shown |= {"measure_form": blank, "bound_key": key, "bound_form": form}
    return render(request, "workbench/occupational/file.html", shown,
                  status=form.status if form else 200)  # fmt: skip


def keep_measure(request: WorkbenchRequest, pk: int, key: str) -> HttpResponse:
    """Note that a measure was carried out, with its proof."""
    unit = reads.find(request.viewer, pk)
    form = forms.MeasureForm(request.POST, request.FILES, prefix="measure")
    done = form.tried(lambda given: _kept(request, unit, key, given))
    if done is None:
        return _file(request, unit, key, form)
    messages.success(request, f"已登记，下次核对 {done.due_on}。")
    return redirect("occupational-unit", pk=pk)


@transaction.atomic
def _kept(request: WorkbenchRequest, unit: Unit, key: str, given: dict[str, Any]) -> Any:
    one, file = measures.find(unit, key), given.pop("proof")
    proof = evidence.store(
        owner=chain_of(unit.chain), kind=f"职业健康措施：{one.title}", name=file.name,
        content=file, happened_at=None, by=request.viewer, at=request.now,
    )  # fmt: skip
    return measures.keep(unit, key, proof=proof, by=request.viewer, at=request.now, **given)


def _line(request: WorkbenchRequest, number: str, model: Any) -> tuple[Matter, Any]:
    from ..queries import matters as lists

    found = lists.find(request.viewer, number)
    record = model.objects.filter(pk=found.pk).select_related("unit").first()
    if record is None:
        raise NotAllowed("这件事项没有这些内容。")
    return found, record


def _entered(
    request: WorkbenchRequest, number: str, model: Any, form: Form, act: Callable[..., Any]
) -> HttpResponse:
    """Do an act on a record with what was filled in; show its matter, with what was refused."""
    from .matter_page import page as matter_page

    found, record = _line(request, number, model)
    done = form.tried(lambda given: act(record, by=request.viewer, at=request.now, **given))
    if done is None:
        return matter_page(request, found, **{f"{form.prefix}_form": form})
    return redirect("matter", number=found.number)


def factor(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Enter a factor of a declaration."""
    form = forms.FactorForm(request.POST, prefix="factor")
    return _entered(request, number, Declaration, form, factors.keep)


def drop_factor(request: WorkbenchRequest, number: str, pk: int) -> HttpResponse:
    """Take a factor out of a declaration."""
    found, record = _line(request, number, Declaration)
    factors.drop(record, pk, by=request.viewer, at=request.now)
    return redirect("matter", number=found.number)


def reading(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Enter a result of a report."""
    form = forms.ReadingForm(request.POST, prefix="reading")
    return _entered(request, number, Survey, form, factors.read)


def drop_reading(request: WorkbenchRequest, number: str, pk: int) -> HttpResponse:
    """Take back a result."""
    found, record = _line(request, number, Survey)
    factors.unread(record, pk, by=request.viewer, at=request.now)
    return redirect("matter", number=found.number)


def again(request: WorkbenchRequest, number: str, pk: int) -> HttpResponse:
    """Enter what a treated place measures."""
    form = forms.AgainForm(request.POST, prefix="again")
    return _entered(request, number, Survey, form, partial(factors.measure_again, pk=pk))


def cycle_page(request: WorkbenchRequest) -> HttpResponse:
    """Show how often who is examined by which rule, and set it."""
    viewer = request.viewer
    unit = Unit.objects.get(pk=viewer.unit_id)
    form = None
    if viewer.can(roles.MANAGE_ORGS):
        form = forms.CycleForm(request.POST or None, prefix="cycle")
        if form.is_bound:
            made = form.tried(lambda given: cycles.settle(
                unit, by=viewer, at=request.now, **given
            ))  # fmt: skip
            if made is not None:
                messages.success(request, f"从 {made.since} 起，接触{made}。")
                return redirect("occupational-cycles")
    return render(request, "workbench/occupational/cycles.html", {
        "rows": cycles.binding(unit, viewer.on), "form": form, "groups": rules.GROUPS,
    }, status=form.status if form else 200)  # fmt: skip


KEEP, AT = roles.MANAGE_ORGS, "occupational/units/<int:pk>"
LINES, READS = "occupational/declarations/<str:number>", "occupational/surveys/<str:number>"
ROUTES = (
    Route("occupational", first, "occupational", SIGNED_IN),
    Route("occupational/units", listed, "occupational-units", SIGNED_IN),
    Route("occupational/units/export", export, "occupational-units-export", roles.EXPORT),
    Route(AT, show, "occupational-unit", SIGNED_IN),
    Route(f"{AT}/measures/<str:key>", keep_measure, "occupational-measure", KEEP, writes=True),
    Route("occupational/cycles", cycle_page, "occupational-cycles", SIGNED_IN),
    Route(f"{LINES}/factors", factor, "occupational-factor", KEEP, writes=True),
    Route(f"{LINES}/factors/<int:pk>/drop", drop_factor, "occupational-factor-drop", KEEP,
          writes=True),
    Route(f"{READS}/readings", reading, "occupational-reading", KEEP, writes=True),
    Route(f"{READS}/readings/<int:pk>/drop", drop_reading, "occupational-reading-drop", KEEP,
          writes=True),
    Route(f"{READS}/readings/<int:pk>/again", again, "occupational-again", KEEP, writes=True),
)  # fmt: skip
