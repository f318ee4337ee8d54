"""Results of assessment as others are told them: only those that are settled."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import SHANGHAI, in_shanghai

from . import queries
from .models import Result
from .scores import vetoing

WORDS: Final = ("number", "period", "scheme", "total", "grade", "veto", "closed_on")


def rows(viewer: Viewer, since: date, until: date) -> Any:
    """Return the results in sight that were settled in some days."""
    begins = datetime.combine(since, time(), tzinfo=SHANGHAI)
    ends = datetime.combine(until + timedelta(days=1), time(), tzinfo=SHANGHAI)
    found = queries.results(viewer).filter(matter__state="final")
    return found.filter(matter__closed_at__gte=begins, matter__closed_at__lt=ends).order_by("pk")


def say(one: Result) -> Mapping[str, Any]:
    """Return a result by word."""
    return {
        "id": one.matter.number, "number": one.matter.number, "unit": one.unit.name,
        "credit_code": one.unit.credit_code, "period": one.period, "scheme": one.scheme.name,
        "total": one.total, "grade": one.grade,
        "veto": "；".join(veto.says for veto in vetoing(one)),
        "closed_on": in_shanghai(one.matter.closed_at).date() if one.matter.closed_at else None,
    }  # fmt: skip
