"""企业自查: today's lists of a post, going through one, lists drawn up, how enterprises stand."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.kernel.flows.openings import may_open
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.selfcheck import checks, lists, resumptions, standing
from bihuan.modules.selfcheck.list_flow import PostListFlow
from bihuan.modules.selfcheck.models import Check, PostList
from bihuan.modules.selfcheck.models.lists import Level
from bihuan.modules.selfcheck.resumption_flow import ResumptionFlow
from bihuan.modules.selfcheck.rules import OWNERS, PARTS

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.selfcheck import CheckForm, PostItemForm
from ..queries import selfcheck as reads
from ..queries.paging import Order, counted, page
from ..sheets import List, handed_out
from .matter_page import page as matter_page
from .matter_page import revision_of

BY_PLACE = (Order("place_path"), Order("name"), Order("pk"))
BY_DUE = (Order("current_due", falling=True), Order("pk"))
BY_UNIT = (Order("unit"), Order("pk"))
BY_TIME = (Order("at", falling=True), Order("pk"))
EXPORTED = (
    *("单位", "区划", "主管单位", "在用清单", "应查", "按期", "逾期补查", "漏查", "自查次数"),
    *("有异常的自查", "最近自查", "检查等发现的隐患"),
)


def first(request: WorkbenchRequest) -> HttpResponse:
    """Show whoever has lists what is to be gone through today; others, how enterprises stand."""
    viewer = request.viewer
    if viewer.kind not in (*OWNERS, *PARTS):
        return redirect("selfcheck-units")
    return render(request, "workbench/selfcheck/first.html", {
        "due": reads.today(viewer), "others": reads.others(viewer),
        "uncovered": reads.uncovered(viewer), "opens": may_open(PostListFlow, viewer),
        "resumes": may_open(ResumptionFlow, viewer),
        "resumptions": resumptions.running(viewer.unit_id),
    })  # fmt: skip


def check(request: WorkbenchRequest, number: str, form: CheckForm | None = None) -> HttpResponse:
    """Show a list on one page, to be gone through by who holds its post."""
    record = reads.list_of(request.viewer, number)
    goes = record.matter.state == "used" and record.post_id == request.viewer.post_id
    form = form or (_form(record) if goes else None)
    shown = {"record": record, "form": form, "row": _row(request), "items": record.items.all()}
    status = form.status if form else 200
    return render(request, "workbench/selfcheck/check.html", shown, status=status)


def make(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Write down a check; what was abnormal is a hazard from now on."""
    record = reads.list_of(request.viewer, number)
    form = _form(record, request)
    made = form.tried(lambda given: checks.make(
        record, form.seen(), obligation=_row(request), phase=given.get("phase") or "",
        by=request.viewer, at=request.now,
    ))  # fmt: skip
    if made is None:
        return check(request, number, form)
    after = f"异常 {made.abnormal} 项已登记为隐患" if made.abnormal else "没有发现异常"
    messages.success(request, f"自查已记下，{after}。")
    return redirect("selfcheck-check", pk=made.pk)


def _form(record: PostList, request: WorkbenchRequest | None = None) -> CheckForm:
    given, files = (request.POST, request.FILES) if request else (None, None)
    shift = record.level == Level.SHIFT
    return CheckForm(record.items.all(), shift=shift, data=given, files=files)


def _row(request: WorkbenchRequest) -> Obligation | None:
    of = request.GET.get("of", "")
    rows = Obligation.objects.visible_to(request.viewer).select_related("base")
    return rows.filter(pk=int(of)).first() if of.isdecimal() else None


