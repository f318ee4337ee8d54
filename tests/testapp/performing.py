"""Taking any step of any flow the way people would: the right post, the files, every field."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from bihuan.kernel.flows.advance import Moved, advance
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.flows.forms import form
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Person, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Evidence, Matter

from .world import County


def fresh(matter: Matter) -> Matter:
    """Return the matter as it is in the database now."""
    return Matter.objects.everywhere("test").get(pk=matter.pk)


def photo(matter: Matter, kind: str, at: datetime) -> Evidence:
    """Put a file of a kind on a matter's chain."""
    name = f"{kind}-{at:%m%d%H%M%S}-{Evidence.objects.count()}.jpg"
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Evidence.objects.create(
        chain=matter.chain, kind=kind, name=name, media_type="image/jpeg", size=1,
        sha256=digest, uploaded_at=at,
    )  # fmt: skip


def doer(matter: Matter, step: Step, county: County, at: datetime) -> Viewer:
    """Return somebody who may take a step and has done nothing in the matter so far."""
    record = flow_of(matter.flow).record(matter.pk)
    unit = step.who.unit(record, at.date())
    assert unit is not None, f"{step.name}: no {step.who.title}"
    return county.person(f"办理人{Person.objects.count()}", unit, step.who.may)


def perform(
    matter: Matter,
    step: Step,
    county: County,
    at: datetime,
    *,
    by: Viewer | None = None,
    **fields: Any,
) -> Moved:
    """Take a step completely: with a doer, its proofs and plausible values for its fields."""
    matter = fresh(matter)
    asked = form(flow_of(matter.flow), step)
    values = {f.name: fields.get(f.name, _value(f, at)) for f in asked.fields if f.required}
    files = [photo(matter, p.kind, at) for p in asked.proofs for _ in range(p.least)]
    return advance(
        matter, step, by=by or doer(matter, step, county, at), at=at, revision=matter.revision,
        evidence=files, fields={**values, **fields},
    )  # fmt: skip


def _value(field: Any, at: datetime) -> Any:
    if field.model in (Unit, Person):
        return field.model.objects.order_by("pk").last()
    day = (at + timedelta(days=20)).date()
    return {"day": day, "moment": at, "number": 1, "yes_no": True}.get(field.kind, "已办")


def snapshot() -> list[Any]:
    """Return everything a refused act must leave as it was."""
    tables: tuple[type[models.Model], ...] = (Matter, Obligation, Notice)
    rows: list[Any] = [
        list(model.objects.everywhere("test").order_by("pk").values())
        for model in tables  # type: ignore[attr-defined]
    ]
    return [*rows, list(Entry.objects.order_by("pk").values_list("digest", flat=True))]
