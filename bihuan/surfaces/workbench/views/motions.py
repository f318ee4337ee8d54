"""系统提请: whom the system proposes to summon or name, taken up or declined by a person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.trace.models import Matter
from bihuan.modules.committee import motions

from ..access import Route, WorkbenchRequest
from ..forms.form import Form, WordsField
from ..forms.openings import OpeningForm
from ..templatetags.bihuan import STAGES, day


class DeclineForm(Form):
    """Why a proposal is declined."""

    reason = WordsField(
        label="不提请的理由", max_length=400, help_text="写明事实；记在每一件逾期上。"
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data, prefix="decline")


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show what the system proposes, most misses first."""
    shown = {
        "rows": motions.proposed(request.viewer, request.now),
        "kinds": motions.kinds(request.viewer),
    }
    return render(request, "workbench/motions/list.html", shown)


def take_up(request: WorkbenchRequest, kind: str, pk: int) -> HttpResponse:
    """Show the form of what is proposed, filled in with the misses, and open it."""
    unit, misses = _find(request, kind, pk)
    flow, viewer = motions.FLOWS[kind], request.viewer
    data = request.POST if request.method == "POST" else None
    form = OpeningForm(flow, viewer, data, _known(kind, unit, misses))
    made: Matter | None = None
    if data is not None:
        made = form.tried(lambda _: motions.take_up(
            kind, unit, form.given, clause=form.clause, by=viewer, at=request.now
        ))  # fmt: skip
    if made is None:
        return _page(request, kind, unit, misses, form, DeclineForm(), form.status)
    messages.success(request, f"已登记{made.number}，由{made.unit.name if made.unit else ''}批准。")
    return redirect("matter", number=made.number)


def decline(request: WorkbenchRequest, kind: str, pk: int) -> HttpResponse:
    """Decline what is proposed, with a reason."""
    unit, misses = _find(request, kind, pk)
    form = DeclineForm(request.POST)
    done = form.tried(lambda given: motions.decline(
        kind, unit, given["reason"], by=request.viewer, at=request.now
    ))  # fmt: skip
    if done is None:
        opening = OpeningForm(motions.FLOWS[kind], request.viewer, None, _known(kind, unit, misses))
        return _page(request, kind, unit, misses, opening, form, form.status)
    messages.success(request, f"已写明不提请的理由，记在 {done} 件逾期上；以后新的逾期会重新提请。")
    return redirect("motions")


def _find(request: WorkbenchRequest, kind: str, pk: int) -> tuple[Unit, list[Obligation]]:
    unit = Unit.objects.filter(units_seen(request.viewer), pk=pk).first()
    misses = motions.misses_of(kind, unit, request.viewer, request.now) if unit else []
    if unit is None or not misses:
        raise NotFound("没有这件提请：可能已经办结，或者有人处理过。")
    return unit, misses


def _page(  # noqa: PLR0913 - two forms about one unit's misses
    request: WorkbenchRequest, kind: str, unit: Unit, misses: list[Obligation],
    form: OpeningForm, declining: DeclineForm, status: int,
) -> HttpResponse:  # fmt: skip
    shown = {
        "kind": kind, "flow": motions.FLOWS[kind], "unit": unit, "misses": misses,
        "form": form, "declining": declining,
    }  # fmt: skip
    return render(request, "workbench/motions/motion.html", shown, status=status)


def _known(kind: str, unit: Unit, misses: list[Obligation]) -> dict[str, object]:
    """Return the facts the form begins with: what was missed, counted; no conclusion."""
    lines = [f"{n}. {_fact(o)}" for n, o in enumerate(misses, 1)]
    told = f"{unit.name}有 {len(misses)} 件事督办后仍未办结：\n" + "\n".join(lines)
    return {"unit": unit.name, ("reason" if kind == "interview" else "facts"): told}


def _fact(o: Obligation) -> str:
    basis = f"（{o.clause}）" if o.clause else ""
    return f"“{o.title}”{basis}应于 {day(o.current_due)} 办结，已到“{STAGES[o.stage][2]}”。"


ROUTES = (
    Route("motions", listing, "motions", roles.SUPERVISE),
    Route("motions/<str:kind>/<int:pk>", take_up, "motion", roles.SUPERVISE),
    Route("motions/<str:kind>/<int:pk>/decline", decline, "motion-decline", roles.SUPERVISE,
          writes=True),
)  # fmt: skip
