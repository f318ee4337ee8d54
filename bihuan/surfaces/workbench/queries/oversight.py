"""What the page of an oversight activity shows besides: each problem, whose, how it stands."""

from collections.abc import Mapping
from typing import Any

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.oversight import issues
from bihuan.modules.oversight.flows import IssueFlow, OversightFlow

from ..forms.oversight import IssueForm


def oversight_of(matter: Matter, viewer: Viewer) -> Mapping[str, Any]:
    """Return the problems of an activity and the form for one more; nothing of other matters."""
    if matter.flow != OversightFlow.key:
        return {}
    record = flow_of(matter.flow).record(matter.pk)
    gives = viewer.unit_id == record.office_id and viewer.can(roles.SUPERVISE)
    rows = list(issues.problems(viewer, of=record.pk).order_by("pk"))
    return {
        "oversight": record,
        "raised": [(one, state_of(one)) for one in rows],
        "issue_form": IssueForm(viewer) if gives and matter.state in issues.OPEN else None,
    }


def state_of(one: Any) -> str:
    """Return how far a problem is, in words."""
    return IssueFlow.states[one.matter.state].title
