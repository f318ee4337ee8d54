"""考试: calling candidates, slips, and the page on which a paper is sat, signed in or by slip."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Actor, Machine
from bihuan.kernel.trace.models import Matter
from bihuan.modules.training import candidates, exam_flow, rosters, sittings
from bihuan.modules.training.models import Candidate, Exam, Sitting

from ..access import PUBLIC, SIGNED_IN, Route, WorkbenchRequest, is_part
from ..forms import training as forms
from ..queries import matters as lists
from ..queries import training as reads
from .matter_page import page as matter_page

#: Where the browser of somebody without a sign-in keeps that a slip admitted him.
ADMITTED = "admission"
BY_SLIP = "准考码"


def mine(request: WorkbenchRequest) -> HttpResponse:
    """Show the exams one is called to."""
    return render(request, "workbench/training/exams.html", {
        "seats": candidates.own(request.viewer).prefetch_related("sittings"),
    })  # fmt: skip


def seat(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show one's own seat: the rules before, the paper meanwhile, the result after."""
    return _seat(request, candidates.find_own(request.viewer, pk))


def act(request: WorkbenchRequest, pk: int, what: str) -> HttpResponse:
    """Begin, save or hand in one's own paper."""
    found = candidates.find_own(request.viewer, pk)
    return _act(request, found, what, by=request.viewer)


def slip(request: HttpRequest) -> HttpResponse:
    """Take the key of an admission slip, and lead on to its seat."""
    form = forms.SlipForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            found = candidates.admitted(form.cleaned_data["key"])
        except NotFound as refused:
            form.add_error("key", refused.says)
        else:
            request.session[ADMITTED] = [found.pk, found.key]
            return redirect("slip-seat")
    return _private(render(request, "workbench/training/slip.html", {"form": form},
                           status=form.status))  # fmt: skip


def slip_seat(request: HttpRequest) -> HttpResponse:
    """Show the seat that a slip admitted to."""
    return _seat(cast(WorkbenchRequest, request), _admitted(request))


def slip_act(request: HttpRequest, what: str) -> HttpResponse:
    """Begin, save or hand in the paper of a slip."""
    found = _admitted(request)
    by = Machine(f"{BY_SLIP}·{found.trainee.person.name}")
    return _act(cast(WorkbenchRequest, request), found, what, by=by)


def _admitted(request: HttpRequest) -> Candidate:
    pk, key = request.session.get(ADMITTED, (0, ""))
    row = Candidate.objects.filter(pk=pk, key=key).exclude(key="").select_related(
        "exam__matter", "exam__office", "trainee__person", "trainee__unit"
    ).first()  # fmt: skip
    if row is None:
        raise NotFound(candidates.NO_SLIP)
    return row


def _seat(request: WorkbenchRequest, candidate: Candidate) -> HttpResponse:
    at, sitting = request.now, _last(candidate, request.now)
    running = sitting is not None and sitting.ended_at is None
    turn = candidate.sittings.count() + 1
    exam = candidate.exam
    shown: dict[str, Any] = {
        "candidate": candidate, "exam": exam, "sitting": sitting, "running": running,
        "full_mark": exam_flow.full_mark(exam), "address": _addresses(request, candidate),
        "why_not": "" if running else sittings.closed_because(candidate, turn, at),
        "left": exam.tries - turn + 1,
    }  # fmt: skip
    if running and sitting is not None:
        shown |= {"sheet": sittings.sheet(sitting), "minutes": _minutes(sitting, at)}
    elif sitting is not None and exam.matter.closed_at is not None:
        shown["mistakes"] = sittings.mistakes(sitting)
    return _private(render(request, "workbench/training/seat.html", shown))


def _addresses(
    request: WorkbenchRequest, candidate: Candidate
) -> Callable[[str], str] | dict[str, str]:
    if request.viewer is not None:
        return {what: reverse("exam-act", args=[candidate.pk, what]) for what in ACTS}
    return {what: reverse("slip-act", args=[what]) for what in ACTS}


