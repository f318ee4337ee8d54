"""What a meeting decided or an inspection found, handed out in the same go: up to a few at once."""

from typing import Any

from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.committee.directives import Given

from .form import DayField, Form, WordsField
from .lookups import UnitField

AT_ONCE = 5
ASKED = ("holder", "says", "due_on")


class DirectiveForm(Form):
    """One thing to hand out. Left empty it is nothing; begun, all three are needed."""

    says = WordsField(label="交办的事", long=False, required=False, max_length=400)
    due_on = DayField(label="应于", required=False)

    def __init__(self, viewer: Viewer, n: int, data: Any = None) -> None:
        super().__init__(data, prefix=f"hand{n}")
        holder = UnitField(viewer=viewer, label="承办单位", required=False, max_length=128)
        self.fields = {"holder": holder} | self.fields

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing of a line that was begun."""
        given: dict[str, Any] = super().clean() or {}
        if any(self.data.get(f"{self.prefix}-{name}", "").strip() for name in ASKED):
            for name in ASKED:
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, f"还没有填写“{self.fields[name].label}”。")
        return given

    @property
    def given(self) -> Given | None:
        """What is handed out; None for an empty line."""
        found = self.cleaned_data
        return Given(*(found[name] for name in ASKED)) if found.get("holder") else None


def directive_forms(viewer: Viewer, data: Any = None) -> list[DirectiveForm]:
    """Return the empty lines, or those that were sent."""
    return [DirectiveForm(viewer, n, data) for n in range(AT_ONCE)]
