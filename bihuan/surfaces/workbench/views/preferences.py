"""接收偏好: over which channels a person is told, when, and when not."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.orgs.models import Person
from bihuan.modules.accounts import preferences as kept

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.preferences import PreferenceForm


def preferences(request: WorkbenchRequest) -> HttpResponse:
    """Show how one is told, and change it."""
    known = kept.held(request.viewer)
    form = PreferenceForm(known, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        form.tried(lambda given: kept.choose(
            given["channels"], digest_hour=given["digest_hour"], quiet_from=given["quiet_from"],
            quiet_until=given["quiet_until"], by=request.viewer, at=request.now,
        ))  # fmt: skip
        if not form.errors:
            messages.success(request, "接收偏好已保存，从下一份通知起照此送。")
            return redirect("preferences")
    shown = {"form": form, "person": Person.objects.get(pk=request.viewer.person_id)}
    return render(request, "workbench/preferences.html", shown, status=form.status)


ROUTES = (Route("me/preferences", preferences, "preferences", SIGNED_IN),)
