"""The form that opens a matter by hand, generated from what its flow declares."""

from typing import Any

from django import forms

from bihuan.kernel.flows import forms as declared
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import grounds
from bihuan.kernel.flows.steps import Opening
from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.viewer import Viewer

from .form import Form
from .steps import form_field

LONGEST_QUOTE = 40


class GroundField(forms.ModelChoiceField):
    """A clause in force where the viewer works, told by its document, number and first words."""

    def label_from_instance(self, clause: Any) -> str:
        """Return how the clause is told apart in the list."""
        words = clause.heading or clause.text
        return f"《{clause.document.title}》{clause.label} {words}"[:LONGEST_QUOTE]


class OpeningForm(Form):
    """What the flow asks for, and the clause the matter rests on."""

    def __init__(
        self, flow: type[Flow], viewer: Viewer, data: Any = None, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial, prefix="open")
        opening: Any = flow.opening
        self.asked: Opening = opening
        for field in declared.form(flow, opening).fields:
            self.fields[field.name] = form_field(field, viewer)
        clauses = grounds(flow, viewer)
        if opening.grounded or clauses.exists():
            self.fields["clause"] = GroundField(
                clauses, label="依据", required=opening.grounded, empty_label="请选择条款",
                help_text=f"本地施行的文件里写到“{'”“'.join(opening.about)}”的条款。",
                error_messages={"required": "还没有选择依据的条款。"},
            )  # fmt: skip

    @property
    def clause(self) -> Clause | None:
        """The clause chosen."""
        return self.cleaned_data.get("clause")

    @property
    def given(self) -> dict[str, Any]:
        """What was filled in for the record."""
        names = (*self.asked.asks, *self.asked.takes)
        return {name: self.cleaned_data.get(name) for name in names}
