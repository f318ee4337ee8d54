"""The indicators of a task on its matter's page: set by the office, reported by the unit."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.policy import indicators
from bihuan.modules.policy.flows import TaskFlow
from bihuan.modules.policy.models import Task
from bihuan.modules.policy.review import Desk

from ..access import Route, WorkbenchRequest
from ..forms.indicators import IndicatorForm, ReadingForm
from ..queries import matters as lists
from .matter_page import page, revision_of


def set_indicator(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Say what the task is measured by."""
    task, form = _task(request, number), IndicatorForm(request.POST)
    made = form.tried(lambda _: indicators.set_indicator(task, _desk(request), form.asked))
    if made is None:
        return page(request, task.matter, indicator=form)
    messages.success(request, f"已设定“{made.title}”，目标 {made.target:f} {made.measure}。")
    return redirect("matter", number=number)


def report(request: WorkbenchRequest, number: str, pk: int) -> HttpResponse:
    """Report what an indicator stands at, or which names are done."""
    task = _task(request, number)
    stands = next((s for s in indicators.standing(task) if s.indicator.pk == pk), None)
    if stands is None:
        raise NotFound("这件任务没有这个指标。")
    form, one = ReadingForm(stands, request.POST), stands.indicator
    if "names" in form.fields:
        done = form.tried(lambda given: indicators.cover(
            one, _desk(request), [int(name) for name in given["names"]], on=given["on"]
        ))  # fmt: skip
    else:
        done = form.tried(lambda given: indicators.report(
            one, _desk(request), given["value"], on=given["on"], note=given["note"]
        ))  # fmt: skip
    if done is None:
        return page(request, task.matter, reading=form)
    messages.success(request, f"已填报“{one.title}”。")
    return redirect("matter", number=number)


def _task(request: WorkbenchRequest, number: str) -> Task:
    found = lists.find(request.viewer, number)
    if found.flow != TaskFlow.key:
        raise NotFound("没有这件任务，或您的岗位看不到。")
    return Task.objects.select_related("document__place", "clause", "matter__unit").get(pk=found.pk)


def _desk(request: WorkbenchRequest) -> Desk:
    return Desk(request.viewer, request.now, revision_of(request))


ROUTES = (
    Route("matters/<str:number>/indicators", set_indicator, "task-indicator", roles.SET_UNSET,
          writes=True),
    Route("matters/<str:number>/indicators/<int:pk>", report, "indicator-report", roles.FULFIL,
          writes=True),
)  # fmt: skip
