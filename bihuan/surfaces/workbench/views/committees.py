"""安委会: the committees one may open, one with its members on any day, planning its meeting."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import authority, roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.trace.models import Matter
from bihuan.modules.committee import meetings, seats
from bihuan.modules.committee.meeting_flow import MeetingFlow
from bihuan.modules.committee.models import Seat

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.committees import LeaveForm, MeetingForm, QuorumForm, SeatForm
from ..queries import committees as reads
from ..queries.ledgers import day_asked


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the committees the viewer may open."""
    shown = {"rows": reads.listed(request.viewer)}
    return render(request, "workbench/committees/list.html", shown)


def committee(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show one committee as it was composed on a day."""
    return _page(request, _find(request, pk))


def take_seat(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Give a unit a seat."""
    body, form = _find(request, pk), SeatForm(request.viewer, request.POST)
    made = form.tried(lambda given: seats.take(body, **given, by=request.viewer, at=request.now))
    if made is None:
        return _page(request, body, seat_form=form)
    messages.success(request, f"已登记{made.unit.name}为{made.get_part_display()}。")
    return redirect("committee", pk=pk)


def leave_seat(request: WorkbenchRequest, pk: int, seat: int) -> HttpResponse:
    """End a seat."""
    body = _find(request, pk)
    held = Seat.objects.filter(body=body, pk=seat).select_related("body", "unit").first()
    if held is None:
        raise NotFound("没有这个席位。")
    form = LeaveForm(held, request.POST)
    done = form.tried(lambda given: seats.leave(held, **given, by=request.viewer, at=request.now))
    if done is None:
        return _page(request, body, leave_form=form)
    messages.success(request, f"已登记{held.unit.name}离任。以前的组成照旧可查。")
    return redirect("committee", pk=pk)


def set_quorum(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Set the quorum that no document fixes."""
    body, form = _find(request, pk), QuorumForm(request.POST)
    done = form.tried(lambda given: [
        seats.set_quorum(body, **given, by=request.viewer, at=request.now)
    ])  # fmt: skip
    if done is None:
        return _page(request, body, quorum_form=form)
    messages.success(request, "已设定法定人数，记名记日期。")
    return redirect("committee", pk=pk)


def plan(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show the form of a meeting, and plan it."""
    body, viewer = _find(request, pk), request.viewer
    asked = request.GET.get("of", "")
    data = request.POST if request.method == "POST" else None
    form = MeetingForm(body, viewer, data, {"duty": asked} if asked.isdecimal() else None)
    made: Matter | None = None
    if data is not None:
        made = form.tried(lambda _: meetings.plan(
            body, form.planned, by=viewer, at=request.now
        ))  # fmt: skip
    if made is None:
        shown = {"body": body, "form": form, "last": meetings.last_held(body, date.max)}
        return render(request, "workbench/committees/meeting_new.html", shown, status=form.status)
    messages.success(request, f"已登记{made.number}。成员单位现在可以报送议题；下一步发会议通知。")
    return redirect("matter", number=made.number)


def _find(request: WorkbenchRequest, pk: int) -> Unit:
    found = seats.bodies_seen(request.viewer).select_related("place").filter(pk=pk).first()
    if found is None or not request.viewer.reads:
        raise NotFound("没有这个安委会，或您的岗位看不到。")
    return found


def _page(request: WorkbenchRequest, body: Unit, **bound: Any) -> HttpResponse:
    viewer = request.viewer
    on = day_asked(request.GET.get("on", ""), viewer.on, "on")
    sittings = seats.composition(body, on)
    keeps = authority.may(viewer, roles.MANAGE_ORGS, over=body)
    sets = authority.may(viewer, roles.SET_UNSET, over=body)
    office = seats.office_of(body, viewer.on)
    plans = office is not None and office.pk == viewer.unit_id and viewer.can(roles.ASSIGN)
    leaving = bound.pop("leave_form", None)
    lines = [
        (one, _leaving(one.seat, leaving) if keeps and one.seat.until is None else None)
        for one in sittings
    ]
    shown = {
        "body": body, "on": on, "lines": lines,
        "unfit": seats.unfit(body, sittings),
        "quorum": seats.quorum(body, request.now),
        "office": office, "plans": plans,
        "below": reads.below(body, viewer),
        "above": body.supervisor if body.supervisor and body.supervisor.kind == "committee"
        else None,
        "duties": meetings.duties(body, viewer)[:6],
        "held": reads.meetings_of(body, viewer),
        "states": {name: state.title for name, state in MeetingFlow.states.items()},
        "changes": reads.changes(body),
        "seat_form": SeatForm(viewer) if keeps else None,
        "quorum_form": QuorumForm() if sets else None,
        **bound,
    }  # fmt: skip
    answers = [*bound.values(), *([leaving] if leaving else [])]
    status = answers[0].status if answers else 200
    return render(request, "workbench/committees/committee.html", shown, status=status)


def _leaving(seat: Seat, bound: LeaveForm | None) -> LeaveForm:
    return bound if bound is not None and bound.seat.pk == seat.pk else LeaveForm(seat)


ROUTES = (
    Route("committees", listing, "committees", SIGNED_IN),
    Route("committees/<int:pk>", committee, "committee", SIGNED_IN),
    Route("committees/<int:pk>/seats", take_seat, "seat-take", roles.MANAGE_ORGS, writes=True),
    Route("committees/<int:pk>/seats/<int:seat>/leave", leave_seat, "seat-leave",
          roles.MANAGE_ORGS, writes=True),
    Route("committees/<int:pk>/quorum", set_quorum, "quorum-set", roles.SET_UNSET, writes=True),
    Route("committees/<int:pk>/meetings/new", plan, "meeting-new", roles.ASSIGN),
)  # fmt: skip
