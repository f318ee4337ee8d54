"""Several rows of the desk at once: remind, name an owner, hand on; and what came of each."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.policy.review import Desk

from .. import chosen
from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..chosen import Act, Given
from ..forms.obligations import AssignForm


def act(request: WorkbenchRequest) -> HttpResponse:
    """Do an act to the rows ticked; first ask for the unit and the reason where it needs them."""
    found = chosen.ACTS.get(request.POST.get("act", ""))
    if found is None:
        raise NotFound("没有这种办法。可以催办、指定责任单位、转交。")
    keys = request.POST.getlist("pick")
    given = Given(Desk(request.viewer, request.now, 0))
    if found.asks:
        chosen.picked(keys)
        form = AssignForm(request.viewer, request.POST if "assign-reason" in request.POST else None)
        if not form.is_bound or not form.is_valid():
            return _asked(request, found, keys, form)
        given = Given(given.desk, form.cleaned_data["unit"], form.cleaned_data["reason"])
    return _told(request, found, chosen.carry_out(found, keys, given), given)


def _asked(request: WorkbenchRequest, act: Act, keys: list[str], form: AssignForm) -> HttpResponse:
    rows = Obligation.objects.visible_to(request.viewer).filter(pk__in=chosen.picked(keys))
    shown = {"act": act, "rows": rows.select_related("holder").order_by("pk"), "form": form,
             "picks": keys, "back": _back(request)}  # fmt: skip
    return render(request, "workbench/chosen_ask.html", shown, status=form.status)


def _told(request: WorkbenchRequest, act: Act, outcomes: Any, given: Given) -> HttpResponse:
    refused = chosen.refused(outcomes)
    return render(request, "workbench/chosen.html", {
        "act": act,
        "done": [one for one in outcomes if not one.refusal],
        "refused": refused,
        "count": len(outcomes),
        "unit": given.unit,
        "back": _back(request),
    })  # fmt: skip


def _back(request: WorkbenchRequest) -> str:
    """Return the query of the desk the rows were ticked on; its address stays our own."""
    query = request.POST.get("back", "")
    return query if query.startswith("?") else ""


ROUTES = (Route("desk/chosen", act, "desk-chosen", SIGNED_IN, writes=True),)
