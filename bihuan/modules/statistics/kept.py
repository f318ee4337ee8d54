"""What the kernel itself keeps, as forms count it: units, duties, reports, records, letters."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q

from bihuan.kernel.flows.flow import flow_of, flows
from bihuan.kernel.flows.models import Transfer
from bihuan.kernel.law.records import KINDS as RECORDS
from bihuan.kernel.letters.kinds import KINDS as LETTERS
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Fulfilment, Obligation, Outcome
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.kinds import KINDS
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.counting import Axis, Line, Moment, Source, Span, matter_line, yes_or_no
from bihuan.lib.tables import Table

DUTY_STATES = dict(Outcome.choices)


def trades(_: set[Any]) -> Mapping[Any, str]:
    """Return the names of the trades (two digits of GB/T 4754)."""
    return {row["code"]: row["name"] for row in Table("industries").rows if row["level"] == "2"}


def units_named(keys: set[Any]) -> Mapping[Any, str]:
    """Return the names of units by their keys as text."""
    wanted = [int(key) for key in keys if str(key).isdecimal()]
    found = {str(pk): name for pk, name in Unit.objects.filter(pk__in=wanted).values_list(
        "pk", "name")}  # fmt: skip
    return {**found, "none": "监管单位未指定"}


def complete(source: Source) -> Source:
    """Return a source with what every record of a place and unit can be told apart and asked by."""
    more: dict[str, Axis] = {"place": Axis("按区划", source.place)}
    facts: dict[str, Any] = {}
    if source.office:
        # A unit may be handled by several offices: those counted once each do not add up.
        more["office"] = Axis("按经办单位", f"{source.office}_id", units_named, each=False)
    if source.unit is not None:
        at = f"{source.unit}__" if source.unit else ""
        more |= {
            "industry": Axis("按行业", f"{at}industry", trades, first=2),
            "supervisor": Axis("按监管单位", f"{at}supervisor_id", units_named),
            "holder": Axis("按单位", f"{at}id", units_named),
            "kind": Axis("按单位类别", f"{at}kind",
                         lambda _: {k.key: k.title for k in KINDS.values()}),
        }  # fmt: skip
        facts = {"tag": tagged(at),
                 "industry": of_industry(at)}  # fmt: skip
    return replace(source, axes={**more, **source.axes}, facts={**facts, **source.facts})


def tagged(at: str) -> Any:
    """Return the condition that a unit belongs to any of some categories at the end of a span."""

    def of(tags: tuple[Any, ...], span: Span) -> Q:
        day = span.until
        running = Q(since=None) | Q(since__lte=day)
        rows = UnitTag.objects.filter(running, Q(until=None) | Q(until__gt=day), tag__in=tags)
        # Units are looked up in one list, not each by itself: forms ask this of every unit.
        return Q(**{f"{at}pk__in": rows.values("unit")})

    return of


def of_industry(at: str) -> Any:
    """Return the condition that a unit's trade begins with any of some codes."""

    def of(codes: tuple[Any, ...], _: Span) -> Q:
        found = Q(pk__in=[])
        for code in codes:
            found |= Q(**{f"{at}industry__startswith": code})
        return found

    return of


def _units(viewer: Viewer, span: Span) -> Any:
    day = min(span.until, viewer.on)
    there = Q(until=None) | Q(until__gt=day)
    return Unit.objects.filter(units_seen(viewer), there, Q(since=None) | Q(since__lte=day))


UNITS = Source(
    "unit", "单位", "家", _units, {"since": Moment("since", dated=True)},
    lambda one: Line(one.name, KINDS[one.kind].title, one.name, one.place.name,
                     one.get_status_display(), one.since, "unit", one.pk),
    "place_path", "",
    facts={
        "kind": "kind", "status": "status",
        "watched": yes_or_no(Q(supervisor__isnull=False)),
        "counted": yes_or_no(Q(headcount__isnull=False)),
    },
    sums={"headcount": "headcount"}, joins=("place",),
)  # fmt: skip


def _duties(viewer: Viewer, span: Span) -> Any:
    seen = Obligation.objects.visible_to(viewer).filter(opened_at__lt=span.known)
    return seen.exclude(outcome__in=(Outcome.VOID, Outcome.LAPSED))


def _members(viewer: Viewer, span: Span) -> Any:
    rows = Obligation.objects.visible_to(viewer).exclude(outcome=Outcome.VOID)
    return rows.filter(base__isnull=False, base__period=span.key, late_joiner=False)


def _done(values: tuple[Any, ...], span: Span) -> Q:
    ended = Q(done_at__isnull=False, done_at__lt=span.known)
    return ended if values[0] else ~ended


def _late(values: tuple[Any, ...], span: Span) -> Q:
    over = Q(current_due__lt=span.known)
    late = over & (Q(done_at=None) | Q(done_at__gte=span.known))
    return late if values[0] else ~late


def _duty_line(one: Obligation) -> Line:
    holder, state = one.holder, DUTY_STATES.get(one.outcome, "")
    return Line(
        one.title, one.period, holder.name if holder else "未指定",
        holder.place.name if holder else "", state, one.current_due, "obligation", one.pk,
    )  # fmt: skip


