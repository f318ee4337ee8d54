"""办理时限和审批: how a place runs the steps of every kind of matter."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from bihuan.kernel.flows import approvals, duties
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.obligations import assignments
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.refusals import NotFound

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms.limits import ChainForm, LimitForm
from ..queries import steps as reads


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show within what time every step is taken here, and who signs it beforehand."""
    flows = reads.steps(request.viewer, request.now)
    missing = sum(row.is_open and row.setting is None for _, rows in flows for row in rows)
    return render(request, "workbench/settings/steps.html", {
        "flows": flows, "missing": missing, "place": _place(request),
    })  # fmt: skip


def one(request: WorkbenchRequest, key: str) -> HttpResponse:
    """Show one step and the forms to set what is left open of it."""
    return _page(request, *_step(request, key))


def set_limit(request: WorkbenchRequest, key: str) -> HttpResponse:
    """Set within what time a step is taken; what waited for it is dated from now."""
    flow, row = _step(request, key)
    if not row.is_open:
        raise NotFound("这一环节的时限由条款或事项本身写明，不用设定。")
    form = LimitForm(request.POST, prefix="limit")

    @transaction.atomic
    def act(given: dict[str, Any]) -> int:
        _decide(request, row.key, reads.WITHIN, form.value, given["reason"])
        reason = f"设定“{row.step.title}”时限：{given['reason']}"
        return duties.reckon(request.viewer.path, reason=reason, by=request.viewer, at=request.now)

    dated = form.tried(act)
    if dated is None:
        return _page(request, flow, row, limit=form)
    waited = f"等着它的 {dated} 件从今天起算。" if dated else "今后产生的按它计算。"
    messages.success(request, f"已设定“{row.step.title}”：{reads.said(form.value)}。{waited}")
    return redirect("settings-step", row.key)


def set_chain(request: WorkbenchRequest, key: str) -> HttpResponse:
    """Set which posts sign a step; rounds that are running keep the posts they began with."""
    flow, row = _step(request, key)
    form = ChainForm(reads.posts_known(request.viewer), request.POST)

    def act(given: dict[str, Any]) -> bool:
        subject = f"{row.key}@{given['kind']}" if given["kind"] else row.key
        _decide(request, subject, approvals.APPROVERS, given["posts"], given["reason"])
        return True

    if not form.tried(act):
        return _page(request, flow, row, chain=form)
    posts = " → ".join(map(approvals.title_of, form.cleaned_data["posts"]))
    says = f"要先由{posts}审批" if posts else "不用审批"
    messages.success(request, f"今后“{row.step.title}”{says}。已送审的按原来的走完。")
    return redirect("settings-step", row.key)


def _decide(request: WorkbenchRequest, subject: str, field: str, value: Any, reason: str) -> None:
    assignments.decide(
        subject, field, value, place=_place(request), reason=reason, by=request.viewer,
        at=request.now,
    )  # fmt: skip


def _step(request: WorkbenchRequest, key: str) -> tuple[type[Flow], reads.Row]:
    found = reads.step_named(key, request.viewer, request.now)
    if found is None:
        raise NotFound("没有这个环节。")
    return found


def _place(request: WorkbenchRequest) -> Place:
    return Place.objects.get(path=request.viewer.path)


def _page(
    request: WorkbenchRequest,
    flow: type[Flow],
    row: reads.Row,
    *,
    limit: LimitForm | None = None,
    chain: ChainForm | None = None,
) -> HttpResponse:
    bound = limit or chain
    return render(request, "workbench/settings/step.html", {
        "flow": flow,
        "row": row,
        "limit": limit or LimitForm(prefix="limit"),
        "chain": chain or ChainForm(reads.posts_known(request.viewer)),
        "place": _place(request),
    }, status=bound.status if bound else 200)  # fmt: skip


ROUTES = (
    Route("settings/steps", listing, "settings-steps", SIGNED_IN),
    Route("settings/steps/<str:key>", one, "settings-step", SIGNED_IN),
    Route("settings/steps/<str:key>/limit", set_limit, "settings-limit", roles.SET_UNSET,
          writes=True),
    Route("settings/steps/<str:key>/chain", set_chain, "settings-chain", roles.SET_UNSET,
          writes=True),
)  # fmt: skip
