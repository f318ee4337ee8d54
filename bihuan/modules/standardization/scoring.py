"""Scored lists and what an enterprise and its reviewers give for each item."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet, Sum

from bihuan.kernel.flows.changes import hold, record_change
from bihuan.kernel.orgs import places, roles
from bihuan.kernel.orgs.authority import demand
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries
from bihuan.kernel.trace.models import Matter

from . import rules
from .models import Grading, ItemScore, Standard, StandardItem


def in_use(path: str, on: date) -> QuerySet[Standard]:
    """Return the lists in use in a place on a day: of its departments and those above."""
    rows = Standard.objects.filter(unit__place_path__in=places.ancestors(path), since__lte=on)
    return rows.filter(until=None).select_related("unit").order_by("name", "pk")


@transaction.atomic
def keep(  # noqa: PLR0913 - a list has a name, a source, a day and its text
    unit: Unit, *, name: str, source: str, since: date, text: str, by: Viewer, at: datetime
) -> Standard:  # fmt: skip
    """Enter a scored list, or the next version of the one of this name; the earlier one stays.

    Raises :class:`NotAllowed` for an enterprise, :class:`Invalid` naming the line that cannot be
    read.
    """
    demand(by, roles.SUPERVISE, over=unit)
    for field, title, value in (("name", "标准名称", name), ("source", "出处", source)):
        if not value.strip():
            raise Invalid(f"还没有填写“{title}”。", field=field)
    try:
        found = rules.items(text)
    except rules.BadLine as error:
        raise Invalid(str(error), field="text") from error
    rows = Standard.objects.filter(unit=unit, name=name.strip())
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    rows.filter(until=None).update(until=since)
    made = Standard.objects.create(
        unit=unit, name=name.strip(), version=version, source=source.strip(), since=since,
        by_id=by.person_id, at=at,
    )  # fmt: skip
    StandardItem.objects.bulk_create(StandardItem(standard=made, **vars(one)) for one in found)
    body = {"name": made.name, "version": version, "items": len(found)}
    entries.append_to(unit.chain, "standard_kept", by=by, at=at, body=body)
    return made


@transaction.atomic
def score(
    record: Grading, standard: Standard | None, given: Mapping[int, Decimal | None], *,
    by: Viewer, at: datetime,
) -> Decimal:  # fmt: skip
    """Write what is given for items, by their keys, and return the sum.

    Own scores while the enterprise assesses itself, those of the review while the department
    reviews.

    Raises :class:`NotAllowed`, :class:`WrongState`, :class:`Invalid` for too many points.
    """
    matter, name, unit = _hold(record, by)
    does = roles.MANAGE_ORGS if name == "own" else roles.SUPERVISE
    if by.unit_id != unit or not by.can(does):
        raise NotAllowed("自评由企业打分，评审由定级部门打分。", can="企业、定级部门")
    chosen = standard if name == "own" else record.standard
    if chosen is None or not in_use_or_kept(record, chosen, by):
        raise NotFound("没有这份评分标准。")
    if record.standard_id != chosen.pk:
        record.scores.all().delete()
        record.standard = chosen
        record.save(update_fields=["standard"])
    for item in chosen.items.all():
        points = given.get(item.pk)
        if points is not None:
            _write(record, item, name, points)
    whole = total(record, name)
    record_change(matter, "items_scored", by=by, at=at, body={"by": name, "sum": str(whole)})
    return whole


def in_use_or_kept(record: Grading, chosen: Standard, by: Viewer) -> bool:
    """Say whether a list may be scored: the one chosen already, or one in use where the unit is."""
    rows = in_use(record.unit.place_path, by.on)
    return record.standard_id == chosen.pk or rows.filter(pk=chosen.pk).exists()


def _write(record: Grading, item: StandardItem, name: str, points: Decimal) -> None:
    if not 0 <= points <= item.points:
        says = f"{item.number} 满分 {item.points.normalize():f}，给了 {points.normalize():f}。"
        raise Invalid(says, field=f"item{item.pk}")
    if name == "own":
        ItemScore.objects.update_or_create(grading=record, item=item, defaults={"own": points})
    else:
        record.scores.filter(item=item).update(reviewed=points)


def _hold(record: Grading, by: Viewer) -> tuple[Matter, str, int]:
    rows = Matter.objects.everywhere("the scores of a grading")
    revision = rows.values_list("revision", flat=True).get(pk=record.pk)
    matter = hold(record.pk, by=by, revision=revision)
    if matter.state == "scoring":
        return matter, "own", record.unit_id
    if matter.state == "reviewing":
        return matter, "reviewed", record.office_id
    raise WrongState(f"{matter.number} 现在不打分。")


def total(record: Grading, name: str) -> Decimal:
    """Return the sum of what was given."""
    return record.scores.aggregate(sum=Sum(F(name)))["sum"] or Decimal(0)


def unscored(record: Grading, _: Any = None) -> str:
    """Say which items of the chosen list nobody has scored; nothing where no list was chosen."""
    if record.standard is None:
        return ""
    done = record.scores.values("item")
    left = record.standard.items.exclude(pk__in=done).order_by("pk")
    named = "、".join(left.values_list("number", flat=True)[:5])
    return f"还有 {left.count()} 项没有打分：{named}。" if named else ""


def by_aspect(record: Grading) -> list[tuple[str, Decimal, Decimal, Decimal | None]]:
    """Return, for each of the four aspects, its points, what was given by itself and on review.

    None on review while nothing of the aspect was scored there.
    """
    found: list[tuple[str, Decimal, Decimal, Decimal | None]] = []
    rows = list(record.scores.select_related("item"))
    for key, title in rules.ASPECTS.items():
        of = [row for row in rows if row.item.aspect == key]
        if of:
            points = sum((row.item.points for row in of), Decimal(0))
            own = sum((row.own for row in of), Decimal(0))
            seen = [row.reviewed for row in of if row.reviewed is not None]
            found.append((title, points, own, sum(seen, Decimal(0)) if seen else None))
    return found