_DUTY_FACTS: dict[str, Any] = {
    "done": _done, "late": _late, "outcome": "outcome", "mode": "mode", "duty": "rule__duty",
    "record": "rule__record", "kind": "kind", "holder": "holder__kind",
    "held": yes_or_no(Q(holder__isnull=False)), "timed": yes_or_no(Q(current_due__isnull=False)),
}  # fmt: skip
_DUTY_AXES = {"duty": Axis("按责任", "title", each=False)}

DUTIES = Source(
    "duty", "责任事项", "项", _duties,
    {"due": Moment("current_due"), "opened": Moment("opened_at"), "done": Moment("done_at")},
    _duty_line, "place_path", "holder", _DUTY_AXES, stock=("opened", "done"), facts=_DUTY_FACTS,
    sums={"needed": "times_needed", "met": "times_done"}, once={"unit": "holder_id"},
    joins=("holder__place",),
)  # fmt: skip

REPORTS = Source(
    "report", "应报", "项", _members, {"done": Moment("done_at")},
    _duty_line, "place_path", "holder", _DUTY_AXES, facts=_DUTY_FACTS,
    sums={"needed": "times_needed", "met": "times_done"}, once={"unit": "holder_id"},
    joins=("holder__place",),
)  # fmt: skip


def _records(viewer: Viewer, span: Span) -> Any:
    seen = Obligation.objects.visible_to(viewer)
    return Fulfilment.objects.filter(obligation__in=seen, recorded_at__lt=span.known)


def _record_line(one: Fulfilment) -> Line:
    owed = one.obligation
    by = owed.holder
    return Line(owed.title, one.get_mode_display(), by.name if by else "", by.place.name
                if by else "", one.led_by.name if one.led_by else "", one.happened_at,
                "obligation", owed.pk)  # fmt: skip


PERFORMED = Source(
    "record", "履职记录", "次", _records,
    {"happened": Moment("happened_at"), "entered": Moment("recorded_at")},
    _record_line, "obligation__place_path", "obligation__holder",
    {"record": Axis("按种类", "obligation__rule__record",
                    lambda _: {key: kind.title for key, kind in RECORDS.items()}, each=False)},
    facts={"kind": "obligation__rule__record", "duty": "obligation__rule__duty", "mode": "mode",
           "lead": "led_post__lead", "holder": "obligation__holder__kind"},
    once={"unit": "obligation__holder_id"}, joins=("obligation__holder__place", "led_by"),
)  # fmt: skip


def _letters(viewer: Viewer, span: Span) -> Any:
    rows = Letter.objects.visible_to(viewer).filter(signed_at__lt=span.known)
    return rows.exclude(state=Letter.State.CANCELLED)


SIGNED = Source(
    "letter", "文书", "份", _letters, {"signed": Moment("signed_at")},
    lambda one: Line(one.title, one.number, one.issuer.name, one.issuer.place.name,
                     one.get_state_display(), one.signed_at, "letter", one.pk),
    "issuer__place_path", "issuer",
    {"letter": Axis("按文种", "kind", lambda _: {k: v.name for k, v in LETTERS.items()})},
    facts={"kind": "kind", "issuer": "issuer__kind"}, joins=("issuer__place",),
    office="issuer",
)  # fmt: skip


def _transfers(viewer: Viewer, span: Span) -> Any:
    seen = Matter.objects.visible_to(viewer).filter(opened_at__lt=span.known)
    return Transfer.objects.filter(matter__in=seen)


HANDED = Source(
    "transfer", "抄告、下达、上报", "件", _transfers,
    {"sent": Moment("matter__opened_at"), "closed": Moment("matter__closed_at")},
    lambda one: matter_line(one.matter, one.addressee, one.get_kind_display()),
    "addressee__place_path", "addressee", {"sender": Axis("按移送单位", "sender_id", units_named)},
    stock=("sent", "closed"),
    facts={"kind": "kind", "replied": yes_or_no(~Q(reply="")),
           "answered": yes_or_no(~Q(result=""))},
    joins=("matter__place", "addressee"),
)  # fmt: skip


def _matters(viewer: Viewer, span: Span) -> Any:
    return Matter.objects.visible_to(viewer).filter(opened_at__lt=span.known)


def _open(values: tuple[Any, ...], span: Span) -> Q:
    found = Q(closed_at=None) | Q(closed_at__gte=span.known)
    return found if values[0] else ~found


#: Every kind of matter, by the key of its flow: what no module counts in its own words.
MATTERS = Source(
    "matter", "事项", "件", _matters,
    {"opened": Moment("opened_at"), "closed": Moment("closed_at")},
    lambda one: matter_line(one, one.unit, flow_of(one.flow).states[one.state].title),
    "place_path", "unit",
    {"flow": Axis("按事项种类", "flow", lambda _: {f.key: f.title for f in flows()}, each=False)},
    stock=("opened", "closed"), facts={"flow": "flow", "state": "state", "open": _open},
    once={"unit": "unit_id"}, joins=("place", "unit"),
)  # fmt: skip

KEPT = (MATTERS, UNITS, DUTIES, REPORTS, PERFORMED, SIGNED, HANDED)
