"""A task on its matter's page: whose it is, when it is due, which part another unit does."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.policy import tasks
from bihuan.modules.policy.flows import TaskFlow
from bihuan.modules.policy.models import Task
from bihuan.modules.policy.review import Desk

from ..access import Route, WorkbenchRequest
from ..forms.form import Form
from ..forms.obligations import DueForm
from ..forms.tasks import OwnerForm, PartForm
from ..queries import matters as lists
from ..templatetags.bihuan import day
from .matter_page import page, revision_of


def name_owner(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Say whose task it is."""
    form = OwnerForm(request.viewer, request.POST)

    def act(task: Task, desk: Desk, given: dict[str, Any]) -> str:
        tasks.assign_owner(
            task, desk, given["unit"], remember=given["remember"], reason=given["reason"]
        )
        return f"已指定{given['unit'].name}，期限不变，已交给它办理。"

    return _decide(request, number, "owner", form, act)


def set_due(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Set the date the document leaves open."""

    def act(task: Task, desk: Desk, given: dict[str, Any]) -> str:
        tasks.set_due(task, desk, given["day"], reason=given["reason"])
        return f"已设定期限 {day(given['day'])}。"

    return _decide(request, number, "due_form", DueForm(request.POST), act)


def hand_down(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Give a part of the task to another unit."""
    form = PartForm(request.viewer, request.POST)

    def act(task: Task, desk: Desk, given: dict[str, Any]) -> str:
        part = tasks.hand_down(
            task, desk, given["unit"], says=given["says"], due_on=given["due_on"]
        )
        return f"已分解给{given['unit'].name}：{part.matter.number}。本单位的责任不因此减少。"

    return _decide(request, number, "part", form, act)


def _decide(
    request: WorkbenchRequest,
    number: str,
    name: str,
    form: Form,
    act: Callable[[Task, Desk, dict[str, Any]], str],
) -> HttpResponse:
    found = lists.find(request.viewer, number)
    if found.flow != TaskFlow.key:
        raise NotFound("没有这件任务，或您的岗位看不到。")
    task = Task.objects.select_related("document__place", "clause", "matter").get(pk=found.pk)
    desk = Desk(request.viewer, request.now, revision_of(request))
    said = form.tried(lambda given: act(task, desk, given))
    if said is None:
        return page(request, found, **{name: form})
    messages.success(request, said)
    return redirect("matter", number=number)


ROUTES = (
    Route("matters/<str:number>/owner", name_owner, "task-owner", roles.ASSIGN, writes=True),
    Route("matters/<str:number>/due", set_due, "task-due", roles.SET_UNSET, writes=True),
    Route("matters/<str:number>/parts", hand_down, "task-part", roles.ASSIGN, writes=True),
)
