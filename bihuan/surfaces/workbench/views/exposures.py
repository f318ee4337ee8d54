"""接害人员: the workers one keeps, one worker's file, examinations, diseases; each look traced."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.health import cases, parties, privacy, workers
from bihuan.modules.health.models import Disease, Examination, ExposedWorker

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..answers import unkept
from ..forms import occupational as forms
from ..forms.form import Form
from ..queries import matters as lists
from ..queries import occupational as reads
from ..queries.paging import counted, page


def roster(request: WorkbenchRequest) -> HttpResponse:
    """Show the workers one keeps, or oneself."""
    return _roster(request)


def _roster(request: WorkbenchRequest, form: Form | None = None) -> HttpResponse:
    viewer, filters = request.viewer, reads.Workers.read(request.GET)
    rows = workers.listed(viewer, q=filters.q[:60], which=filters.which, left=filters.left)
    unit = Unit.objects.get(pk=viewer.unit_id)
    keeps = unit.kind == "enterprise" and parties.employs(viewer, unit.pk)
    return render(request, "workbench/occupational/workers.html", {
        "filters": filters, "chips": list(filters.chips()), "count": counted(rows),
        "page": page(rows, reads.BY_UNIT, after=request.GET.get("after", "")),
        "states": reads.WORKERS.items(), "keeps": keeps, "today": viewer.on,
        "form": form or (forms.WorkerForm(prefix="worker") if keeps else None),
    }, status=form.status if form else 200)  # fmt: skip


def enter(request: WorkbenchRequest) -> HttpResponse:
    """Enter a worker at a post with hazards."""
    form = forms.WorkerForm(request.POST, prefix="worker")
    unit = Unit.objects.get(pk=request.viewer.unit_id)
    made = form.tried(lambda given: workers.enter(
        unit, given.pop("name"), by=request.viewer, at=request.now, **given
    ))  # fmt: skip
    if made is None:
        return _roster(request, form)
    messages.success(request, f"{made}已登记为接害人员。")
    return redirect("occupational-worker", pk=made.pk)


def show(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show one worker's file; results are opened one by one."""
    return _file(request, workers.find(request.viewer, pk))


def _file(
    request: WorkbenchRequest, row: ExposedWorker, opened: Examination | None = None,
    **bound: Form,
) -> HttpResponse:  # fmt: skip
    viewer = request.viewer
    keeps = parties.employs(viewer, row.unit_id)
    shown: dict[str, Any] = {
        "row": row, "keeps": keeps, "own": row.person_id == viewer.person_id, "opened": opened,
        "examinations": row.examinations.order_by("-on", "-pk"), "today": viewer.on,
        "missing": workers.missing_of(row, viewer.on),
        "diseases": row.diseases.select_related("disease__matter").order_by("-pk"),
    }  # fmt: skip
    if keeps:
        shown |= {
            "exam_form": forms.ExaminationForm(prefix="exam"),
            "work_form": forms.WorkForm(prefix="work"),
            "leave_form": forms.LeaveForm(prefix="leave"),
            "disease_form": forms.DiseaseForm(viewer),
        }  # fmt: skip
    status = next((form.status for form in bound.values()), 200)
    return unkept(render(request, "workbench/occupational/worker.html", shown | bound,
                         status=status))  # fmt: skip


def _answered(
    request: WorkbenchRequest, row: ExposedWorker, form: Form, act: Callable[..., Any],
    says: Callable[[Any], str],
) -> HttpResponse:  # fmt: skip
    """Do an act on a worker with what was filled in; show the file again with what was refused."""
    done = form.tried(lambda given: act(row, by=request.viewer, at=request.now, **given))
    if done is None:
        return _file(request, row, None, **{f"{form.prefix}_form": form})
    messages.success(request, says(done))
    return redirect("occupational-worker", pk=row.pk)


def examine(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Enter an examination."""
    row, form = workers.find(request.viewer, pk), forms.ExaminationForm(request.POST, prefix="exam")
    return _answered(request, row, form, workers.examine, _examined)


def _examined(done: Examination) -> str:
    due = done.worker.due_on
    following = f"下次检查 {due}" if due else "下次检查日期未设定"
    return f"已登记 {done.on} 的{done.get_kind_display()}检查，{following}。"


def work(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Let a worker begin."""
    row, form = workers.find(request.viewer, pk), forms.WorkForm(request.POST, prefix="work")
    return _answered(request, row, form, workers.let_work, lambda done: (
        f"{done.person.name}从 {done.since} 起上岗。"
    ))  # fmt: skip


def leave(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Note that a worker left the post."""
    row, form = workers.find(request.viewer, pk), forms.LeaveForm(request.POST, prefix="leave")
    return _answered(request, row, form, workers.leave, lambda done: (
        f"{done.person.name}从 {done.until} 起离开接害岗位，档案留着。"
    ))  # fmt: skip


def report(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Report a suspected or diagnosed disease."""
    row, form = workers.find(request.viewer, pk), forms.DiseaseForm(request.viewer, request.POST)
    made = form.tried(lambda given: cases.report(
        row, by=request.viewer, at=request.now, **given
    ))  # fmt: skip
    if made is None:
        return _file(request, row, disease_form=form)
    messages.success(request, f"已报告，编号 {made.number}。页面和痕迹里没有姓名和病名。")
    return redirect("matter", number=made.number)


def result(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show the result of an examination; that it was opened is traced."""
    opened = privacy.open_result(pk, by=request.viewer, at=request.now)
    return _file(request, opened.worker, opened)


def patient(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Show whom a case is about; that it was opened is traced."""
    found = lists.find(request.viewer, number)
    record = Disease.objects.filter(pk=found.pk).select_related("matter", "unit").first()
    if record is None:
        raise NotFound("这件事项不是职业病报告。")
    opened = privacy.open_patient(record, by=request.viewer, at=request.now)
    return unkept(render(request, "workbench/occupational/patient.html", {
        "disease": record, "patient": opened,
    }))  # fmt: skip


KEEP, AT = roles.MANAGE_ORGS, "occupational/workers/<int:pk>"
ROUTES = (
    Route("occupational/workers", roster, "occupational-workers", SIGNED_IN),
    Route("occupational/workers/enter", enter, "occupational-enter", KEEP, writes=True),
    Route(AT, show, "occupational-worker", SIGNED_IN),
    Route(f"{AT}/examine", examine, "occupational-examine", KEEP, writes=True),
    Route(f"{AT}/work", work, "occupational-work", KEEP, writes=True),
    Route(f"{AT}/leave", leave, "occupational-leave", KEEP, writes=True),
    Route(f"{AT}/report", report, "occupational-report", KEEP, writes=True),
    Route("occupational/examinations/<int:pk>", result, "occupational-result", SIGNED_IN,
          writes=True),
    Route("occupational/cases/<str:number>", patient, "occupational-patient", SIGNED_IN,
          writes=True),
)  # fmt: skip
