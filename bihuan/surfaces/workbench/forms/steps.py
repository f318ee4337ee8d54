"""The form of a matter's next step, generated from what the flow declares."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db import models

from bihuan.kernel.flows import forms as declared
from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.orgs.models import Person, Post, Unit
from bihuan.kernel.orgs.scope import ScopedManager
from bihuan.kernel.orgs.viewer import Viewer

from ..queries.matters import consequence
from .form import ChoiceOf, DayField, Form, MomentField, WordsField
from .lookups import UnitField, UnitsField

#: So many choices fold into a list to open.
MANY = 8


class StepForm(Form):
    """What the steps open to a person ask for; with several steps, which of them to take.

    Raises nothing for fields that only another step asks for: those are not sent.
    """

    def __init__(
        self, flow: type[Flow], steps: Sequence[Step], viewer: Viewer, data: Any = None,
        record: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=_held(steps, record) if record else None, prefix="step")
        self.flow, self.steps = flow, {step.name: step for step in steps}
        if len(steps) > 1:
            told = {step.name: consequence(flow, step) for step in steps}
            choices = [(step.name, step.title) for step in steps]
            self.fields["step"] = ChoiceOf(choices, label="结论", told=told)
        else:
            # What the page offered must be what is taken, also when the state has moved on.
            self.fields["step"] = forms.ChoiceField(
                choices=[(step.name, step.title) for step in steps], initial=steps[0].name,
                required=False, widget=forms.HiddenInput,
                error_messages={"invalid_choice": "这一步现在不能办，请刷新页面再看。"},
            )  # fmt: skip
        asked: dict[str, list[Step]] = {}
        for step in steps:
            for field in declared.form(flow, step).fields:
                asked.setdefault(field.name, []).append(step)
                if field.name not in self.fields:
                    self.fields[field.name] = form_field(field, viewer)
                # Which fields must be filled in depends on the step chosen; the kernel checks.
                self.fields[field.name].required = field.required and len(steps) == 1
        for name, askers in asked.items():
            if len(askers) < len(steps):
                only = f"选“{'”或“'.join(step.title for step in askers)}”时填写。"
                self.fields[name].help_text = f"{self.fields[name].help_text}{only}"
                # The page hides it while another step is chosen.
                self.fields[name].only = " ".join(step.name for step in askers)

    def clean(self) -> dict[str, Any]:
        """Return what was given, with every field missing that the chosen step asks for."""
        given = super().clean() or self.cleaned_data
        for field in declared.form(self.flow, step).fields if (step := self.chosen) else ():
            if field.required and given.get(field.name, False) in (None, ""):
                self.add_error(field.name, f"还没有填写“{field.title}”。")
        return given

    @property
    def chosen(self) -> Step | None:
        """The step to be taken; None while none is chosen."""
        only = next(iter(self.steps)) if len(self.steps) == 1 else ""
        return self.steps.get(self.cleaned_data.get("step") or only)

    def given(self, step: Step) -> dict[str, Any]:
        """Return what was filled in for a step."""
        return {name: self.cleaned_data.get(name) for name in (*step.asks, *step.takes)
                if name in self.cleaned_data}  # fmt: skip


def shown(step: Step) -> tuple[str, ...]:
    """Return the fields of a step in which one sees what the record holds already."""
    named = step.edits if isinstance(step.edits, tuple) else (*step.asks, *step.takes)
    return named if step.edits else ()


def _held(steps: Sequence[Step], record: Any) -> dict[str, Any]:
    """Return what the record holds of the fields of steps that change it."""
    held = {name: getattr(record, name) for step in steps for name in shown(step)}
    return {n: v.isoformat() if isinstance(v, date) else v for n, v in held.items()}


def form_field(field: declared.Field, viewer: Viewer) -> forms.Field:
    """Return a declared field as people fill it in."""
    options: dict[str, Any] = {
        "label": field.title, "required": field.required, "help_text": field.help,
    }  # fmt: skip
    if field.model is Unit:
        return UnitField(viewer=viewer, **options)
    if field.kind == "units":
        return UnitsField(viewer=viewer, **options)
    if field.model is not None:
        return forms.ModelChoiceField(_rows(field.model, viewer), empty_label="请选择", **options)
    if len(field.choices) > MANY:
        choices = [("", "请选择"), *(c for c in field.choices if c[0])]
        return forms.ChoiceField(choices=choices, **options)
    if field.choices:
        return ChoiceOf([c for c in field.choices if c[0]], **options)
    if field.kind == "yes_no":
        return forms.BooleanField(**(options | {"required": False}))
    if field.kind == "number":
        return forms.DecimalField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)
    if field.kind == "day":
        return DayField(**options)
    if field.kind == "moment":
        return MomentField(**options)
    return WordsField(long=field.kind == "long_text", max_length=field.max_length, **options)


def _rows(model: type[models.Model], viewer: Viewer) -> Any:
    """Return the rows a person may choose from."""
    if model is Person:
        return colleagues(viewer.unit_id, viewer.on)
    if model is Post:
        own = models.Q(unit=viewer.unit_id) | models.Q(unit__supervisor=viewer.unit_id)
        return Post.objects.filter(own).select_related("unit").order_by("unit", "pk")
    manager = model._default_manager
    return manager.visible_to(viewer) if isinstance(manager, ScopedManager) else manager.all()


def colleagues(unit_id: int, on: date) -> Any:
    """Return the people who hold a post of a unit on a day."""
    holding = models.Q(terms__until=None) | models.Q(terms__until__gt=on)
    return Person.objects.filter(
        holding, terms__post__unit=unit_id, terms__since__lte=on
    ).distinct().order_by("pk")  # fmt: skip
