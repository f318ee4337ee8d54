"""Bars: what follows from a decision, what is in force on a day, whom no post may be given to."""

from collections.abc import Iterable
from datetime import date
from string import ascii_uppercase
from typing import Any

from django.db.models import Q, QuerySet

from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.periods import label_of

from . import packs
from .models import Accountability, Bar

#: How many digits of a class of GB/T 4754 name its division.
DIVISION = 2
#: What keeps a person from a post.
BARS_POSTS = (Bar.What.APPOINTMENT, Bar.What.INDUSTRY)


def arise(record: Accountability) -> list[Bar]:
    """Make the bars that follow from a decision by the documents in force where the unit is.

    Raises :class:`Invalid` when one names "the same industry" and the unit's is not registered.
    """
    since = record.effective_on
    if since is None:
        raise Invalid("还没有填写“生效日期”。", field="effective_on")
    if since < record.happened_on:
        says = f"生效日期不能早于发生日期 {record.happened_on}。"
        raise Invalid(says, field="effective_on")
    made = []
    for line, window in _windows(record, since):
        if line.what == packs.VETO:
            continue
        industry = _division(record, line)
        made.append(Bar(
            person=None if line.whole_unit else record.person,
            unit=record.unit if line.whole_unit else None,
            cause=record.matter, key=line.key, what=line.what, clause=window.clause,
            says=window.says, since=since, until=window.until, leads=list(line.from_leads),
            kinds=list(line.from_kinds), industry=industry,
        ))  # fmt: skip
    return Bar.objects.bulk_create(made)


def vetoing(record: Accountability) -> list[packs.Window]:
    """Return the windows in which a decision vetoes the assessment of its unit."""
    since = record.effective_on
    found = _windows(record, since) if since else []
    return [window for line, window in found if line.what == packs.VETO]


def _windows(record: Accountability, since: date) -> list[tuple[packs.Line, packs.Window]]:
    lines = (line for line, _ in packs.binding(record.unit.place_path) if _follows(line, record))
    found = ((line, packs.window(line, since)) for line in lines)
    return [(line, window) for line, window in found if window is not None]


def _follows(line: packs.Line, record: Accountability) -> bool:
    if line.what != packs.VETO and line.whole_unit != (record.person_id is None):
        return False
    post = record.post
    asked = (
        (line.measures, record.measure),
        (line.events, record.event),
        (line.liabilities, record.liability),
        (line.kinds, record.unit.kind),
        (line.leads, post.lead if post else ""),
    )
    return all(not words or word in words for words, word in asked)


def _division(record: Accountability, line: packs.Line) -> str:
    if not line.same_industry:
        return ""
    if not record.unit.industry:
        says = f"{record.unit.name}没有登记行业，“本行业”无从认定。请先补登行业。"
        raise Invalid(says, field="measure", can="安委办、主管部门维护单位的岗位")
    return _divided(record.unit.industry)


def _divided(industry: str) -> str:
    """Return the division of a class, which may be written with its letter: 33 of C3391."""
    return industry.lstrip(ascii_uppercase)[:DIVISION]


def in_force(
    on: date, *, person: Person | None = None, unit: Unit | None = None, what: str = ""
) -> list[Bar]:
    """Return what bars a person, or else a unit, on a day, the longest first."""
    whose = Q(person=person) if person else Q(unit=unit, person=None)
    rows = standing(on).filter(whose)
    if what:
        rows = rows.filter(what=what)
    found = list(rows.select_related("clause__document", "cause", "person", "unit"))
    return sorted(found, key=lambda bar: (bar.until or date.max, bar.pk), reverse=True)


def from_awards(unit: Unit, person: Person | None, on: date) -> list[str]:
    """Return in words what bars a person, or else a unit, from awards on a day."""
    return [said(bar) for bar in in_force(on, person=person, unit=unit, what=Bar.What.AWARD)]


