"""事项: the list, one matter with its next step, approvals on the way, handing it over."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.flows import signatures
from bihuan.kernel.flows.advance import Moved, advance, open_to
from bihuan.kernel.flows.flow import flow_of, flows
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import NotAllowed
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Evidence, Matter

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.decision import DecisionForm
from ..forms.steps import StepForm
from ..queries import matters as lists
from ..queries.kinds import by_domain
from ..queries.paging import counted
from ..sheets import List, handed_out
from ..templatetags.bihuan import day
from .matter_page import page, revision_of
from .openings import openings

UPLOAD = "proof-"


def matters(request: WorkbenchRequest) -> HttpResponse:
    """Show the matters the viewer sees, the worst first."""
    filters = lists.Filters.read(request.GET)
    found = lists.listed(request.viewer, filters, after=request.GET.get("after", ""))
    return render(request, "workbench/matters.html", {
        "filters": filters,
        "chips": list(filters.chips(request.viewer)),
        "page": found,
        "states": {m.pk: flow_of(m.flow).states[m.state].title for m in found.rows},
        "titles": {m.pk: flow_of(m.flow).title for m in found.rows},
        "turns": lists.turns(found.rows),
        "domains": by_domain(flows()),
        "opens": bool(openings(request.viewer)),
        "standings": lists.STANDING,
        "count": counted(lists.matching(request.viewer, filters)),
    })  # fmt: skip


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the matters that answer the filters as CSV or Excel."""
    filters = lists.Filters.read(request.GET)
    basis = "、".join(chip.says for chip in filters.chips(request.viewer)) or "在办"
    rows = lists.exported(request.viewer, filters)
    return handed_out(request, List("事项", basis, lists.EXPORTED, rows))


def matter(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Show one matter."""
    return page(request, lists.find(request.viewer, number))


def take(request: WorkbenchRequest, number: str) -> HttpResponse:
    """Keep the files brought for a matter, and take its next step unless only files were sent."""
    found = lists.find(request.viewer, number)
    steps = open_to(found, request.viewer, request.now)
    if not steps:
        raise NotAllowed("这一步不由您的岗位办理。", can="事项页面“现在轮到谁”里的单位")
    form = StepForm(flow_of(found.flow), steps, request.viewer, request.POST)
    kept = form.done(lambda: _keep_files(request, found, steps))
    form.kept = len(kept or ())
    if kept:
        messages.success(request, f"已保存 {len(kept)} 份佐证，提交后随这一步一起计入。")
    if kept is not None and request.POST.get("act") == "upload":
        return page(request, found, form=form.unjudged())
    moved = form.tried(lambda _: _take(request, found, form)) if kept is not None else None
    if moved is None:
        return page(request, found, form=form)
    messages.success(request, said(moved))
    return redirect("matter", number=number)


def decide(request: WorkbenchRequest, number: str, step: str) -> HttpResponse:
    """Sign, or refuse to sign, a step that waits for this post's approval."""
    found = lists.find(request.viewer, number)
    viewer, known = request.viewer, lists.read(found)
    doors = lists.doors(found, known, viewer, request.now)
    rounds = lists.waiting(found, known, doors, viewer)
    waited = next((w for w in rounds if w.step.name == step), None)
    form = DecisionForm(request.POST)
    done = waited and form.tried(lambda given: signatures.decide(
        found, waited.step, agreed=given["agreed"] == "yes", opinion=given["opinion"],
        by=request.viewer, at=request.now, revision=revision_of(request),
    ))  # fmt: skip
    if not done:
        return page(request, found, deciding=form)
    messages.success(request, f"已{'同意' if done.agreed else '不同意'}“{waited.step.title}”。")
    return redirect("matter", number=number)


def said(moved: Moved | Any) -> str:
    """Say what a step did, who now has the matter, and by when."""
    if not isinstance(moved, Moved):
        return "已送审，等待审批。"
    what = f"已“{moved.step.title}”。"
    if not moved.opened:
        return what
    nxt = moved.opened[0]
    holder = nxt.holder.name if nxt.holder else "未指定的单位"
    by_when = f"应于 {day(nxt.current_due)}" if nxt.current_due else "期限未设定"
    return f"{what}现在由{holder}办理，{by_when}。"


def _keep_files(request: WorkbenchRequest, found: Matter, steps: list[Step]) -> list[Evidence]:
    """Keep the files sent for the proofs of the steps open to this person."""
    kinds = {proof.kind for step in steps for proof in step.needs}
    return [
        evidence.store(owner=found, kind=kind, name=file.name, content=file, happened_at=None,
                       by=request.viewer, at=request.now)
        for kind in sorted(kinds) for file in request.FILES.getlist(UPLOAD + kind)
    ]  # fmt: skip


def _take(request: WorkbenchRequest, found: Matter, form: StepForm) -> Any:
    step = form.chosen
    if step is None:
        return None
    kinds = {proof.kind for proof in step.needs}
    files = list(Evidence.objects.filter(chain=found.chain, kind__in=kinds).order_by("pk"))
    act = signatures.ask if request.POST.get("act") == "ask" else advance
    return act(
        found, step, by=request.viewer, at=request.now, revision=revision_of(request),
        evidence=files, fields=form.given(step),
    )  # fmt: skip


ROUTES = (
    Route("matters", matters, "matters", SIGNED_IN),
    Route("matters/export", export, "matters-export", roles.EXPORT),
    Route("matters/<str:number>", matter, "matter", SIGNED_IN),
    Route("matters/<str:number>/step", take, "matter-step", SIGNED_IN, writes=True),
    Route("matters/<str:number>/approval/<str:step>", decide, "matter-approval", SIGNED_IN,
          writes=True),
)  # fmt: skip
