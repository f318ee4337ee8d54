"""The form that opens a matter by hand, generated from what its flow declares."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join

from bihuan.kernel.flows import forms as declared
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import grounds
from bihuan.kernel.flows.steps import Opening
from bihuan.kernel.law.models import Clause
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.viewer import Viewer

from .form import Form
from .steps import form_field

LONGEST_QUOTE = 80
NAMED = 5


class Searched(forms.TextInput):
    """A line whose typed words narrow a list of whole answers, in any browser, without scripts."""

    def __init__(self, answers: Callable[[], Iterable[str]]) -> None:
        super().__init__(attrs={"autocomplete": "off", "placeholder": "输入条款里的几个字"})
        self.answers = answers

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        """Return the line with its list."""
        listed = f"{(attrs or {}).get('id', name)}_list"
        line = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join("", '<option value="{}">', ((one,) for one in self.answers()))
        return format_html('{}<datalist id="{}">{}</datalist>', line, listed, options)


class GroundField(forms.CharField):
    """A clause in force where the viewer works, found by words of its document, number or text."""

    def __init__(self, queryset: QuerySet[Clause], **options: Any) -> None:
        self.queryset = queryset
        super().__init__(widget=Searched(lambda: self.known), **options)

    @cached_property
    def known(self) -> dict[str, Clause]:
        """The clauses by what tells them apart: document, number, first words."""
        found: dict[str, Clause] = {}
        for clause in self.queryset:
            says = called(clause)
            found[says if says not in found else f"{says} {clause.path}"] = clause
        return found

    def prepare_value(self, value: Any) -> Any:
        """Show a clause that is known beforehand by its words."""
        named = str(value) if value else ""
        return next((says for says, c in self.known.items() if str(c.pk) == named), value)

    def clean(self, value: Any) -> Any:
        """Return the one clause that is meant, None for none. Refuses words that fit several."""
        said = super().clean(value)
        if not said:
            return None
        if said in self.known:
            return self.known[said]
        words = said.split()
        fitting = {
            says: c for says, c in self.known.items()
            if str(c.pk) == said or all(word in f"{says} {c.text}" for word in words)
        }  # fmt: skip
        exact = [c for c in fitting.values() if str(c.pk) == said]
        if len(exact or fitting) == 1:
            return exact[0] if exact else next(iter(fitting.values()))
        if not fitting:
            raise ValidationError(f"没有条款写到“{said}”。换几个字再找。")
        first = "；".join(list(fitting)[:NAMED])
        raise ValidationError(f"有 {len(fitting)} 条写到“{said}”，再多写几个字：{first}。")


def called(clause: Clause) -> str:
    """Return how a clause is told apart in a list."""
    words = (clause.heading or clause.text).replace("\n", " ")
    return f"《{clause.document.title}》{clause.label} {words}"[:LONGEST_QUOTE]


class OpeningForm(Form):
    """What the flow asks for, and the clause the matter rests on."""

    def __init__(
        self, flow: type[Flow], viewer: Viewer, data: Any = None, initial: Any = None,
        source: Obligation | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=initial, prefix="open")
        opening: Any = flow.opening
        self.asked: Opening = opening
        for field in declared.form(flow, opening).fields:
            self.fields[field.name] = form_field(field, viewer)
        clauses = grounds(flow, viewer, source)
        if opening.grounded or clauses.exists():
            self.fields["clause"] = GroundField(
                clauses, label="依据", required=opening.grounded,
                help_text=f"输入几个字找条款：本地施行的文件里写到“{'”“'.join(opening.about)}”的。",
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
