"""The register of rescue teams: entered, manned, looked at, called out, disbanded; each traced."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand, demand_place
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import in_shanghai
from bihuan.modules import demand_words

from . import sharing
from .models import CallUp, Member, Readiness, Team

_NOT_THERE: Final = "没有这支队伍，或者不向您的岗位公开。"


def serving(on: date, to: str = "") -> Q:
    """Match the members of a day, by a path to them."""
    return Q(**{f"{to}since__lte": on}) & (Q(**{f"{to}until": None}) | Q(**{f"{to}until__gt": on}))


def unqualified(on: date) -> Q:
    """Match the members whose qualification has ended by a day."""
    return Q(valid_until__lt=on)


def listed(by: Viewer, **asked: Any) -> QuerySet[Team]:
    """Return the teams a viewer finds, with ``strength`` (members today) and ``last_check``.

    ``q`` keeps names, skills and units, ``kind`` a kind; ``which`` those ``short`` of their fixed
    size, ``unready`` at the last check, ``unchecked`` or with a qualification ``expired``.
    """
    on = by.on
    strong = Count("members", filter=serving(on, "members__"), distinct=True)
    last = Readiness.objects.filter(team=OuterRef("pk")).order_by("-on", "-pk")
    rows = Team.objects.filter(sharing.seen(by) & on_day(on)).annotate(
        strength=strong, last_check=Subquery(last.values("on")[:1]),
        last_ready=Subquery(last.values("ready")[:1]),
    )  # fmt: skip
    if words := asked.get("q"):
        rows = rows.filter(
            Q(name__icontains=words) | Q(unit__name__icontains=words)
            | Q(skills__icontains=words) | Q(covers__icontains=words)
        )  # fmt: skip
    if asked.get("kind"):
        rows = rows.filter(kind=asked["kind"])
    if which := asked.get("which"):
        rows = rows.filter(_which(which, on))
    return rows.select_related("unit", "place")


WHICH: Final = {
    "short": "不足核定人数", "unready": "上次检查不能出动", "unchecked": "没有检查过",
    "expired": "有人资格过期",
}  # fmt: skip


def counts(by: Viewer) -> list[tuple[str, str, int]]:
    """Return how many teams in sight fall short in each way, with its title."""
    return [(key, title, listed(by, which=key).count()) for key, title in WHICH.items()]


def _which(which: str, on: date) -> Any:
    if which == "short":
        return Q(strength__lt=F("needed"))
    if which == "unready":
        return Q(last_ready=False)
    if which == "unchecked":
        return Q(last_check=None)
    lapsed = Member.objects.filter(serving(on) & unqualified(on), team=OuterRef("pk"))
    return Exists(lapsed)


def find(by: Viewer, pk: int) -> Team:
    """Return a team a viewer finds, also one that is no more. Raises :class:`NotFound`."""
    rows = Team.objects.filter(sharing.seen(by)).select_related("unit", "place")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(_NOT_THERE)
    return row


def keeps(by: Viewer, team: Team) -> bool:
    """Say whether a viewer looks after the team's unit, and so sees its people and telephones."""
    return bool(Team.objects.filter(sharing.kept(by), pk=team.pk).exists())


@transaction.atomic
def enter(unit: Unit, place: Place, *, by: Actor, at: datetime, **given: Any) -> Team:
    """Enter a team of a unit and return it. ``given`` are fields of :class:`Team`.

    Raises :class:`NotAllowed`, :class:`Invalid` naming the field.
    """
    demand(by, roles.MANAGE_ORGS, over=unit)
    demand_place(by, place)
    row = Team(unit=unit, place=place, place_path=place.path, **given)
    _keep(row, at)
    _note(row, "team_entered", by, at, name=row.name, kind=row.kind, needed=row.needed)
    return row


@transaction.atomic
def correct(team: Team, *, by: Actor, at: datetime, **given: Any) -> Team:
    """Change what is written of a team; return it. Raises refusals."""
    row = _held(team, by)
    before = {name: str(getattr(row, name)) for name in given}
    for name, value in given.items():
        setattr(row, name, value)
    _keep(row, at)
    changed = {n: [old, str(getattr(row, n))] for n, old in before.items()
               if old != str(getattr(row, n))}  # fmt: skip
    _note(row, "team_changed", by, at, changed=changed)
    return row


def _keep(row: Team, at: datetime) -> None:
    """Check what is written of a team and save it."""
    demand_words(row, "name", "skills", "address", "duty_phone")
    if row.kind not in Team.Kind.values:
        raise Invalid("还没有选择“队伍种类”。", field="kind")
    if row.since > in_shanghai(at).date():
        raise Invalid(f"成立日期 {row.since} 还没有到。", field="since")
    if row.needed is not None and not (row.needed_basis or "").strip():
        raise Invalid("核定了人数的，写明依据。", field="needed_basis")
    row.shared_path = sharing.path_of(row.shared, row.place)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Invalid(f"{row.unit.name}已有队伍“{row.name}”。", field="name") from error


