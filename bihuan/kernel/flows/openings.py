"""Opening a matter by hand: by whom the flow says, filled in as it asks, on a clause."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import authority, places
from bihuan.kernel.orgs.fields import UnitsField
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.roles import CAPABILITIES
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from . import forms
from .advance import Case, begin
from .flow import Flow


def may_open(flow: type[Flow], by: Viewer) -> bool:
    """Say whether such a matter is offered to a person: her post may, and her unit is of a kind."""
    opening = flow.opening
    return bool(opening and by.can(opening.may) and by.kind in (opening.kinds or (by.kind,)))


@transaction.atomic
def open_by_hand(  # noqa: PLR0913 - a matter is opened with its facts, its ground and its origin
    flow: type[Flow], fields: Mapping[str, Any], *, clause: Clause | None,
    parent: Matter | None = None, source: Obligation | None = None, by: Viewer, at: datetime,
) -> Matter:  # fmt: skip
    """Return a new matter as the flow's opening declares it, in the place of whose it becomes.

    Raises :class:`NotAllowed` for a post that may not or a unit out of its sight,
    :class:`Invalid`, naming the field, for what is not filled in or a clause that is no basis,
    :class:`WrongState` for a kind of matter that nobody opens by hand.
    """
    opening = flow.opening
    if opening is None:
        raise WrongState(f"“{flow.title}”不由人直接登记。")
    if not by.can(opening.may):
        does = CAPABILITIES[opening.may]
        raise NotAllowed(f"您的岗位不能“{opening.title}”。", can=f"可以{does}的岗位")
    record: Any = _new(flow, source)
    for name, value in forms.clean(flow, opening, record, fields).items():
        setattr(record, name, value)
    origin = {opening.origin: source.pk} if source else {}
    for name, value in ({opening.doer: by.person_id, opening.office: by.unit_id} | origin).items():
        if name:
            setattr(record, f"{name}_id", value)
    _check_units(flow, record, by)
    _check_ground(flow, clause, by, source)
    if opening.settles:
        opening.settles(record, by, at)
    unit = getattr(record, opening.whose) if opening.whose else Unit.objects.get(pk=by.unit_id)
    case = Case(opening.called(record)[:240], unit.place, unit, clause, parent)
    made = begin(flow, case, record, by=by, at=at)
    if opening.then:
        opening.then(record, by, at)
    return made


def _new(flow: type[Flow], source: Obligation | None) -> Any:
    """Return an empty record. Refuses one without the obligation that it is opened on."""
    opening: Any = flow.opening
    if opening.origin and source is None:
        raise WrongState(f"“{opening.title}”要从责任事项的页面提出。")
    return flow.of()


def _check_ground(
    flow: type[Flow], clause: Clause | None, by: Viewer, source: Obligation | None
) -> None:
    opening: Any = flow.opening
    if clause is None and opening.grounded:
        says = f"“{opening.title}”要有依据，请选择写到{'、'.join(opening.about)}的条款。"
        raise Invalid(says, field="clause")
    if clause is not None and not grounds(flow, by, source).filter(pk=clause.pk).exists():
        says = f"{clause}没有写到{'、'.join(opening.about)}，不能作依据。"
        raise Invalid(says, field="clause")


def grounds(flow: type[Flow], by: Viewer, source: Obligation | None = None) -> QuerySet[Clause]:
    """Return the clauses in force where the viewer works that such a matter may rest on."""
    opening = flow.opening
    own = source.clause_id if source and opening and opening.origin else None
    return speaking_of(opening.about if opening else (), by, own)


def speaking_of(about: Iterable[str], by: Viewer, own: int | None = None) -> QuerySet[Clause]:
    """Return the clauses in force where the viewer works that hold any of some words."""
    words = Q(pk=own or 0)
    for word in about:
        words |= Q(text__contains=word)
    rows = Clause.objects.filter(words, Q(in_force_until=None) | Q(in_force_until__gt=by.on))
    binding = rows.filter(
        document__status=Document.Status.IN_FORCE,
        document__place__path__in=places.ancestors(by.path),
    )
    found = binding.select_related("document").defer("document__text", "document__compiled")
    return found.order_by("-document__dated", "document", "position")


def _check_units(flow: type[Flow], record: Any, by: Viewer) -> None:
    opening: Any = flow.opening
    for name in (*opening.asks, *opening.takes):
        field: Any = flow.of._meta.get_field(name)
        value = getattr(record, name)
        if isinstance(field, UnitsField):
            named = list(Unit.objects.filter(pk__in=value))
        else:
            named = [value] if field.related_model is Unit and value is not None else []
        near = places.ancestors(by.path) if name in opening.beyond else []
        for unit in named:
            authority.demand_seen(by, unit, field.verbose_name, near=near)
