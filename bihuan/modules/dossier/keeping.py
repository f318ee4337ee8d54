"""The one door by which a fact of an enterprise comes into its dossier, and its history.

Every fact is kept once: where the register of units has it, it is put right there. A change says
from which day it holds and on what basis; the trace of the unit keeps old and new.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, prefetch_related_objects

from bihuan.kernel.orgs import roles, units
from bihuan.kernel.orgs.authority import SIGHTS, demand
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Conflict, Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.kernel.trace import entries
from bihuan.lib.clocks import in_shanghai

from . import catalogue
from .binding import Bindings
from .catalogue import ATTRIBUTE, COLUMN, FACTS, UNIT, Fact
from .models import Dossier, FactChange, SideIndustry

ENTERPRISE: Final = "enterprise"
SIDE: Final = "side_industries"
MOST_BASIS: Final = 200


def of(unit: Unit) -> Dossier:
    """Return the dossier of an enterprise, an empty unsaved one where nothing was entered yet."""
    return Dossier.objects.filter(unit=unit).first() or Dossier(unit=unit)


def values(unit: Unit, dossier: Dossier | None = None) -> dict[str, Any]:
    """Return every fact that is known of an enterprise today, by its key."""
    held = dossier or of(unit)
    found = {key: _value(fact, unit, held) for key, fact in FACTS.items() if key != SIDE}
    found[SIDE] = sorted(one.code for one in unit.side_industries.all())
    return {key: value for key, value in found.items() if value not in (None, "", [])}


def values_on(units: Sequence[Unit], day: date) -> dict[int, dict[str, Any]]:
    """Return what was known of enterprises of a day by their keys, as their history tells it today.

    Three queries however many they are.
    """
    held = Dossier.objects.in_bulk([one.pk for one in units])
    prefetch_related_objects(units, "side_industries")
    later: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = FactChange.objects.filter(unit__in=units, since__gt=day).order_by("since", "pk")
    for unit, fact, old in rows.values_list("unit_id", "fact", "old"):
        later[unit].setdefault(fact, old)
    made = {}
    for one in units:
        now = values(one, held.get(one.pk) or Dossier(unit=one)) | later[one.pk]
        made[one.pk] = {key: value for key, value in now.items() if value not in (None, "", [])}
    return made


def industries_of(unit: Unit) -> list[str]:
    """Return the classes of industry an enterprise works in, without letters, the main one first.

    The read function for other domains; empty while none is registered.
    """
    main = unit.industry.lstrip("ABCDEFGHIJKLMNOPQRST")
    side = unit.side_industries.order_by("code").values_list("code", flat=True)
    return [*([main] if main else []), *(code for code in side if code != main)]


@transaction.atomic
def keep(  # noqa: PLR0913 - a fact has a value, a day, a basis, a doer and a moment
    unit: Unit,
    facts: Mapping[str, Any],
    *,
    since: date | None = None,
    basis: str = "",
    by: Actor,
    at: datetime,
    revision: int | None = None,
    bindings: Bindings | None = None,
) -> list[FactChange]:
    """Enter facts of an enterprise from a day on (today unless told) and return what changed.

    ``bindings`` spares reading what binds in a place again for each of many enterprises.

    What is the same as before changes nothing; None takes a fact back to *not known*. Raises
    :class:`NotAllowed`, :class:`Conflict` when ``revision`` is given and not the dossier's,
    :class:`WrongState` for what is no running enterprise, :class:`Invalid` naming the fact.
    """
    checked = {key: catalogue.fact(key).check(value) for key, value in facts.items()}
    demand_facts(by, unit, checked)
    day = _day(unit, since, basis, at)
    held = locked(unit)
    held.unit = unit = Unit.objects.get(pk=unit.pk)
    if revision is not None and revision != held.revision:
        raise _conflict(held)
    before = values(unit, held)
    new = {key: value for key, value in checked.items() if value != before.get(key)}
    if not new:
        return []
    _write(held, new, day, by, at)
    same = {"unit": unit, "since": day, "basis": basis.strip(), "own": by.unit_id == unit.pk,
            "by_id": by.person_id, "post_id": by.post_id, "at": at}  # fmt: skip
    made = [FactChange(fact=key, old=before.get(key), new=new[key], **same) for key in new]
    FactChange.objects.bulk_create(made)
    told = {one.fact: [one.old, one.new] for one in made}
    body = {"since": day.isoformat(), "basis": basis, "facts": told}
    entries.append_to(unit.chain, "dossier_kept", by=by, at=at, body=body)
    follow_up(held, bindings or Bindings(at), by=by, at=at)
    return made


def locked(unit: Unit) -> Dossier:
    """Return the dossier of an enterprise, locked to the end of the transaction; begun if new."""
    rows = Dossier.objects.select_for_update().filter(pk=unit.pk)
    return rows.first() or rows.model.objects.get_or_create(unit=unit)[0]


def follow_up(dossier: Dossier, bindings: Bindings, *, by: Actor, at: datetime) -> bool:
    """Look again at what follows from the facts, staffing and tier; say whether that changed."""
    from . import routing, staffing

    given = bindings.of(dossier.unit.place_path)
    changed = staffing.check(dossier, given, by=by, at=at)
    changed = routing.reckon(dossier, given) or changed
    if changed:
        dossier.save(update_fields=["unmet", "findings", "duty", "tier_due"])
    return changed


def changed(unit: Unit, *, by: Actor, at: datetime) -> None:
    """Follow a change of the register of units; quiet while a unit has no dossier."""
    held = Dossier.objects.select_related("unit").filter(pk=unit.pk).first()
    if held is not None:
        follow_up(held, Bindings(at), by=by, at=at)


def demand_facts(by: Actor, unit: Unit, facts: Mapping[str, Any]) -> None:
    """Refuse who may not enter these facts: of itself, an enterprise states what is its ``own``."""
    demand(by, roles.MANAGE_ORGS, over=unit)
    if isinstance(by, Viewer) and by.sees == SIGHTS[0]:
        for key in facts:
            if not FACTS[key].own:
                above = unit.supervisor.name if unit.supervisor else "安委办"
                says = f"“{FACTS[key].title}”决定本单位适用哪些规则，不由本单位自己填。"
                raise NotAllowed(says, can=above)


def history(unit: Unit, fact: str = "") -> Iterator[FactChange]:
    """Yield the changes of an enterprise's facts, or of one of them, the latest first."""
    rows = FactChange.objects.filter(unit=unit, **({"fact": fact} if fact else {}))
    yield from rows.select_related("by", "post").order_by("-since", "-pk")


