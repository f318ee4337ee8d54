"""What a round of assessment has to say to the public: who scored what, once all of it stands."""

from collections.abc import Mapping
from typing import Any

from bihuan.lib import periods

from .models import Scheme


def of_scheme(scheme: Scheme) -> Mapping[str, Any]:
    """Return the bulletin of the round opened last, {} while a result of it does not stand."""
    rows = scheme.results.filter(period=scheme.period).select_related("unit", "matter")
    results = list(rows.order_by("-total", "unit"))
    if not results or any(result.matter.closed_at is None for result in results):
        return {}
    label = periods.parse(scheme.period).label
    told = [
        f"{result.unit.name} {result.total.normalize():f} 分 {result.grade}".rstrip()
        if result.total is not None else f"{result.unit.name} 没有得分"
        for result in results
    ]  # fmt: skip
    return {
        "headline": f"{scheme.name}{label}考核通报"[:160],
        "facts": f"按《{scheme.name}》，{label}考核 {len(results)} 个单位，结果已经确定。",
        "outcome": "\n".join(told),
    }
