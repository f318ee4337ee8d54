"""救援队伍: the register, one team with people, readiness, call-ups, equipment and agreements."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import may
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.trace.models import Matter
from bihuan.modules.emergency import agreement_flow, teams
from bihuan.modules.emergency.models import Member, Team

from ..access import SIGNED_IN, Route, WorkbenchRequest
from ..forms import emergency as forms
from ..forms.form import Form
from ..queries import emergency as reads
from ..sheets import List, handed_out

LAST = 10
EXPORTED = (
    *("队伍", "种类", "所属单位", "驻地", "地址", "值班电话", "擅长处置", "责任区", "出动（分钟）"),
    *("到达（分钟）", "在队人数", "核定人数", "最近检查", "能否出动"),
)


def listing(request: WorkbenchRequest) -> HttpResponse:
    """Show the teams that answer the filters, those nearest to a place first where one is named."""
    return _list(request)


def _list(request: WorkbenchRequest, form: Form | None = None) -> HttpResponse:
    viewer, filters = request.viewer, reads.Teams.read(request.GET)
    form = form or (forms.TeamForm(viewer) if viewer.can(roles.MANAGE_ORGS) else None)
    shown = filters.shown(viewer, request.GET.get("after", "")) | {"form": form}
    status = form.status if form else 200
    return render(request, "workbench/emergency/teams.html", shown, status=status)


def export(request: WorkbenchRequest) -> HttpResponseBase:
    """Return the teams that answer the filters as CSV or Excel."""
    filters = reads.Teams.read(request.GET)
    rows = (
        (row.name, row.get_kind_display(), row.unit.name, row.place.name, row.address,
         row.duty_phone, row.skills, row.covers, row.turn_out, row.arrive, row.strength,
         row.needed, row.last_check, {True: "能", False: "不能"}.get(row.last_ready, ""))
        for row in filters.exported(request.viewer)
    )  # fmt: skip
    return handed_out(request, List("应急救援队伍", filters.basis, EXPORTED, rows))


def enter(request: WorkbenchRequest) -> HttpResponse:
    """Enter a team."""
    form = forms.TeamForm(request.viewer, request.POST)
    made = form.tried(lambda given: teams.enter(by=request.viewer, at=request.now, **given))
    if made is None:
        return _list(request, form)
    messages.success(request, f"已登记{made}。接着登记队员。")
    return redirect("team", pk=made.pk)


def one(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Show a team; the telephones of its people only to who looks after its unit."""
    return _page(request, teams.find(request.viewer, pk))


def _page(request: WorkbenchRequest, team: Team, **bound: Form) -> HttpResponse:
    viewer, on = request.viewer, request.viewer.on
    inside = teams.keeps(viewer, team)
    keeps = inside and team.until is None and may(viewer, roles.MANAGE_ORGS, over=team.unit)
    members = team.members.filter(teams.serving(on)).order_by("part", "pk")
    agreed = Matter.objects.visible_to(viewer).filter(rescue_agreement__team=team)
    shown: dict[str, Any] = {
        "team": team,
        "inside": inside,
        "keeps": keeps,
        "strength": members.count(),
        "members": list(members) if inside else [],
        "today": on,
        "checks": list(team.checks.order_by("-on", "-pk")[:LAST]),
        "calls": list(team.calls.order_by("-called_at", "-pk")[:LAST]) if inside else [],
        "equipment": list(team.equipment.filter(ended_on=None).order_by("kind", "pk")),
        "agreements": list(agreed.select_related("rescue_agreement__client").order_by("-pk")),
        "agree_form": forms.AgreementForm(prefix="agree")
        if team.until is None and team.unit_id != viewer.unit_id and viewer.can(roles.FULFIL)
        else None,
    }
    if keeps:
        shown |= {
            "team_form": forms.TeamForm(viewer, team=team),
            "member_form": forms.MemberForm(prefix="member"),
            "check_form": forms.CheckForm(prefix="check"),
            "call_form": forms.CallForm(prefix="call"),
            "end_form": forms.EndForm(prefix="end"), "leave_form": forms.DayForm(prefix="leave"),
        }  # fmt: skip
    status = next((form.status for form in bound.values()), 200)
    return render(request, "workbench/emergency/team.html", shown | bound, status=status)