def one(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show one check, item by item."""
    made: Check = reads.check_of(request.viewer, pk)
    answers = made.answers.select_related("item", "hazard", "photo")
    return render(request, "workbench/selfcheck/made.html", {"made": made, "answers": answers})


def put_item(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Put an item into a list, or change one."""
    record = reads.list_of(request.viewer, number)
    pk = request.GET.get("of", "")
    known = record.items.filter(pk=int(pk)).first() if pk.isdecimal() else None
    form = PostItemForm(known, request.POST)
    done = form.tried(lambda given: lists.put_item(
        record, given["number"], given, by=request.viewer, at=request.now,
        revision=revision_of(request),
    ))  # fmt: skip
    if done is None:
        return matter_page(request, record.matter, post_item_form=form)
    messages.success(request, f"第 {done.number} 项已写入。")
    return redirect(f"{reverse('matter', args=[number])}#items")


def drop_item(request: WorkbenchRequest, number: str, pk: int) -> HttpResponse:
    """Take an item out of a list."""
    record = reads.list_of(request.viewer, number)
    item = record.items.select_related("list__office").filter(pk=pk).first()
    if item is None:
        raise NotFound("没有这一项。")
    lists.drop_item(item, by=request.viewer, at=request.now, revision=revision_of(request))
    messages.success(request, "已删去，痕迹里看得到。")
    return redirect(f"{reverse('matter', args=[number])}#items")


def units(request: WorkbenchRequest) -> HttpResponse:
    """Show how enterprises stand with their self-checks in a month."""
    filters = reads.Standings.read(request.GET)
    month = reads.month_of(filters.period, request.viewer.on)
    rows = _enterprises(request, filters, month)
    shown = page(rows, BY_PLACE, after=request.GET.get("after", ""))
    numbers = standing.numbers(request.viewer, shown.rows, month, request.now)
    found = reads.contradicted(shown.rows, month)
    return render(request, "workbench/selfcheck/units.html", {
        "filters": filters, "chips": list(filters.chips()), "month": month, "page": shown,
        "rows": [(row, numbers[row.pk], found.get(row.pk, 0)) for row in shown.rows],
        "count": counted(rows), "standings": reads.STANDINGS.items(),
    })  # fmt: skip


def _enterprises(request: WorkbenchRequest, filters: reads.Standings, month: Any) -> Any:
    return reads.enterprises(request.viewer, month, request.now, filters)


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return how enterprises stand as CSV or Excel."""
    filters = reads.Standings.read(request.GET)
    month = reads.month_of(filters.period, request.viewer.on)
    found = list(_enterprises(request, filters, month).order_by("place_path", "name", "pk"))
    numbers = standing.numbers(request.viewer, found, month, request.now)
    hazards = reads.contradicted(found, month)
    rows = (
        (row.name, row.place.name, row.supervisor.name if row.supervisor else "", n.lists, n.owed,
         n.on_time, n.late, n.missed, n.checks, n.abnormal, n.last, hazards.get(row.pk, 0))
        for row in found for n in (numbers[row.pk],)
    )  # fmt: skip
    basis = f"{month.label}，{filters.basis}"
    return handed_out(request, List("企业自查情况", basis, EXPORTED, rows))


def owed(request: WorkbenchRequest) -> HttpResponse:
    """Show the checks behind a number: what was owed of an enterprise and what became of it."""
    filters = reads.Owed.read(request.GET)
    month = reads.month_of(filters.period, request.viewer.on)
    rows = standing.owed(request.viewer, month, request.now)
    if filters.unit:
        rows = rows.filter(holder__in=_whole(request, filters))
    if filters.which:
        rows = standing.missed(rows) if filters.which == "missed" else rows.filter(
            outcome=filters.which)  # fmt: skip
    rows = rows.select_related("holder", "clause__document", "post", "base")
    return render(request, "workbench/selfcheck/owed.html", {
        "filters": filters, "chips": list(filters.chips()), "month": month,
        "count": counted(rows), "page": page(rows, BY_DUE, after=request.GET.get("after", "")),
        "became": reads.BECAME.items(),
    })  # fmt: skip


def made(request: WorkbenchRequest) -> HttpResponse:
    """Show the checks behind a number: those an enterprise made in a month."""
    filters = reads.Made.read(request.GET)
    month = reads.month_of(filters.period, request.viewer.on)
    rows = standing.made(request.viewer, month)
    if filters.unit:
        rows = rows.filter(list__unit__in=_whole(request, filters))
    rows = rows.select_related("list__matter", "list__post", "list__unit", "by")
    return render(request, "workbench/selfcheck/checks.html", {
        "filters": filters, "chips": list(filters.chips()), "month": month,
        "count": counted(rows), "page": page(rows, BY_TIME, after=request.GET.get("after", "")),
    })  # fmt: skip


def _whole(request: WorkbenchRequest, filters: reads.Lists) -> list[int]:
    """Return the enterprise asked for and its parts. Raises :class:`NotFound` out of sight."""
    seen = Unit.objects.filter(units_seen(request.viewer), pk=int(filters.unit))
    if not seen.exists():
        raise NotFound("没有这个单位，或您的岗位看不到。")
    return standing.whole(int(filters.unit))


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the lists behind a number: those of an enterprise that are in use."""
    filters = reads.Lists.read(request.GET)
    rows = standing.lists(request.viewer)
    if filters.unit:
        rows = rows.filter(unit__in=_whole(request, filters))
    rows = rows.select_related("matter", "post", "unit", "rule__clause__document")
    return render(request, "workbench/selfcheck/lists.html", {
        "filters": filters, "chips": list(filters.chips()), "count": counted(rows),
        "page": page(rows, BY_UNIT, after=request.GET.get("after", "")),
    })  # fmt: skip


_ONE = "selfcheck/lists/<str:number>"
ROUTES = (
    Route("selfcheck", first, "selfcheck", SIGNED_IN),
    Route("selfcheck/units", units, "selfcheck-units", SIGNED_IN),
    Route("selfcheck/units/export", export, "selfcheck-export", roles.EXPORT),
    Route("selfcheck/lists", listing, "selfcheck-lists", SIGNED_IN),
    Route("selfcheck/owed", owed, "selfcheck-owed", SIGNED_IN),
    Route("selfcheck/checks", made, "selfcheck-made", SIGNED_IN),
    Route("selfcheck/checks/<int:pk>", one, "selfcheck-check", SIGNED_IN),
    Route(f"{_ONE}/check", check, "check", SIGNED_IN),
    Route(f"{_ONE}/checks", make, "check-make", roles.FULFIL, writes=True),
    Route(f"{_ONE}/items", put_item, "post-item-put", roles.MANAGE_ORGS, writes=True),
    Route(f"{_ONE}/items/<int:pk>/drop", drop_item, "post-item-drop", roles.MANAGE_ORGS,
          writes=True),
)  # fmt: skip
