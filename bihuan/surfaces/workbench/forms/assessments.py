"""What a person enters of a result: points on a basis, or that a criterion does not take part."""

from typing import Any

from django import forms

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.assessment import queries, scores
from bihuan.modules.assessment.flows import ResultFlow, SchemeFlow
from bihuan.modules.assessment.models import Result, Scheme
from bihuan.modules.assessment.rules import Source, read_criteria
from bihuan.modules.assessment.scores import Standing

from .form import Form, WordsField

BAD_NUMBER = {"invalid": "要写成数字，如 8 或 8.5。"}


class ScoreForm(Form):
    """The points of one criterion; of what is counted only that it does not take part."""

    def __init__(self, one: Standing, data: Any = None) -> None:
        super().__init__(data, prefix=f"score{one.criterion.number}")
        typed = one.criterion.source is Source.TYPED
        if typed:
            self.fields["points"] = forms.DecimalField(
                label=f"得分（0 到 {one.criterion.points}）", required=False, max_digits=7,
                decimal_places=2, error_messages=BAD_NUMBER,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )  # fmt: skip
        self.fields["absent"] = forms.BooleanField(
            label="不参评", required=not typed, help_text="分值由其余项目按比例折算。",
            error_messages={"required": "这一项从在册的责任里算，只能选“不参评”。"},
        )  # fmt: skip
        self.fields["says"] = WordsField(
            label="依据",
            long=False,
            max_length=1000,
            help_text="查了什么、看到什么；不参评的写理由。",
        )

    def clean(self) -> dict[str, Any]:
        """Ask for either points or that it does not take part."""
        given = super().clean() or {}
        both = (given.get("points") is None) != bool(given.get("absent"))
        if "points" in self.fields and not self.errors and both:
            self.add_error("points", "得分和“不参评”要填一样，只填一样。")
        return given


def assessment_of(matter: Matter, viewer: Viewer) -> dict[str, Any]:
    """Return how a result stands, with the forms open to this person; of a scheme its rounds."""
    if matter.flow == SchemeFlow.key:
        scheme = Scheme.objects.get(pk=matter.pk)
        return {
            "scheme": scheme,
            "criteria": read_criteria(scheme.criteria),
            "rounds": queries.rounds_of(scheme, viewer),
        }
    if matter.flow != ResultFlow.key:
        return {}
    result = Result.objects.select_related("scheme__matter", "unit", "office").get(pk=matter.pk)
    stands = scores.standing(result)
    enters = (
        matter.state in scores.SCORING
        and viewer.unit_id == result.office_id
        and viewer.can(roles.SUPERVISE)
    )
    return {
        "result": result,
        "standings": [(one, ScoreForm(one) if enters and asks(one) else None) for one in stands],
        "points": scores.total(stands),
        "vetoes": list(scores.vetoing(result)),
        "unchanged": not result.digest or scores.digest(result) == result.digest,
    }


def asks(one: Standing) -> bool:
    """Say whether a person has anything to enter about a criterion."""
    return one.criterion.source is Source.TYPED or one.open or one.absent
