"""Entering a call, and whom nobody reached: 联系不上 is a finding of the town, not a blank."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from bihuan.kernel.notices import notices
from bihuan.kernel.notices.wording import Wording
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import demand, units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.refusals import Invalid, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries

from .models import Call

TEMPLATE: Final = "unreachable"
WORDING: Final = Wording(
    "联系不上", "{by}打电话催报，没有联系上{subject}：{said}。请核实联系人和电话。"
)
TOWN: Final = "town_government"
MOST: Final = 500


@transaction.atomic
def log(  # noqa: PLR0913 - a call has whom, what number, when, whether reached, what was said
    units: Sequence[Unit], *, name: str, phone: str, called_at: datetime, reached: bool, said: str,
    by: Viewer, at: datetime,
) -> Call:  # fmt: skip
    """Enter a telephone call about units that did not report, and return it.

    It is traced at each unit; whom nobody reached becomes a finding, of which the government of
    the town is told unless it called itself. It changes no due date and no stage. Raises
    :class:`Invalid` for what is missing or lies ahead, :class:`NotAllowed` for a unit outside the
    actor's scope, :class:`WrongState` for a call that is entered already.
    """
    _check(units, name, phone, said)
    if called_at > at:
        raise Invalid("通话时间不能晚于现在。", field="called_at")
    for unit in units:
        demand(by, roles.SUPERVISE, over=unit)
    told = {
        "name": name.strip(), "reached": reached, "said": said.strip(), "post_id": by.post_id,
        "at": at,
    }  # fmt: skip
    made, new = Call.objects.get_or_create(
        person_id=by.person_id, phone=phone.strip(), called_at=called_at, defaults=told
    )
    if not new:
        raise WrongState(f"这次打给{made.name}的电话已经登记过。")
    made.units.set(units)
    body = {
        "call": made.pk, "name": made.name, "reached": reached, "said": made.said,
        "called_at": called_at,
    }  # fmt: skip
    for unit in units:
        entries.append_to(unit.chain, "called", by=by, at=at, body=body)
        if not reached:
            _tell_the_town(unit, made, by=by, at=at)
    return made


def last_calls(units: Collection[int]) -> dict[int, Call]:
    """Return the latest call about each of some units, by their ids."""
    rows = Call.objects.filter(units__in=units).annotate(about=F("units"))
    rows = rows.filter(about__in=units).select_related("person", "post__unit")
    return {call.about: call for call in rows.order_by("called_at", "pk")}  # type: ignore[attr-defined]


def unreached(viewer: Viewer) -> QuerySet[Unit]:
    """Return the units in sight that nobody reached on the last call, without a report since.

    ``called_at`` is when that was.
    """
    last = Call.objects.filter(units=OuterRef("pk")).order_by("-called_at", "-pk")
    reported = Obligation.objects.everywhere("whether a unit that was called reported").filter(
        holder=OuterRef("pk"), done_at__gt=OuterRef("called_at")
    )
    called = Call.units.through.objects.values("unit")
    rows = Unit.objects.filter(units_seen(viewer), pk__in=called, until=None).annotate(
        called_at=Subquery(last.values("called_at")[:1]),
        was_reached=Subquery(last.values("reached")[:1]),
    )
    return rows.filter(~Exists(reported.exclude(mode="")), was_reached=False)


def chosen(viewer: Viewer, keys: Iterable[str]) -> list[Unit]:
    """Return units by their keys. Raises :class:`NotFound` when one is not in sight."""
    wanted = {int(key) for key in keys if key.isdecimal()}
    found = list(Unit.objects.filter(units_seen(viewer), pk__in=wanted).order_by("pk"))
    if len(found) != len(wanted):
        raise NotFound("有的单位不在您的管辖范围，或者已经没有了。")
    return found


def _check(units: Sequence[Unit], name: str, phone: str, said: str) -> None:
    if not 0 < len(units) <= MOST:
        raise Invalid(f"一次通话要写明是哪些单位，1 到 {MOST} 个。", field="unit")
    for field, title, given in (
        ("name", "联系人", name), ("phone", "电话", phone), ("said", "通话情况", said)
    ):  # fmt: skip
        if not given.strip():
            raise Invalid(f"还没有填写“{title}”。", field=field)


def _tell_the_town(unit: Unit, call: Call, *, by: Viewer, at: datetime) -> None:
    towns = Unit.objects.filter(kind=TOWN, place_path__in=ancestors(unit.place_path), until=None)
    town = max(towns, key=lambda one: len(one.place_path), default=None)
    if town is None or town.pk in (by.unit_id, unit.pk):
        return
    notices.write(
        key=f"{unit.chain}:call:{call.pk}", unit=town, post=None, chain=unit.chain,
        template=TEMPLATE, subject=unit.name, facts={"by": by.label, "said": call.said},
        stage=0, urgent=False, at=at,
    )  # fmt: skip