def shown(fact: str, value: Any) -> str:
    """Return a value of a fact as people read it."""
    return FACTS[fact].shown(value) if fact in FACTS else str(value or "")


def in_place(known: Mapping[str, Any]) -> int:
    """Return how many of the five (责任、投入、培训、管理、应急救援到位) are stated to be so."""
    return sum(known.get(key) is True for key in catalogue.IN_PLACE)


def _day(unit: Unit, since: date | None, basis: str, at: datetime) -> date:
    today = in_shanghai(at).date()
    if unit.kind != ENTERPRISE:
        raise WrongState(f"{unit.name}不是生产经营单位，没有企业档案。")
    if unit.until is not None:
        raise WrongState(f"{unit.name}已于 {unit.until} 终止，档案不再改。")
    if since and since > today:
        raise Invalid("“从哪天起”不能晚于今天；以后的变化到时再填。", field="since")
    if len(basis.strip()) > MOST_BASIS:
        raise Invalid(f"“依据”最多 {MOST_BASIS} 个字。", field="basis")
    return since or today


def _value(fact: Fact, unit: Unit, held: Dossier) -> Any:
    if fact.home == UNIT:
        return getattr(unit, fact.key)
    if fact.home == ATTRIBUTE:
        return unit.attributes.get(fact.key)
    if fact.home == COLUMN:
        return getattr(held, fact.key)
    return held.facts.get(fact.key)


def _write(held: Dossier, new: Mapping[str, Any], day: date, by: Actor, at: datetime) -> None:
    unit = held.unit
    register: dict[str, Any] = {}
    attributes = dict(unit.attributes)
    for key, value in new.items():
        fact = FACTS[key]
        if key == SIDE:
            _write_side(unit, value or [])
        elif fact.home == UNIT:
            register[key] = "" if value is None and key == "industry" else value
        elif fact.home == ATTRIBUTE:
            attributes[key] = value
        elif fact.home == COLUMN:
            setattr(held, key, "" if value is None and key != "above_scale" else value)
        else:
            held.facts = {k: v for k, v in held.facts.items() if k != key}
            held.facts |= {key: value} if value is not None else {}
    kept = {key: value for key, value in attributes.items() if value is not None}
    if kept != unit.attributes:
        register["attributes"] = kept
    held.revision += 1
    held.save()
    if register:
        units.correct(unit, register, by=by, at=at)
        unit.refresh_from_db()
    tagging = [FACTS[key] for key in new if FACTS[key].tags]
    for fact in tagging:
        _write_tags(unit, fact, held, day, by, at)
    if register or tagging:
        # What was put right in the register has been followed up by then.
        held.refresh_from_db()
        held.unit = unit


def _write_side(unit: Unit, codes: list[str]) -> None:
    unit.side_industries.exclude(code__in=codes).delete()
    rows = [SideIndustry(unit=unit, code=code) for code in codes]
    SideIndustry.objects.bulk_create(rows, ignore_conflicts=True)


def _write_tags(  # noqa: PLR0913 - a category of a unit from a day
    unit: Unit, fact: Fact, held: Dossier, day: date, by: Actor, at: datetime
) -> None:
    """Let the category of the register that follows from a fact begin, or end, on its day."""
    wanted = fact.tag(getattr(held, fact.key))
    running = Q(until=None)
    for word in set(fact.tags.values()):
        there = unit.tags.filter(running, tag=word).first()
        if word == wanted and there is None:
            units.tag(unit, word, since=day, by=by, at=at)
        elif word != wanted and there is not None:
            ends = max(day, there.since or day)
            units.untag(unit, word, on=ends, by=by, at=at)


def _conflict(held: Dossier) -> Conflict:
    last = FactChange.objects.filter(unit=held.unit_id).select_related("by").order_by("-pk").first()
    who = last.by.name if last and last.by else "系统"
    what = f"改了“{FACTS[last.fact].title}”" if last else "改了企业档案"
    when = last.at if last else None
    return Conflict(revision=held.revision, who=who, what=what, when=when)  # type: ignore[arg-type]
