"""登记事项: the kinds of matter a person may open by hand, and the form of one."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.flows.flow import Flow, flows
from bihuan.kernel.flows.openings import may_open, open_by_hand
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.kinds import KINDS
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotAllowed, NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.modules.correspondence.flows import WordingFlow
from bihuan.modules.dossier import census
from bihuan.modules.enforcement.case_flow import CaseFlow
from bihuan.modules.inspections import findings
from bihuan.modules.tips.tip_flow import UNTOLD

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.openings import OpeningForm
from ..queries import matters as lists
from ..queries import obligations as reads
from ..queries.kinds import by_domain
from ..templatetags.bihuan import STAGES, day

#: Kinds with a page of their own, by the name of its address.
ELSEWHERE = {WordingFlow.key: "wordings"}


def kinds(request: WorkbenchRequest) -> HttpResponse:
    """Show which kinds of matter the viewer's post may open."""
    shown = {"domains": by_domain(openings(request.viewer))}
    return render(request, "workbench/matter_kinds.html", shown)


def opening(request: WorkbenchRequest, key: str) -> HttpResponse:
    """Show the form that opens a matter of one kind, and open it."""
    if key in ELSEWHERE:
        return redirect(ELSEWHERE[key])
    flow = _flow(key)
    if not may_open(flow, request.viewer):
        kinds = "、".join(KINDS[key].title for key in flow.opening.kinds) if flow.opening else ""
        can = f"{kinds or '安委办、部门和镇街'}的岗位"
        raise NotAllowed(f"您的岗位不能登记{flow.title}。", can=can)
    origin, parent = _origin(request)
    if flow.opening and flow.opening.origin and origin is None:
        raise NotAllowed(f"“{flow.opening.title}”要从责任事项的页面提出。", can="责任事项的页面")
    data = request.POST if request.method == "POST" else None
    known = _known(flow, origin) if origin else _given(flow, request.viewer, parent)
    known |= _named(flow, request)
    form = OpeningForm(flow, request.viewer, data, known, source=origin)
    made = form.tried(lambda _: _open(request, flow, form, parent, origin)) if data else None
    if made is None:
        shown = {"flow": flow, "form": form, "origin": origin, "parent": parent,
                 "proofs": flow.opening.needs if flow.opening else (),
                 "first": next(iter(flow.duties(flow.initial)), None)}  # fmt: skip
        return render(request, "workbench/matter_new.html", shown, status=form.status)
    messages.success(request, f"已登记{made.number}。")
    return redirect("matter", number=made.number)


@transaction.atomic
def _open(
    request: WorkbenchRequest, flow: type[Flow], form: OpeningForm, parent: Matter | None,
    origin: Obligation | None,
) -> Matter:  # fmt: skip
    """Open the matter with the files that were sent along; all of it or nothing."""
    made = open_by_hand(
        flow, form.given, clause=form.clause, parent=parent, source=origin, by=request.viewer,
        at=request.now,
    )  # fmt: skip
    for proof in flow.opening.needs if flow.opening else ():
        files: Any = request.FILES.getlist(f"proof-{proof.kind}")
        for file in files:
            evidence.store(
                owner=made, kind=proof.kind, name=file.name, content=file,
                happened_at=None, by=request.viewer, at=request.now,
            )  # fmt: skip
    return made


def openings(viewer: Viewer, *, on_duty: bool = False) -> list[type[Flow]]:
    """Return the kinds of matter a person may open by hand, some only ``on_duty``: on one."""
    found = [flow for flow in flows() if may_open(flow, viewer) and flow.key not in ELSEWHERE]
    return [flow for flow in found if on_duty or not (flow.opening and flow.opening.origin)]


def _flow(key: str) -> type[Flow]:
    found = next((flow for flow in flows() if flow.key == key and flow.opening), None)
    if found is None:
        raise NotFound("没有这一种可以登记的事项。")
    return found


def _origin(request: WorkbenchRequest) -> tuple[Obligation | None, Matter | None]:
    """Return the obligation, or else the matter, that the address says gives rise to this one.

    What must not be named elsewhere, a report for example, is not kept as where it comes from.
    """
    of, number = request.GET.get("of", ""), request.GET.get("matter", "")
    if of.isdecimal():
        origin = reads.find(request.viewer, int(of))
        told = origin.matter is None or origin.matter.flow not in UNTOLD
        return (origin, origin.matter) if told else (None, None)
    parent = lists.find(request.viewer, number) if number else None
    return None, parent if parent and parent.flow not in UNTOLD else None


def _given(flow: type[Flow], viewer: Viewer, parent: Matter | None) -> dict[str, Any]:
    """Return what is known without an obligation: the ground of what gives rise to it, its unit.

    Who sees her own unit alone can mean no other.
    """
    opening: Any = flow.opening
    known: dict[str, Any] = {"clause": parent and parent.clause_id}
    if viewer.sees == "own" and opening.whose in opening.asks:
        known[opening.whose] = Unit.objects.get(pk=viewer.unit_id).name
    elif parent and parent.unit and "unit" in opening.asks:
        known["unit"] = parent.unit.name
    if (finding := findings.finding_of(parent)) and flow.key == CaseFlow.key:
        known |= {"unit": finding.unit.name, "facts": findings.facts_of(finding)}
    return known


def _named(flow: type[Flow], request: WorkbenchRequest) -> dict[str, Any]:
    """Return the unit that the address names, of those whose visits the viewer may see."""
    opening, pk = flow.opening, request.GET.get("unit", "")
    if opening is None or "unit" not in (*opening.asks, *opening.takes) or not pk.isdecimal():
        return {}
    found = Unit.objects.filter(census.visible(request.viewer), pk=int(pk)).first()
    return {"unit": found.name} if found else {}


def _known(flow: type[Flow], o: Obligation) -> dict[str, Any]:
    """Return what an obligation tells about the matter it gives rise to: facts, no conclusion."""
    opening: Any = flow.opening
    known: dict[str, Any] = {"clause": o.clause_id}
    for name in opening.asks:
        field: Any = flow.of._meta.get_field(name)
        if field.related_model is Unit and o.holder:
            known[name] = o.holder.name
        elif name in ("reason", "facts"):
            known[name] = _fact(o)
    return known


def _fact(o: Obligation) -> str:
    if o.current_due is None:
        return f"“{o.title}”至今未办结。"
    due = f"“{o.title}”应于 {day(o.current_due)} 办结"
    if o.done_at:
        return f"{due}，{day(o.done_at)} 才办结。"
    reached = f"，已到“{STAGES[o.stage][2]}”" if o.stage in STAGES and o.stage else ""
    return f"{due}，至今未办结{reached}。" if reached else f"{due}。"


ROUTES = (
    Route("matters/new", kinds, "matter-kinds", SIGNED_IN),
    Route("matters/new/<str:key>", opening, "matter-new", SIGNED_IN),
)
