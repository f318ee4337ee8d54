"""Enforcement as statistical forms count it: orders, measures, cases, penalties, one each (件).

All are counted where the enterprise is, not where the office sits.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.counting import Axis, Line, Moment, Source, Span, matter_line, yes_or_no

from . import measures
from .models import Case, Injunction, Measure, Penalty, Spot
from .models.cases import Kind, articles
from .statistics import IMPOSED

ARTICLE = Axis("按违法行为", "article", lambda _: dict(articles()), each=False)


def _rows(of: Any, *also: Q, **wanted: Any) -> Callable[[Viewer, Span], Any]:
    """Return what finds the records in sight that were there by the span's moment."""

    def rows(viewer: Viewer, span: Span) -> Any:
        seen = Matter.objects.visible_to(viewer).filter(opened_at__lt=span.known)
        return of.objects.filter(*also, matter__in=seen.values("pk"), **wanted)

    return rows


def _line(one: Any) -> Line:
    unit = one.case.unit if isinstance(one, Penalty) else one.unit
    state = flow_of(one.matter.flow).states[one.matter.state].title
    return replace(matter_line(one.matter, unit, state), place=unit.place.name)


def _source(
    key: str, title: str, rows: Any, moments: Mapping[str, Moment], unit: str = "unit", **more: Any
) -> Source:
    return Source(key, title, "件", rows, moments, _line, f"{unit}__place_path", unit,
                  office="office", joins=("matter__place", f"{unit}__place"),
                  once={"unit": f"{unit}_id"}, **more)  # fmt: skip


ORDERS = _source(
    "order", "责令改正", _rows(Injunction), {"issued": Moment("matter__opened_at")},
    facts={"kind": "kind", "article": "article"},
    axes={"sort": Axis("按责令种类", "kind", lambda _: dict(Injunction.Kind.choices), each=False)},
)  # fmt: skip

MEASURES = _source(
    "measure", "行政强制措施", _rows(Measure, started_at__isnull=False),
    {"started": Moment("started_at")}, facts={"kind": "kind"},
    axes={"sort": Axis("按措施种类", "kind", lambda _: dict(measures.choices()), each=False)},
)  # fmt: skip

CASES = _source(
    "case", "执法案件", _rows(Case, filed_at__isnull=False),
    {"filed": Moment("filed_at"), "closed": Moment("matter__closed_at")}, stock=("filed", "closed"),
    facts={"article": "article", "source": "source", "top": "top"},
    axes={"article": ARTICLE},
)  # fmt: skip

PENALTIES = _source(
    "penalty", "行政处罚", _rows(Penalty, case__isnull=False, matter__state__in=IMPOSED),
    {"decided": Moment("decided_on", dated=True)}, "case__unit",
    facts={"kind": "kind", "who": "who", "article": "article"},
    sums={"amount": "amount", "paid": "paid"},
    axes={"sort": Axis("按处罚种类", "kind", lambda _: dict(Kind.choices), each=False)},
)  # fmt: skip

SPOTS = _source(
    "spot", "当场处罚", _rows(Spot, ~Q(matter__state="annulled"), served_at__isnull=False),
    {"served": Moment("served_at")},
    facts={"fined": yes_or_no(Q(amount__gt=0)), "article": "article"}, sums={"amount": "amount"},
)  # fmt: skip

COUNTED = (ORDERS, MEASURES, CASES, PENALTIES, SPOTS)
