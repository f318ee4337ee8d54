"""企业账号申请: asked for by anybody with a credit code; looked up by the receipt alone."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from bihuan.kernel.trace.models import Entry
from bihuan.modules.accounts import enrolments
from bihuan.modules.accounts.enrolments import Application
from bihuan.modules.accounts.flows import EnrolmentFlow
from bihuan.modules.accounts.models import Invitation
from bihuan.surfaces import lockout

from ..access import PUBLIC, Route
from ..answers import unkept
from ..forms.enrolments import EnrolForm


def enrol(request: HttpRequest) -> HttpResponse:
    """Show the application, and take it; the answer is the same whatever is registered."""
    if request.method != "POST":
        return render(request, "workbench/enrolments/new.html", {"form": EnrolForm()})
    form = EnrolForm(request.POST, request.FILES)
    receipt = form.tried(lambda given: _applied(request, given))
    if receipt is None:
        shown = {"form": form}
        return render(request, "workbench/enrolments/new.html", shown, status=form.status)
    address = settings.ORIGIN + reverse("enrolment", args=[receipt])
    shown = {"address": address, "receipt": receipt}
    return unkept(render(request, "workbench/enrolments/taken.html", shown))


def enrolment(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show how far an application is; an admitted one leads on to making the sign-in."""
    found = enrolments.find(receipt)
    state = EnrolmentFlow.states[found.matter.state]
    if state is EnrolmentFlow.admitted and Invitation.objects.filter(digest=found.digest).exists():
        return redirect("join", key=receipt)
    decided = Entry.objects.filter(chain=found.matter.chain, verb=EnrolmentFlow.refuse.name)
    shown = {
        "enrolment": found, "state": state, "refused": state is EnrolmentFlow.refused,
        "decided": decided.first(),
    }  # fmt: skip
    return unkept(render(request, "workbench/enrolments/state.html", shown))


def _applied(request: Any, given: dict[str, Any]) -> str:
    file = given.pop("licence")
    application = Application(**given, licence=file, licence_name=file.name)
    return enrolments.apply(application, address=lockout.address(request), at=request.now)


ROUTES = (
    Route("enrol", enrol, "enrol", PUBLIC),
    Route("enrol/<str:receipt>", enrolment, "enrolment", PUBLIC),
)
