"""题库: the questions of one's unit and of those above, for who organises exams only."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.modules.training import questions
from bihuan.modules.training.models import Question

from ..access import Route, WorkbenchRequest
from ..forms.form import Form
from ..forms.training import QuestionForm
from ..queries.paging import Order, counted, page

ORDER = (Order("unit_id"), Order("number"), Order("pk"))


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the bank, and take a new question or the next version of one."""
    form = QuestionForm(request.POST or None)
    if form.is_bound:
        made = form.tried(lambda _: _kept(request, form))
        if made is not None:
            messages.success(request, f"第 {made.number} 题已存为第 {made.version} 版。")
            return redirect("questions")
    return _bank(request, form)


def _kept(request: WorkbenchRequest, form: QuestionForm) -> Question:
    facts = form.facts
    return questions.keep(facts.pop("number"), by=request.viewer, at=request.now, **facts)


def _bank(request: WorkbenchRequest, form: Form) -> HttpResponse:
    viewer = request.viewer
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "subject", "kind")}
    rows = questions.listed(viewer, **asked)
    return render(request, "workbench/training/questions.html", {
        "page": page(rows, ORDER, after=request.GET.get("after", "")), "count": counted(rows),
        "subjects": questions.subjects(viewer), "kinds": Question.Kind.choices, "asked": asked,
        "form": form,
    }, status=form.status)  # fmt: skip


def edit(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show a question of one's own bank filled in, to be changed into its next version."""
    row = questions.find(request.viewer, pk)
    form = QuestionForm(initial={
        "number": row.number, "subject": row.subject, "kind": row.kind, "stem": row.stem,
        "options": "" if row.kind == "judgement" else "\n".join(row.options),
        "answer": row.answer, "source": row.source,
    })  # fmt: skip
    versions = Question.objects.filter(unit=row.unit, number=row.number).order_by("-version")
    return render(request, "workbench/training/question.html", {
        "row": row, "form": form, "versions": versions,
    })  # fmt: skip


def retire(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Take a question out of use."""
    row = questions.retire(questions.find(request.viewer, pk), by=request.viewer, at=request.now)
    messages.success(request, f"第 {row.number} 题已停用，以前的试卷不受影响。")
    return redirect("questions")


KEEP = roles.MANAGE_ORGS
ROUTES = (
    Route("questions", listing, "questions", KEEP),
    Route("questions/<int:pk>", edit, "question", KEEP),
    Route("questions/<int:pk>/retire", retire, "question-retire", KEEP, writes=True),
)