@transaction.atomic
def disband(team: Team, *, on: date, reason: str, by: Actor, at: datetime) -> Team:
    """Note that a team is no more from a day on. Raises refusals."""
    row = _held(team, by)
    if on > in_shanghai(at).date() or on < row.since:
        raise Invalid(f"撤销日期应在 {row.since} 和今天之间。", field="on")
    if not reason.strip():
        raise Invalid("还没有填写“撤销原因”。", field="reason")
    row.until, row.reason = on, reason.strip()
    row.save(update_fields=["until", "reason"])
    _note(row, "team_disbanded", by, at, on=str(on), reason=row.reason)
    return row


@transaction.atomic
def join(team: Team, *, by: Actor, at: datetime, **given: Any) -> Member:
    """Put somebody into a team; return the line. ``given`` are fields of :class:`Member`."""
    row, today = _held(team, by), in_shanghai(at).date()
    member = Member(team=row, **given)
    demand_words(member, "name", "phone")
    if member.since > today:
        raise Invalid(f"入队日期 {member.since} 还没有到。", field="since")
    twice = row.members.filter(serving(today), name=member.name, phone=member.phone)
    if twice.exists():
        raise Invalid(f"{member.name}已在队里。", field="name")
    member.save()
    _note(row, "team_joined", by, at, member=member.pk, name=member.name, part=member.part)
    return member


@transaction.atomic
def leave(member: Member, *, on: date, by: Actor, at: datetime) -> Member:
    """Note that somebody left a team on a day."""
    row = _held(member.team, by)
    held = row.members.select_for_update().get(pk=member.pk)
    if held.until is not None:
        raise WrongState(f"{held.name}已于 {held.until} 离队。")
    if on > in_shanghai(at).date() or on < held.since:
        raise Invalid(f"离队日期应在 {held.since} 和今天之间。", field="on")
    held.until = on
    held.save(update_fields=["until"])
    _note(row, "team_left", by, at, member=held.pk, name=held.name, on=str(on))
    return held


@transaction.atomic
def check(team: Team, *, by: Viewer, at: datetime, **given: Any) -> Readiness:
    """Note how ready a team was found (战备检查); return it.

    Raises refusals, and :class:`Invalid` for more people than the team has, or nothing found.
    """
    row = _held(team, by)
    made = Readiness(team=row, by_id=by.person_id, at=at, **given)
    if made.on > in_shanghai(at).date() or made.on < row.since:
        raise Invalid(f"检查日期应在 {row.since} 和今天之间。", field="on")
    strong = row.members.filter(serving(made.on)).count()
    if made.present > strong:
        raise Invalid(f"那一天在队 {strong} 人，实到不能是 {made.present} 人。", field="present")
    demand_words(made, "findings")
    made.save()
    _note(row, "team_checked", by, at, on=str(made.on), ready=made.ready, present=made.present)
    return made


@transaction.atomic
def call_up(team: Team, *, by: Viewer, at: datetime, **given: Any) -> CallUp:
    """Note that a team was called out; return it. Moments come in their order, none ahead."""
    row = _held(team, by)
    made = CallUp(team=row, by_id=by.person_id, at=at, **given)
    demand_words(made, "called_by", "where", "event")
    _in_order(((name, getattr(made, name)) for name in ("called_at", "arrived_at", "returned_at")),
              at)  # fmt: skip
    made.save()
    _note(row, "team_called", by, at, call=made.pk, where=made.where, event=made.event,
          people=made.people)  # fmt: skip
    return made


def _in_order(moments: Iterable[tuple[str, datetime | None]], at: datetime) -> None:
    before: datetime | None = None
    for name, moment in moments:
        if moment is None:
            continue
        if moment > at:
            raise Invalid("时间不能晚于现在。", field=name)
        if before is not None and moment < before:
            raise Invalid("接到调用、到达、返回要依次不早于前一个。", field=name)
        before = moment


def _held(team: Team, by: Actor) -> Team:
    """Lock a team that is still there, if the actor may keep it."""
    rows = Team.objects.select_for_update(of=("self",)).select_related("unit", "place")
    row = rows.get(pk=team.pk)
    demand(by, roles.MANAGE_ORGS, over=row.unit)
    if row.until is not None:
        raise WrongState(f"{row}已于 {row.until} 撤销。")
    return row


def _note(row: Team, verb: str, by: Actor, at: datetime, **more: Any) -> None:
    entries.append_to(row.unit.chain, verb, by=by, at=at, body={"team": row.pk, **more})
