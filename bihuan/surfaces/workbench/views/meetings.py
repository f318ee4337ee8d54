"""A meeting on its matter's page: agenda, who came, what was decided; the draft of its minutes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.committee import meetings
from bihuan.modules.committee.meeting_flow import MeetingFlow
from bihuan.modules.committee.models import Meeting
from bihuan.surfaces.layouts import minutes as draft

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..answers import saved
from ..forms.committees import AgendaForm, AttendanceForm, DeclineItemForm, ResolutionForm
from ..queries import committees as reads
from ..queries import matters as lists
from .matter_page import page, revision_of


def put_item(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Put an item on the agenda."""
    meeting, form = _find(request, number), AgendaForm(request.POST, request.FILES)

    def act(given: dict[str, Any]) -> Any:
        paper = given["paper"]
        return meetings.put_item(
            meeting, given["title"], given["says"], (str(paper.name), paper) if paper else None,
            **_doing(request),
        )  # fmt: skip

    return _answer(request, meeting, "agenda_form", form, act, "已列入议题。")


def decline_item(request: WorkbenchRequest, number: str, pk: int) -> HttpResponse:
    """Leave an item off the agenda."""
    meeting, form = _find(request, number), DeclineItemForm(pk, request.POST)
    item = meeting.items.select_related("meeting__office").filter(pk=pk).first()
    if item is None:
        raise NotFound("没有这个议题。")
    return _answer(
        request, meeting, "decline_form", form,
        lambda given: meetings.decline_item(item, given["because"], **_doing(request)),
        "已写明不列入的理由，提出单位看得到。",
    )  # fmt: skip


def record_attendance(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Write down who came."""
    meeting = _find(request, number)
    waiting = list(meeting.convocations.filter(presence="").select_related("unit").order_by("pk"))
    form = AttendanceForm(waiting, request.POST)
    return _answer(
        request, meeting, "attendance_form", form,
        lambda _: meetings.record_attendance(
            meeting, form.came, by=request.viewer, at=request.now
        ),
        "已记录到会情况。",
    )  # fmt: skip


def resolve(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Write down one thing that was decided."""
    meeting, form = _find(request, number), ResolutionForm(request.viewer, request.POST)
    return _answer(
        request, meeting, "resolution_form", form,
        lambda given: meetings.resolve(
            meeting, given["says"], given["holder"], given["due_on"], **_doing(request)
        ),
        "已写入议定事项。纪要签发时交办。",
    )  # fmt: skip


def drop(request: WorkbenchRequest, number: str, pk: int) -> HttpResponse:
    """Take back a thing written down in error."""
    meeting = _find(request, number)
    one = meeting.resolutions.select_related("meeting__office").filter(pk=pk).first()
    if one is None:
        raise NotFound("没有这条议定事项。")
    meetings.drop(one, **_doing(request))
    messages.success(request, "已删去，痕迹里看得到。")
    return redirect("matter", number=number)


def minutes(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Return the minutes as a Word draft: nothing that is known is typed again."""
    meeting = _find(request, number)
    shown = reads.meeting_of(meeting.matter, request.viewer, request.now)
    content = draft.render(meeting, shown["attendance"])
    return saved(content, f"{meeting.matter.title}纪要底稿.docx")


def _find(request: WorkbenchRequest, number: str) -> Meeting:
    found = lists.find(request.viewer, number)
    if found.flow != MeetingFlow.key:
        raise NotFound("没有这次会议，或您的岗位看不到。")
    return Meeting.objects.select_related("matter", "body", "office", "previous").get(pk=found.pk)


def _doing(request: WorkbenchRequest) -> dict[str, Any]:
    return {"by": request.viewer, "at": request.now, "revision": revision_of(request)}


def _answer(  # noqa: PLR0913 - a form, what it does, and what is said then
    request: WorkbenchRequest, meeting: Meeting, name: str, form: Any, act: Any, said: str
) -> HttpResponse:
    if form.tried(act) is None:
        return page(request, meeting.matter, **{name: form})
    messages.success(request, said)
    return redirect("matter", number=meeting.matter.number)


_ONE = "matters/<str:number>"
ROUTES = (
    Route(f"{_ONE}/agenda", put_item, "agenda-put", roles.FULFIL, writes=True),
    Route(f"{_ONE}/agenda/<int:pk>/decline", decline_item, "agenda-decline", roles.ASSIGN,
          writes=True),
    Route(f"{_ONE}/attendance", record_attendance, "attendance", roles.ASSIGN, writes=True),
    Route(f"{_ONE}/resolutions", resolve, "resolution", roles.ASSIGN, writes=True),
    Route(f"{_ONE}/resolutions/<int:pk>/drop", drop, "resolution-drop", roles.ASSIGN,
          writes=True),
    Route(f"{_ONE}/minutes", minutes, "minutes-draft", SIGNED_IN),
)  # fmt: skip
