"""The form of a step, read off its declaration: what to fill in, what to attach; and its check."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from bihuan.kernel.orgs.fields import UnitsField
from bihuan.kernel.orgs.refusals import Invalid

from .flow import Flow
from .steps import Opening, Proof, Step

LONG = 200
_KINDS: tuple[tuple[type[Any], str], ...] = (
    (models.ForeignKey, "choice"),
    (models.DateTimeField, "moment"),
    (models.DateField, "day"),
    (models.BooleanField, "yes_no"),
    (models.IntegerField, "number"),
    (models.DecimalField, "number"),
    (models.FloatField, "number"),
    (models.TextField, "long_text"),
    (UnitsField, "units"),
)


@dataclass(frozen=True)
class Field:
    """One thing to fill in. ``kind``: text long_text day moment number yes_no choice units.

    ``model`` is set for a choice among rows, ``choices`` for one among words.
    """

    name: str
    title: str
    kind: str
    required: bool
    max_length: int | None
    choices: tuple[tuple[str, str], ...]
    model: type[models.Model] | None
    help: str


@dataclass(frozen=True)
class Form:
    """What a step or an opening asks for: fields in order, and proofs to attach."""

    step: Step | Opening
    fields: tuple[Field, ...]
    proofs: tuple[Proof, ...]


def form(flow: type[Flow], step: Step | Opening) -> Form:
    """Return the form of a step, or that of opening a matter."""
    named = [(n, True) for n in step.asks] + [(n, False) for n in step.takes]
    fields = tuple(_field(flow.of._meta.get_field(n), required=must) for n, must in named)
    return Form(step, fields, step.needs)


def clean(
    flow: type[Flow], step: Step | Opening, record: Any, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values of a step's fields by attribute name, as the database keeps them.

    Raises :class:`Invalid`, naming the field, for one that the step does not ask for, a required
    one left empty, or a value the field cannot hold.
    """
    for name in given:
        if name not in (*step.asks, *step.takes):
            raise Invalid(f"“{step.title}”不填写“{name}”。", field=name)
    values: dict[str, Any] = {}
    for name in (*step.asks, *step.takes):
        if name not in given and name in step.takes:
            continue
        field: Any = flow.of._meta.get_field(name)
        values[field.attname] = _clean(field, record, given.get(name), required=name in step.asks)
    return values


def _clean(field: Any, record: Any, value: Any, *, required: bool) -> Any:
    if isinstance(value, str):
        value = value.strip()
    if value in (None, "", [], {}):
        if required:
            raise Invalid(f"还没有填写“{field.verbose_name}”。", field=field.name)
        return None if field.null else field.get_default()
    if isinstance(value, models.Model):
        value = value.pk
    try:
        return field.clean(value, record)
    except ValidationError as error:
        says = f"“{field.verbose_name}”填写有误：{''.join(error.messages)}"
        raise Invalid(says, field=field.name) from error


def _field(field: Any, *, required: bool) -> Field:
    kind = next((k for kind_of, k in _KINDS if isinstance(field, kind_of)), "text")
    if kind == "text" and (field.max_length or 0) >= LONG:
        kind = "long_text"
    return Field(
        name=field.name,
        title=str(field.verbose_name),
        kind="choice" if field.choices else kind,
        required=required,
        max_length=field.max_length,
        choices=tuple((str(value), str(label)) for value, label in field.choices or ()),
        model=field.related_model if field.is_relation else None,
        help=str(field.help_text),
    )