def correct(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Put right what is written of a team."""
    team = teams.find(request.viewer, pk)
    form = forms.TeamForm(request.viewer, request.POST, team)
    done = form.tried(lambda given: teams.correct(team, by=request.viewer, at=request.now, **given))
    return _back(request, team, done, "已更正。", team_form=form)


def join(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Put somebody into a team."""
    team, form = teams.find(request.viewer, pk), forms.MemberForm(request.POST, prefix="member")
    done = form.tried(lambda given: teams.join(team, by=request.viewer, at=request.now, **given))
    return _back(request, team, done, f"{done}已登记到{team}。", member_form=form)


def leave(request: WorkbenchRequest, pk: int, member: int) -> HttpResponse:
    """Note that somebody left a team."""
    team, form = teams.find(request.viewer, pk), forms.DayForm(request.POST, prefix="leave")
    row = Member.objects.select_related("team").filter(team=team, pk=member).first()
    if row is None:
        raise NotFound("队里没有这个人。")
    done = form.tried(
        lambda given: teams.leave(row, on=given["on"], by=request.viewer, at=request.now)
    )
    return _back(request, team, done, f"{row}已记为离队。", leave_form=form)


def check(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Note how ready a team was found."""
    team, form = teams.find(request.viewer, pk), forms.CheckForm(request.POST, prefix="check")
    done = form.tried(lambda _: teams.check(team, by=request.viewer, at=request.now, **form.facts))
    return _back(request, team, done, "战备检查已登记。", check_form=form)


def call(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Note that a team was called out."""
    team, form = teams.find(request.viewer, pk), forms.CallForm(request.POST, prefix="call")
    done = form.tried(lambda given: teams.call_up(team, by=request.viewer, at=request.now, **given))
    return _back(request, team, done, "调用已登记。", call_form=form)


def end(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Note that a team is no more."""
    team, form = teams.find(request.viewer, pk), forms.EndForm(request.POST, prefix="end")
    done = form.tried(lambda given: teams.disband(team, by=request.viewer, at=request.now, **given))
    return _back(request, team, done, f"{team}已记为撤销。", end_form=form)


def agree(request: WorkbenchRequest, pk: int) -> HttpResponse:
    """Propose a rescue agreement of one's unit with a team."""
    team, form = teams.find(request.viewer, pk), forms.AgreementForm(request.POST, prefix="agree")
    made = form.tried(
        lambda given: agreement_flow.propose(team, by=request.viewer, at=request.now, **given)
    )
    if made is None:
        return _page(request, team, agree_form=form)
    messages.success(request, f"已提出 {made.number}，等救援队伍所属单位确认。")
    return redirect("matter", number=made.number)


def _back(
    request: WorkbenchRequest, team: Team, done: Any, says: str, **bound: Form
) -> HttpResponse:
    if done is None:
        return _page(request, team, **bound)
    messages.success(request, says)
    return redirect("team", pk=team.pk)


KEEP, AT = roles.MANAGE_ORGS, "emergency/teams/<int:pk>"
ROUTES = (
    Route("emergency/teams", listing, "teams", SIGNED_IN),
    Route("emergency/teams/export", export, "teams-export", roles.EXPORT),
    Route("emergency/teams/enter", enter, "team-enter", KEEP, writes=True),
    Route(AT, one, "team", SIGNED_IN),
    Route(f"{AT}/correct", correct, "team-correct", KEEP, writes=True),
    Route(f"{AT}/members", join, "team-join", KEEP, writes=True),
    Route(f"{AT}/members/<int:member>/leave", leave, "team-leave", KEEP, writes=True),
    Route(f"{AT}/checks", check, "team-check", KEEP, writes=True),
    Route(f"{AT}/calls", call, "team-call", KEEP, writes=True),
    Route(f"{AT}/end", end, "team-end", KEEP, writes=True),
    Route(f"{AT}/agree", agree, "team-agree", roles.FULFIL, writes=True),
)