def standing(on: date) -> QuerySet[Bar]:
    """Return the bars in force on a day."""
    unended = Q(until=None) | Q(until__gt=on)
    return Bar.objects.filter(
        unended, Q(revoked_on=None) | Q(revoked_on__gt=on), since__lte=on
    ).exclude(person=None, unit=None)


def said(bar: Bar) -> str:
    """Return a bar in words: what, until when, by which clause."""
    ends = f"{bar.since} 至 {bar.until}（不含）" if bar.until else f"{bar.since} 起终身"
    clause = f"《{bar.clause.document.title}》{bar.clause.label}"
    return f"限制{bar.get_what_display()}：{ends}。依据{clause}“{bar.says}”。"


def admit(post: Post, person: Person, since: date, until: date | None) -> None:
    """Refuse a term of a person who is barred from such a post on any day of it.

    Raises :class:`NotAllowed`, with the clause.
    """
    if not post.lead and post.unit.kind not in packs.industry_kinds():
        return  # No bar names such a post.
    whose = Q(person=person, what__in=BARS_POSTS) | Q(unit=post.unit_id, what=Bar.What.INDUSTRY)
    rows = Bar.objects.filter(
        whose, Q(until=None) | Q(until__gt=since), Q(revoked_on=None) | Q(revoked_on__gt=since)
    ).select_related("clause__document")
    if until is not None:
        rows = rows.filter(since__lt=until)
    for bar in rows.order_by("pk"):
        if _covers(bar, post):
            ends = f"到{label_of(bar.until)}" if bar.until else "终身"
            named = f"{person.name}{ends}不得担任{post.unit.name}的{post.title}"
            if bar.unit_id:
                named = f"{post.unit.name}{ends}行业禁入，不能任命{post.title}"
            says = f"{named}：《{bar.clause.document.title}》{bar.clause.label}“{bar.says}”。"
            raise NotAllowed(says, clause=bar.clause, can="无人；限制撤销或者期满后再任命")


def _covers(bar: Bar, post: Post) -> bool:
    """Say whether a bar names such a post; a unit of unknown industry is not held to be another."""
    unit = post.unit
    if bar.unit_id:
        return bar.unit_id == unit.pk
    alike = not bar.industry or not unit.industry or _divided(unit.industry) == bar.industry
    return (not bar.leads or post.lead in bar.leads) and unit.kind in bar.kinds and alike


def held_against(bars: Iterable[Bar], on: date) -> dict[int, list[str]]:
    """Return, by bar, the posts its person still holds although it names them."""
    found: dict[int, list[str]] = {}
    for bar in bars:
        if bar.what not in BARS_POSTS or bar.person is None:
            continue
        terms = bar.person.terms.filter(Q(until=None) | Q(until__gt=on), since__lte=on)
        held = [t.post for t in terms.select_related("post__unit") if _covers(bar, t.post)]
        if held:
            found[bar.pk] = [f"{post.unit.name}{post.title}" for post in held]
    return found


def revoke(matter: Matter, on: date) -> int:
    """End the bars of a decision that is revoked, from a day on; return how many."""
    return matter.bars.filter(revoked_on=None).update(revoked_on=on)


def listed(viewer: Viewer, **asked: Any) -> QuerySet[Bar]:
    """Return the bars of the cases a viewer may open, the latest first.

    ``on`` keeps those in force on a day, ``what`` those of a kind, ``q`` those whose person or unit
    has these words in the name.
    """
    rows = Bar.objects.filter(cause__in=Matter.objects.visible_to(viewer))
    if asked.get("on"):
        rows = rows.filter(pk__in=standing(asked["on"]).values("pk"))
    if asked.get("what"):
        rows = rows.filter(what=asked["what"])
    if words := asked.get("q"):
        rows = rows.filter(Q(person__name__icontains=words) | Q(unit__name__icontains=words))
    shown = rows.select_related(
        "person", "unit", "clause__document", "cause__accountability__unit"
    ).defer("clause__document__text", "clause__document__compiled")
    return shown.order_by("-since", "-pk")
