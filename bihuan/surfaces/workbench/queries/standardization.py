"""标准化: filters of its list, and what the page of a grading or a check shows besides."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.standardization import holdings, scoring, standings
from bihuan.modules.standardization.check_flow import CheckFlow
from bihuan.modules.standardization.goal_flow import GoalFlow
from bihuan.modules.standardization.grading_flow import GradingFlow
from bihuan.modules.standardization.models import Grading

from ..forms import standardization as forms
from .filters import Asked
from .paging import Order

BY_PLACE = (Order("place_path"), Order("pk"))
FLOWS = (GradingFlow.key, CheckFlow.key, GoalFlow.key)


@dataclass(frozen=True)
class Units(Asked):
    """Which enterprises the visitor asked for."""

    which: str = ""
    sector: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the words there are."""
        return {"which": standings.WHICH}


def standard_of(matter: Matter, viewer: Viewer) -> Mapping[str, Any]:
    """Return what the page of a grading, a check or a goal shows besides."""
    if matter.flow not in FLOWS:
        return {}
    record: Any = {GradingFlow.key: "grading", CheckFlow.key: "grade_check",
                   GoalFlow.key: "grade_goal"}[matter.flow]  # fmt: skip
    unit = getattr(matter, record).unit
    shown = {"grade_unit": unit, "grade_held": holdings.held(unit, viewer.on)}
    return shown | _grading(matter, viewer) if matter.flow == GradingFlow.key else shown


def _grading(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    record = Grading.objects.select_related("standard", "unit").get(pk=matter.pk)
    own = matter.state == "scoring" and viewer.unit_id == record.unit_id
    reviews = matter.state == "reviewing" and viewer.unit_id == record.office_id
    writes = (own and viewer.can(roles.MANAGE_ORGS)) or (reviews and viewer.can(roles.SUPERVISE))
    shown: dict[str, Any] = {
        "grading": record, "aspects": scoring.by_aspect(record),
        "unscored": scoring.unscored(record),
    }  # fmt: skip
    if writes and own:
        offered = list(scoring.in_use(record.unit.place_path, viewer.on))
        shown["chosen_form"] = forms.ChosenForm(offered) if offered else None
    if writes and record.standard:
        form = forms.ScoreForm(list(record.standard.items.order_by("pk")))
        name = "own" if own else "reviewed"
        form.initial = {f"item{one.item_id}": getattr(one, name) for one in record.scores.all()}
        shown["score_form"] = form
    return shown