def _act(request: WorkbenchRequest, candidate: Candidate, what: str, *, by: Actor) -> HttpResponse:
    """Do what was asked with a paper; a part of the page says what was saved, nothing else."""
    at = request.now
    back = redirect("exam-seat", pk=candidate.pk) if request.viewer is not None else redirect(
        "slip-seat")  # fmt: skip
    if what == "begin":
        sittings.begin(candidate, by=by, at=at)
        return back
    if what not in ACTS:
        raise NotFound("没有这个操作。")
    sitting = sittings.current(candidate, at)
    answers = _answers(request)
    if what == "save" and sitting.ended_at is None and at < sitting.ends_at:
        held = sittings.save(sitting, answers, at=at)
        shown = {"saved": held, "minutes": _minutes(held, at), "answered": _answered(held)}
        if is_part(request):
            return _private(render(request, "workbench/training/saved.html", shown))
        return back
    if sitting.ended_at is None:
        sittings.hand_in(sitting, answers, by=by, at=at)
        return back
    if is_part(request):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return back


ACTS = ("begin", "save", "hand-in")


def _answers(request: HttpRequest) -> dict[str, str]:
    """Return the letters chosen by position; a question that was shown and left open is open."""
    found = {n: "" for n in request.POST.getlist("asked")}
    for name in request.POST:
        if name.startswith("q"):
            found[name[1:]] = "".join(request.POST.getlist(name))
    return found


def _answered(sitting: Sitting) -> int:
    return sum(bool(letters) for letters in sitting.answers.values())


def _minutes(sitting: Sitting, at: Any) -> int:
    return max(0, int((sitting.ends_at - at).total_seconds()) // 60)


def _last(candidate: Candidate, at: Any) -> Sitting | None:
    try:
        return sittings.current(candidate, at)
    except NotFound:
        return None


def _private(page: HttpResponse) -> HttpResponse:
    page["Cache-Control"] = "no-store"
    return page


def call(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Call people of rosters to an exam."""
    found = lists.find(request.viewer, number)
    offered = list(reads.callable_to(request.viewer, _exam(found)))
    form = forms.PeopleForm(offered, request.POST, "考生")
    made = form.tried(lambda _: candidates.call(
        found, rosters.named(request.viewer, form.chosen), by=request.viewer, at=request.now
    ))  # fmt: skip
    if made is None:
        return matter_page(request, found, people_form=form)
    messages.success(request, f"新增考生 {made} 人。")
    return redirect("matter", number=number)


def make_slip(request: WorkbenchRequest, number: str, pk: int) -> HttpResponse:
    """Make the admission slip of a candidate, shown once."""
    found = lists.find(request.viewer, number)
    row = candidates.of_exam(_exam(found)).filter(pk=pk).first()
    if row is None:
        raise NotFound("没有这名考生。")
    key = candidates.make_slip(row, by=request.viewer, at=request.now)
    address = request.build_absolute_uri(reverse("slip"))
    parts = [key[n : n + 4] for n in range(0, len(key), 4)]
    return _private(render(request, "workbench/training/slip_made.html", {
        "candidate": row, "exam": row.exam, "key": "-".join(parts), "address": address,
    }))  # fmt: skip


def _exam(matter: Matter) -> Exam:
    row = Exam.objects.filter(pk=matter.pk).select_related("office", "matter").first()
    if row is None:
        raise NotFound("这件事项不是考试。")
    return row


KEEP = roles.MANAGE_ORGS
ROUTES = (
    Route("exams", mine, "exams", SIGNED_IN),
    Route("exams/slip", slip, "slip", PUBLIC),
    Route("exams/slip/paper", slip_seat, "slip-seat", PUBLIC),
    Route("exams/slip/paper/<str:what>", slip_act, "slip-act", PUBLIC, writes=True),
    Route("exams/<int:pk>", seat, "exam-seat", SIGNED_IN),
    Route("exams/<int:pk>/<str:what>", act, "exam-act", SIGNED_IN, writes=True),
    Route("training/exams/<str:number>/people", call, "exam-call", KEEP, writes=True),
    Route("training/exams/<str:number>/slips/<int:pk>", make_slip, "exam-slip", KEEP, writes=True),
)
