"""Ending a review from its page: sending it up, releasing it, sending it back, declining it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bihuan.kernel.flows import forms
from bihuan.kernel.flows.advance import Moved, advance, open_to, why
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.flows.guards import Guard
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.orgs.refusals import Invalid, NotFound, Refused
from bihuan.kernel.trace.models import Matter

from .access import WorkbenchRequest

#: The guards a form answers by itself; the others stand as sentences beside its button.
ANSWERED = ("填写",)


@dataclass(frozen=True)
class StepForm:
    """One step a viewer may take: its form, what still stands in the way, what was typed.

    ``problem`` is the refusal of the last attempt; ``field`` names the value it is about.
    """

    step: Step
    form: forms.Form
    stops: tuple[Guard, ...]
    typed: Mapping[str, str] = field(default_factory=dict)
    problem: Refused | None = None

    @property
    def field(self) -> str:
        """The name of the value the problem is about, "" when it is about none."""
        return self.problem.field if isinstance(self.problem, Invalid) else ""


def offered(matter: Matter, request: WorkbenchRequest, failed: StepForm | None) -> list[StepForm]:
    """Return the forms of the steps the viewer may take now, first one that has just failed."""
    steps = open_to(matter, request.viewer, request.now)
    others = [s for s in steps if failed is None or s is not failed.step]
    return ([failed] if failed else []) + [_form(matter, step, request) for step in others]


def take(request: WorkbenchRequest, matter: Matter, name: str) -> Moved:
    """Take the submitted step with its values: all of it, or a :class:`Refused`."""
    flow = flow_of(matter.flow)
    step = flow.steps.get(name)
    if step is None:
        raise NotFound("没有这一步。")
    given = {key: request.POST[key] for key in (*step.asks, *step.takes) if key in request.POST}
    revision = request.POST.get("revision", "")
    return advance(
        matter,
        step,
        by=request.viewer,
        at=request.now,
        revision=int(revision) if revision.isdecimal() else -1,
        fields=given,
    )


def failed(
    request: WorkbenchRequest, matter: Matter, name: str, problem: Refused
) -> StepForm | None:
    """Return the form of a refused step with everything that was typed into it."""
    step = flow_of(matter.flow).steps.get(name)
    if step is None:
        return None
    form = _form(matter, step, request)
    return StepForm(step, form.form, form.stops, request.POST.dict(), problem)


def _form(matter: Matter, step: Step, request: WorkbenchRequest) -> StepForm:
    asked = why(matter, step, request.viewer, request.now)
    stops = (guard for guard in asked if not guard.ok and guard.name not in ANSWERED)
    return StepForm(step, forms.form(flow_of(matter.flow), step), tuple(stops))
