"""A visit on the phone, item by item; the items of a checklist; the visits of a year's plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.inspections import answers, checklists, plans
from bihuan.modules.inspections.checklist_flow import ChecklistFlow
from bihuan.modules.inspections.models import Answer, Checklist, EnforcementPlan, Item
from bihuan.modules.inspections.plan_flow import PlanFlow
from bihuan.modules.inspections.visit_flow import InspectionFlow

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.inspections import AnswerForm, ItemForm, VisitsForm
from ..queries import inspections as lists
from ..queries import matters
from .matter_page import page, revision_of

BESIDE = "0"


def visit(
    request: WorkbenchRequest, number: str, refused: AnswerForm | None = None
) -> HttpResponse:
    """Show one item of a visit with its answer, the one asked for or the first without one."""
    record = lists.visit_of(_matter(request, number, InspectionFlow.key))
    rows = answers.asked(record)
    wanted = request.GET.get("item", "")
    at = _position(rows, wanted)
    item, known = rows[at] if at is not None else (None, None)
    form = refused or AnswerForm(item, known)
    return render(request, "workbench/inspections/visit.html", {
        "visit": record,
        "rows": rows,
        "at": None if at is None else at + 1,
        "item": item,
        "known": known,
        "left": sum(answer is None for _, answer in rows),
        "failed": sum(answer is not None and answer.verdict == "fail" for _, answer in rows),
        "before": rows[at - 1][0] if at else None,
        "after": rows[at + 1][0] if at is not None and at + 1 < len(rows) else None,
        "beside": list(record.answers.filter(item=None)),
        "form": form,
        "writes": lists.may_answer(record, request.viewer) and record.matter.state == "underway",
    }, status=form.status)  # fmt: skip


def _position(rows: list[tuple[Item, Answer | None]], wanted: str) -> int | None:
    """Return which row is shown; None for the page on what stands beside the list."""
    if wanted == BESIDE:
        return None
    for n, (item, _) in enumerate(rows):
        if str(item.number) == wanted:
            return n
    return next((n for n, (_, answer) in enumerate(rows) if answer is None), None)


def answer(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Write down what was found of an item, and go on to the next one without an answer."""
    record = lists.visit_of(_matter(request, number, InspectionFlow.key))
    wanted = request.GET.get("item", "")
    found = [pair for pair in answers.asked(record) if str(pair[0].number) == wanted]
    if not found and wanted != BESIDE:
        raise NotFound("没有这一项，或者它不用查。")
    item, known = found[0] if found else (None, None)
    form = AnswerForm(item, known, request.POST)
    photo: Any = request.FILES.get("photo")
    done = form.tried(
        lambda given: answers.answer(
            record, item, given, by=request.viewer, at=request.now, seen=given.get("seen") or 0,
            photo=(str(photo.name), photo) if photo else None,
        )
    )  # fmt: skip
    if done is None:
        return visit(request, number, form)
    return redirect("visit", number=number)


def withdraw(request: WorkbenchRequest, number: str, pk: int) -> HttpResponse:
    """Take back a problem that was written down beside the list in error."""
    record = lists.visit_of(_matter(request, number, InspectionFlow.key))
    given = record.answers.filter(pk=pk).select_related("inspection__office").first()
    if given is None:
        raise NotFound("没有这个问题。")
    answers.withdraw(given, by=request.viewer, at=request.now)
    messages.success(request, "已撤回，痕迹里看得到。")
    return redirect(f"{reverse('visit', args=[number])}?item={BESIDE}")


def put_item(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Put an item into a checklist, or change one."""
    checklist = _checklist(request, number)
    pk = request.GET.get("of", "")
    known = checklist.items.filter(pk=int(pk)).first() if pk.isdecimal() else None
    form = ItemForm(known, request.POST)
    done = form.tried(
        lambda given: checklists.put_item(
            checklist, given["number"], form.given(), by=request.viewer, at=request.now,
            revision=revision_of(request),
        )
    )  # fmt: skip
    if done is None:
        return page(request, checklist.matter, item_form=form)
    messages.success(request, f"第 {done.number} 项已写入。")
    return redirect(f"{reverse('matter', args=[number])}#items")


def drop_item(request: WorkbenchRequest, number: str, pk: int) -> HttpResponse:
    """Take an item out of a checklist."""
    checklist = _checklist(request, number)
    item = checklist.items.select_related("checklist__office").filter(pk=pk).first()
    if item is None:
        raise NotFound("没有这一项。")
    checklists.drop_item(item, by=request.viewer, at=request.now, revision=revision_of(request))
    messages.success(request, "已删去，痕迹里看得到。")
    return redirect(f"{reverse('matter', args=[number])}#items")


def put_visits(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Put visits into a plan."""
    plan, form = _plan(request, number), VisitsForm(request.viewer, request.POST)
    done = form.tried(
        lambda given: plans.add_visits(
            plan, given["lines"], given["mode"], given["checklist"], by=request.viewer,
            at=request.now, revision=revision_of(request),
        )
    )  # fmt: skip
    if done is None:
        return page(request, plan.matter, visits_form=form)
    messages.success(request, f"已写入 {len(done)} 次检查。")
    return redirect(f"{reverse('matter', args=[number])}#visits")


def drop_visit(request: WorkbenchRequest, number: str, pk: int) -> HttpResponse:
    """Take a visit out of a plan."""
    plan = _plan(request, number)
    one = plan.visits.select_related("plan__office", "unit").filter(pk=pk).first()
    if one is None:
        raise NotFound("计划里没有这次检查。")
    plans.drop_visit(one, by=request.viewer, at=request.now, revision=revision_of(request))
    messages.success(request, "已删去，痕迹里看得到。")
    return redirect(f"{reverse('matter', args=[number])}#visits")


def _matter(request: WorkbenchRequest, number: str, flow: str) -> Any:
    found = matters.find(request.viewer, number)
    if found.flow != flow:
        raise NotFound("没有这件事项，或您的岗位看不到。")
    return found


def _checklist(request: WorkbenchRequest, number: str) -> Checklist:
    found = _matter(request, number, ChecklistFlow.key)
    rows = Checklist.objects.everywhere("a checklist one may open")
    made: Checklist = rows.select_related("matter", "office").get(pk=found.pk)
    return made


def _plan(request: WorkbenchRequest, number: str) -> EnforcementPlan:
    found = _matter(request, number, PlanFlow.key)
    return EnforcementPlan.objects.select_related("matter", "office").get(pk=found.pk)


_ONE = "matters/<str:number>"
ROUTES = (
    Route(f"{_ONE}/visit", visit, "visit", SIGNED_IN),
    Route(f"{_ONE}/answers", answer, "answer", roles.SERVE, writes=True),
    Route(f"{_ONE}/answers/<int:pk>/withdraw", withdraw, "answer-withdraw", roles.SERVE,
          writes=True),
    Route(f"{_ONE}/items", put_item, "item-put", roles.SUPERVISE, writes=True),
    Route(f"{_ONE}/items/<int:pk>/drop", drop_item, "item-drop", roles.SUPERVISE, writes=True),
    Route(f"{_ONE}/planned", put_visits, "planned-put", roles.SUPERVISE, writes=True),
    Route(f"{_ONE}/planned/<int:pk>/drop", drop_visit, "planned-drop", roles.SUPERVISE,
          writes=True),
)  # fmt: skip
