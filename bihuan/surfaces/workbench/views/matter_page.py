"""The page of a matter: the next step, whose turn it is, why not, proof, trace, letters."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from bihuan.kernel.flows.flow import Flow, flow_of
from bihuan.kernel.flows.timeline import lines
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from ..access import WorkbenchRequest
from ..forms.assessments import assessment_of
from ..forms.decision import DecisionForm
from ..forms.form import Form
from ..forms.indicators import indicators_of
from ..forms.steps import StepForm
from ..forms.tasks import forms_of
from ..queries import matters as lists
from ..queries.accidents import accident_of
from ..queries.answers import answers_of
from ..queries.climbs import climbs
from ..queries.comments import asking_of
from ..queries.committees import meeting_of
from ..queries.credit import listing_of
from ..queries.emergency import plan_of
from ..queries.enforcement import case_of
from ..queries.exchange import package_of
from ..queries.funds import funds_of
from ..queries.hazards import hazard_of
from ..queries.honours import commendation_of
from ..queries.inspections import inspection_of
from ..queries.kinds import by_domain
from ..queries.occupational import health_of
from ..queries.oversight import oversight_of
from ..queries.projects import project_of
from ..queries.publications import public_of
from ..queries.returns import return_of
from ..queries.rows import rows_of
from ..queries.selfcheck import selfcheck_of
from ..queries.standardization import standard_of
from ..queries.tips import tip_of
from ..queries.training import training_of
from .openings import openings


def revision_of(request: WorkbenchRequest) -> int:
    """Return which state of the matter the visitor saw; none is stale by definition."""
    given = request.POST.get("revision", "")
    return int(given) if given.isdecimal() else -1


#: What the page of some kinds of matter shows besides; nothing for the others.
PARTS: tuple[Callable[[Matter, Viewer], Mapping[str, Any]], ...] = (
    *(forms_of, indicators_of, assessment_of, asking_of, answers_of),
    *(hazard_of, accident_of, commendation_of, public_of, inspection_of, case_of, training_of),
    *(tip_of, listing_of, package_of, oversight_of, funds_of, project_of),
    *(health_of, standard_of, plan_of, selfcheck_of),
)  # fmt: skip


def page(request: WorkbenchRequest, found: Matter, **bound: Form) -> HttpResponse:
    """Return the page of a matter, with the forms that were filled in and refused, if any."""
    viewer, now = request.viewer, request.now
    if request.method == "POST":
        found = lists.find(viewer, found.number)
    flow = flow_of(found.flow)
    known = lists.read(found)
    owed = list(lists.standing(found, viewer))
    doors = lists.doors(found, known, viewer, now)
    mine = [door for door in doors if door.mine]
    steps, proofs = [door.step for door in mine], lists.checklist(mine, known.files)
    shown: dict[str, Any] = {
        "matter": found,
        "parent": lists.parent_of(found, viewer),
        "flow": flow,
        "way": lists.way(flow, found, owed, known.entries),
        "facts": lists.facts(flow, known.record),
        "owed": owed,
        "rows": rows_of(owed, viewer, now),
        "climbs": climbs(owed[0]) if owed else [],
        "form": StepForm(flow, steps, viewer, record=known.record) if mine else None,
        "mine": mine,
        "proofs": proofs,
        "needed": sum(1 for proof in proofs if proof.least and not proof.only),
        "asks": any(g.name == "审批" and not g.ok for door in mine for g in door.guards),
        "shut": [door for door in doors if door.shut],
        "gated": [door for door in doors if door.gates],
        "waiting": lists.waiting(found, known, doors, viewer),
        "deciding": DecisionForm(),
        "files": known.files,
        "kinds": _proofs(flow),
        "lines": lines(found, known.entries, known.files),
        "letters": found.letters.visible_to(viewer).select_related("addressee"),
        "children": Matter.objects.visible_to(viewer).filter(parent=found),
        "opens": by_domain(openings(viewer)),
        **_parts(found, viewer, now),
        **bound,
    }
    answer = next(iter(bound.values()), None)
    return render(request, "workbench/matter.html", shown, status=answer.status if answer else 200)


def _parts(found: Matter, viewer: Viewer, now: datetime) -> dict[str, Any]:
    shown = meeting_of(found, viewer, now) | return_of(found, viewer, now)
    for part in PARTS:
        shown |= part(found, viewer)
    return shown


def _proofs(flow: type[Flow]) -> dict[str, str]:
    """Return the titles of the proofs that a kind of matter needs, by their kinds."""
    asking = [*flow.steps.values(), *([flow.opening] if flow.opening else [])]
    return {proof.kind: proof.title for step in asking for proof in step.needs}
