"""The steps of every flow as calls, read off its declaration: a new flow has calls by itself."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

from django.db import models
from pydantic import Field, create_model

from bihuan.kernel.flows import forms as declared
from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import Flow, flows
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.surfaces.workbench.forms.steps import form_field
from bihuan.surfaces.workbench.queries import matters as lists
from bihuan.surfaces.workbench.views.matters import said

from ..calls import POST, Asked, Call
from ..fields import Day, Done, Id, Shape, Written, words
from . import files
from .looked_up import looked_up
from .matters import done

LONGEST = 20_000
LARGEST = 1e15
MOST_FILES = 100
NAMED = 128


def calls() -> Iterator[Call]:
    """Yield a call for every step of every flow that is loaded."""
    for flow in flows():
        for step in flow.steps.values():
            yield Call(
                POST, f"flows/{flow.key}/<str:number>/{step.name}", _taking(flow, step),
                f"{flow.key}.{step.name}", f"{flow.title}的步骤", f"{step.who.title}：{step.title}",
                Done, step.who.may, body=body_of(flow, step),
            )  # fmt: skip


def body_of(flow: type[Flow], step: Step) -> type[Shape]:
    """Return what taking a step takes: the revision seen, the files, what it asks to fill in."""
    # Schemas are named after it, and in their names a dot has a meaning of its own.
    name = f"{flow.key}.{step.name}".replace(".", "_")
    asked = declared.form(flow, step).fields
    parts: dict[str, Any] = {
        "revision": (int, Field(ge=0, le=2**31, title="版本", description="读到的 revision")),
    }
    if step.needs:
        says = "、".join(proof.title for proof in step.needs)
        parts["files"] = (
            list[Id], Field([], max_length=MOST_FILES, title="佐证编号", description=says)
        )  # fmt: skip
    if asked:
        inner = create_model(f"{name}_fields", __base__=Shape, **{
            field.name: _typed(flow, field) for field in asked
        })  # fmt: skip
        default = ... if any(field.required for field in asked) else None
        parts["fields"] = (inner if default is ... else inner | None, Field(default, title="填写"))
    return create_model(name, __base__=Shape, **parts)


def _typed(flow: type[Flow], field: declared.Field) -> tuple[Any, Any]:
    told = {"title": field.title, "description": field.help or None}
    kind = _type(flow, field)
    return (kind, Field(**told)) if field.required else (kind | None, Field(None, **told))


def _type(flow: type[Flow], field: declared.Field) -> Any:
    if field.model is not None:
        return words(NAMED, 1) if field.model is Unit else Id
    if field.choices:
        return Literal[tuple(value for value, _ in field.choices if value)]
    if field.kind == "number":
        return _number(flow.of._meta.get_field(field.name))
    plain = {"yes_no": bool, "day": Day, "moment": Written}
    least = 1 if field.required else 0
    return plain.get(field.kind) or words(min(field.max_length or LONGEST, LONGEST), least)


def _number(column: Any) -> Any:
    """Return the type of a number: a whole one is not rounded to fit."""
    limits = Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)
    return int if isinstance(column, models.IntegerField) else Annotated[float, limits]


def _taking(flow: type[Flow], step: Step) -> Callable[[Asked], Done]:
    named = {field.name: field for field in declared.form(flow, step).fields}

    def take(asked: Asked) -> Done:
        viewer, body = asked.viewer, asked.body
        found = lists.find(viewer, asked.path["number"])
        if found.flow != flow.key:
            raise NotFound("没有这个编号，或您的岗位看不到。")
        given = body.fields if getattr(body, "fields", None) is not None else None
        values = {} if given is None else {
            name: _value(named[name], getattr(given, name), asked)
            for name in given.model_fields_set if getattr(given, name) is not None
        }  # fmt: skip
        moved = advance(
            found, step, by=viewer, at=asked.now, revision=body.revision, fields=values,
            evidence=files.named(found.chain, getattr(body, "files", ())),
        )  # fmt: skip
        return done(found, said(moved))

    take.__doc__ = f"Take the step “{step.title}”."
    return take


def _value(field: declared.Field, value: Any, asked: Asked) -> Any:
    """Return a value as the kernel takes it; one that names a row is looked up in scope."""
    if field.model is None:
        return value
    return looked_up(form_field(field, asked.viewer), value, f"fields.{field.name}")
