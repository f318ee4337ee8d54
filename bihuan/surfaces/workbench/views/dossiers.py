"""企业档案: the list of enterprises, supervision gaps, the census, doubles, unlicensed units."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.modules.dossier import (
    binding,
    census,
    duplicates,
    gaps,
    industries,
    routing,
    unlicensed,
)
from bihuan.modules.dossier.models import Dossier, LinkCharge
from bihuan.modules.dossier.rules import TIERS

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..filings import choices_of_place
from ..forms.dossiers import EndForm, LinkForm, OrderForm, UnlicensedForm
from ..queries import dossiers as lists
from ..queries.paging import Order, counted, page
from ..sheets import List, handed_out

BY_NAME = (Order("place_path"), Order("name"), Order("id"))
YEARS = 3


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the enterprises the viewer sees, with what their dossiers lack."""
    viewer, filters = request.viewer, lists.Filters.read(request.GET)
    shown = lists.listed(viewer, filters, after=request.GET.get("after", ""))
    return render(request, "workbench/dossiers/list.html", {
        "filters": filters,
        "chips": list(filters.chips()),
        "page": shown,
        "count": counted(lists.matching(viewer, filters)),
        "lacks": [(key, title, counted(lists.matching(viewer, lists.Filters(lack=key))),
                   lists.Filters(lack=key).query())
                  for key, (title, _) in lists.LACKS.items()],
        "places": choices_of_place(viewer) if viewer.sees != "own" else (),
        "divisions": industries.divisions(),
        "scales": lists.SCALES.items(),
        "owners": lists.OWNERS.items(),
        "tiers": TIERS.items(),
        "statuses": lists.Status.choices,
        "sets": lists.sets_in(viewer),
        "industries": {one.pk: industries.called(one.industry) for one in shown.rows
                       if one.industry},
        "held": {one.pk: getattr(one, "dossier", None) or Dossier(unit=one)
                 for one in shown.rows},
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the enterprises that answer the filters as CSV or Excel."""
    filters = lists.Filters.read(request.GET)
    rows = lists.exported(request.viewer, filters)
    return handed_out(request, List("企业档案", filters.basis, lists.EXPORTED, rows))


def gap_page(request: WorkbenchRequest) -> HttpResponse:
    """Show what nobody supervises: enterprises, areas, links of trades; and the routing rules."""
    return _gaps(request)


def _gaps(
    request: WorkbenchRequest, *, link: Any = None, order: Any = None, status: int = 200
) -> HttpResponse:
    viewer = request.viewer
    cells = gaps.cells(viewer)
    given = binding.Binding.of(viewer.path, request.now)
    sets = viewer.can(roles.SET_UNSET)
    links = [(cell.link.key, f"{cell.link.sector}：{cell.link.title}") for cell in cells]
    rules = given.table.rules if given.table else ()
    initial = {"order": "\n".join(rule.id for rule in rules)}
    sectors: dict[str, list[gaps.Cell]] = {}
    for cell in cells:
        sectors.setdefault(cell.link.sector, []).append(cell)
    return render(request, "workbench/dossiers/gaps.html", {
        "unsupervised": counted(gaps.unsupervised(viewer)),
        "unsupervised_query": lists.Filters(lack="unsupervised").query(),
        "unrouted": counted(lists.matching(viewer, lists.Filters(lack="routing"))),
        "unrouted_query": lists.Filters(lack="routing").query(),
        "areas": gaps.areas(viewer) if viewer.sees == "subtree" else [],
        "sectors": sectors,
        "gap": sum(cell.state == "gap" for cell in cells),
        "link_form": (link or LinkForm(viewer, links)) if sets and links else None,
        "end_form": EndForm(),
        "table": given.table,
        "documents": {key: one.title for key, one in given.documents.items()},
        "order": given.order,
        "tiers": TIERS,
        "order_form": (order or OrderForm(initial=initial)) if sets and given.table else None,
    }, status=status)  # fmt: skip


def charge(request: WorkbenchRequest) -> HttpResponse:
    """Put a department in charge of a link."""
    links = [(cell.link.key, cell.link.title) for cell in gaps.cells(request.viewer)]
    form = LinkForm(request.viewer, links, request.POST)
    made = form.tried(lambda given: gaps.put_in_charge(
        given["link"], given["unit"], since=given["since"], basis=given["basis"],
        by=request.viewer, at=request.now,
    ))  # fmt: skip
    if made is None:
        return _gaps(request, link=form, status=form.status)
    messages.success(request, f"从 {made.since} 起，这个环节由{made.unit.name}负责。")
    return redirect("dossier-gaps")


def relieve(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """End a department's charge of a link."""
    found = LinkCharge.objects.select_related("unit", "place").filter(pk=pk).first()
    if found is None or not found.place.path.startswith(request.viewer.path):
        raise NotFound("没有这一条，或您的岗位看不到。")
    given = request.POST.get("on", "")
    form = EndForm({"on": given, "reason": "—"})
    done = form.tried(lambda asked: gaps.relieve(
        found, on=asked["on"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if done is None:
        says = form.errors.get("on", form.non_field_errors())[0]
        raise Invalid(str(says), field="on")
    messages.success(request, f"从 {done.until} 起，{done.unit.name}不再负责这个环节。")
    return redirect("dossier-gaps")


def arrange(request: WorkbenchRequest) -> HttpResponse:
    """Fix in which order the routing rules go."""
    given = binding.Binding.of(request.viewer.path, request.now)
    if given.table is None:
        raise NotFound("本地施行的文件没有分级监管规则。")
    table, form = given.table, OrderForm(request.POST)
    done = form.done(lambda: _arranged(request, table, form)) if form.is_valid() else None
    if done is None:
        return _gaps(request, order=form, status=form.status)
    messages.success(request, "规则次序已设定，各企业的层级已按新次序重算，等待逐家确认。")
    return redirect("dossier-gaps")


def _arranged(request: WorkbenchRequest, table: Any, form: OrderForm) -> bool:
    lines = [line.strip() for line in form.cleaned_data["order"].splitlines() if line.strip()]
    reason = form.cleaned_data["reason"]
    routing.arrange(table, lines, reason=reason, by=request.viewer, at=request.now)
    return True


def census_page(request: WorkbenchRequest) -> HttpResponse:
    """Show how far the census of a year is, grid by grid, with those nobody visited."""
    viewer, round_ = request.viewer, _round(request)
    left = _uncovered(request, round_).select_related("place", "supervisor")
    grids = census.coverage(viewer, round_)
    return render(request, "workbench/dossiers/census.html", {
        "round": round_,
        "years": [viewer.on.year - n for n in range(YEARS)],
        "grids": grids,
        "whole": sum(one.units for one in grids),
        "covered": sum(one.visited for one in grids),
        "place": request.GET.get("place", ""),
        "page": page(left, BY_NAME, after=request.GET.get("after", "")),
        "duties": census.duties(viewer, round_)[:20],
    })  # fmt: skip


def census_export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the enterprises nobody visited in a round as CSV or Excel."""
    round_ = _round(request)
    rows = _uncovered(request, round_).select_related("place", "supervisor")
    lines = (
        (one.name, one.credit_code, one.place.name, one.attributes.get("address", ""),
         one.attributes.get("phone", ""), one.supervisor.name if one.supervisor else "未指定")
        for one in rows.order_by("place_path", "name", "pk").iterator(500)
    )  # fmt: skip
    columns = ("企业", "统一社会信用代码", "区划", "地址", "电话", "督办方")
    return handed_out(request, List("未走访企业", f"{round_.year}年网格排查", columns, lines))


def _round(request: WorkbenchRequest) -> census.Round:
    asked = request.GET.get("year", "")
    known = [request.viewer.on.year - n for n in range(YEARS)]
    return census.Round(int(asked) if asked.isdecimal() and int(asked) in known else known[0])


def _uncovered(request: WorkbenchRequest, round_: census.Round) -> Any:
    rows = census.counted(request.viewer).exclude(census.visited(round_))
    place = request.GET.get("place", "")
    return rows.filter(place__code=place) if place else rows


def doubles(request: WorkbenchRequest) -> HttpResponse:
    """Show enterprises that may have been entered twice."""
    found = duplicates.pairs(request.viewer)
    return render(request, "workbench/dossiers/doubles.html", {"pairs": found})


def enter_unlicensed(request: WorkbenchRequest) -> HttpResponse:
    """Show the form for a unit without a licence, and enter it."""
    form = UnlicensedForm(request.viewer, request.POST if request.method == "POST" else None)
    made = None
    if request.method == "POST":
        made = form.tried(lambda given: unlicensed.enter(
            given["name"], place=given["place"], supervisor=given["supervisor"],
            facts={key: given[key] for key in form.asked}, found_on=given["found_on"],
            by=request.viewer, at=request.now,
        ))  # fmt: skip
    if made is None:
        shown = {"form": form}
        return render(request, "workbench/dossiers/unlicensed.html", shown, status=form.status)
    messages.success(request, f"已登记{made.name}为无证单位。取得执照后在它的档案里转为正式单位。")
    return HttpResponseRedirect(reverse("dossier", args=[made.pk]))


ROUTES = (
    Route("dossiers", listing, "dossiers", SIGNED_IN),
    Route("dossiers/export", export, "dossiers-export", roles.EXPORT),
    Route("dossiers/gaps", gap_page, "dossier-gaps", SIGNED_IN),
    Route("dossiers/links", charge, "link-charge", roles.SET_UNSET, writes=True),
    Route("dossiers/links/<int:pk>/end", relieve, "link-relieve", roles.SET_UNSET, writes=True),
    Route("dossiers/routing", arrange, "routing-order", roles.SET_UNSET, writes=True),
    Route("dossiers/census", census_page, "census", SIGNED_IN),
    Route("dossiers/census/export", census_export, "census-export", roles.EXPORT),
    Route("dossiers/doubles", doubles, "dossier-doubles", roles.MANAGE_ORGS),
    Route("dossiers/unlicensed", enter_unlicensed, "unlicensed-new", roles.MANAGE_ORGS),
)
