"""设定: what the documents leave open here, and who settles it by name."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.obligations import assignments, ladders
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.refusals import NotFound

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.settings import LadderForm, OpenForm
from ..queries import unwritten


def settings(request: WorkbenchRequest) -> HttpResponse:
    """Show what the documents leave open in the viewer's place, what waits, what was set."""
    return _page(request)


def set_open(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Set what a rule leaves open, for the viewer's place and below."""
    one = unwritten.open_rule(request.viewer, pk, request.now)
    if one is None:
        raise NotFound("没有这条规则，或它没有留下要设定的内容。")
    form = OpenForm(one, request.POST)
    done = form.tried(lambda _: _decide(request, one.rule.key, form, form.values))
    if done is None:
        return _page(request, rule=form, rule_id=pk)
    messages.success(request, f"已为{done}设定“{one.rule.title}”。系统从本期起生成责任。")
    return redirect("settings")


def adopt(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Adopt a suggested ladder for the viewer's place and below, or drop it again."""
    ladder = unwritten.suggestions(request.viewer).filter(pk=pk).first()
    if ladder is None:
        raise NotFound("没有这个督办阶梯，或它是文件写明的，不用采用。")
    drops = request.POST.get("act") == "drop"
    form = LadderForm(pk, request.POST, asks_hours=unwritten.asks_hours(ladder) and not drops)
    adopts = {ladders.FIELD: None if drops else True}
    done = form.tried(lambda given: _decide(
        request, ladder.key, form, adopts | ({"due": given["hours"]} if "hours" in given else {})
    ))  # fmt: skip
    if done is None:
        return _page(request, ladder=form, ladder_id=pk)
    messages.success(request, f"已在{done}{'停用' if drops else '采用'}“{ladder.title}”。")
    return redirect("settings")


@transaction.atomic
def _decide(
    request: WorkbenchRequest, key: str, form: OpenForm | LadderForm, values: dict[str, Any]
) -> str:
    """Record the values, all or none, for the viewer's place; return its name."""
    place = _place(request)
    for field, value in values.items():
        assignments.decide(
            key, field, value, place=place, reason=form.cleaned_data["reason"],
            by=request.viewer, at=request.now,
        )  # fmt: skip
    return place.name


def _place(request: WorkbenchRequest) -> Place:
    return Place.objects.get(path=request.viewer.path)


def _page(
    request: WorkbenchRequest,
    *,
    rule: OpenForm | None = None,
    rule_id: int = 0,
    ladder: LadderForm | None = None,
    ladder_id: int = 0,
) -> HttpResponse:
    viewer, now = request.viewer, request.now
    rules = unwritten.open_rules(viewer, now)
    suggested = unwritten.suggested(viewer, now)
    bound = rule or ladder
    return render(request, "workbench/settings.html", {
        "rules": [(one, rule if rule and one.rule.pk == rule_id else OpenForm(one))
                  for one in rules],
        "missing": sum(bool(one.missing) for one in rules),
        "suggested": [
            (one, ladder if ladder and one.ladder.pk == ladder_id
             else LadderForm(one.ladder.pk, asks_hours=one.asks_hours))
            for one in suggested
        ],
        "unadopted": sum(not one.counts for one in suggested),
        "unowned": unwritten.unowned(viewer),
        "undated": unwritten.undated(viewer),
        "unwatched": unwritten.unwatched(viewer),
        "history": unwritten.history(viewer, now),
        "place": _place(request),
        "fields": unwritten.FIELD_TITLES,
    }, status=bound.status if bound else 200)  # fmt: skip


ROUTES = (
    Route("settings", settings, "settings", SIGNED_IN),
    Route("settings/rules/<int:pk>", set_open, "settings-set", roles.SET_UNSET, writes=True),
    Route("settings/ladders/<int:pk>", adopt, "settings-adopt", roles.SET_UNSET, writes=True),
)
