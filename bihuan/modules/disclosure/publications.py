"""Opening publications from other matters, and what is known of them there.

What each kind of matter can offer is drawn in the wiring: no module knows this one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from bihuan.kernel.flows.advance import Case, advance, begin
from bihuan.kernel.flows.changes import hold, record_change
from bihuan.kernel.flows.flow import Flow, flow_of
from bihuan.kernel.notices import notices
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Actor, Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib.clocks import in_shanghai

from .flows import PublicationFlow
from .models import Publication
from .rules import CONTENT, KINDS

#: What gives the content of a publication from a record; empty while there is nothing to publish.
Gives = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Offer:
    """What can be published of a kind of matter, and the fields where it keeps since when."""

    kind: str
    gives: Gives
    on: str = ""
    where: str = ""


_OFFERS: dict[str, Offer] = {}


@dataclass(frozen=True)
class Published:
    """That something is public: since which day, under which number and address."""

    on: date
    number: str
    address: str


def offer(flow: type[Flow], kind: str, gives: Gives, *, on: str = "", where: str = "") -> None:
    """Let matters of a flow be published as a kind, with the content that ``gives`` finds.

    ``on`` and ``where`` name the fields of its record for the first day and the address of it.
    """
    _OFFERS[flow.key] = Offer(KINDS[kind].key, gives, on, where)


def offers(matter: Matter) -> bool:
    """Say whether matters of this flow can be published."""
    return matter.flow in _OFFERS


@transaction.atomic
def publish_from(source: Matter, *, by: Viewer, at: datetime) -> Matter:
    """Return the publication of a matter, opened for its unit's clerk with the facts on record.

    Raises :class:`NotAllowed` for another unit or post, :class:`WrongState` for a matter that
    cannot be published, or not yet.
    """
    if not offers(source):
        raise WrongState("这一种事项没有公开的内容。")
    if by.unit_id != source.unit_id or not by.can(roles.SUPERVISE):
        unit = source.unit.name if source.unit else "公开单位"
        raise NotAllowed(f"公开由{unit}的经办人提出。", can=f"{unit}的经办人")
    known = _OFFERS[source.flow]
    content = known.gives(flow_of(source.flow).record(source.pk))
    if not content:
        raise WrongState("现在还没有可以公开的内容。")
    return draft_publication(known.kind, source, content, by=by, at=at)


def owe(source: Matter, *, by: Actor, at: datetime) -> Matter:
    """Return the publication that a matter of an offered kind demands, with what is known now."""
    known = _OFFERS[source.flow]
    content = known.gives(flow_of(source.flow).record(source.pk))
    return draft_publication(known.kind, source, content, by=by, at=at)


def note_public(publication: Matter, *, by: Actor, at: datetime) -> None:
    """Keep at the source since when and where it is public, once, where its kind has fields."""
    source = publication.parent
    known = _OFFERS.get(source.flow) if source is not None else None
    if source is None or known is None or not known.on:
        return
    record = flow_of(source.flow).record(source.pk)
    if getattr(record, known.on):
        return
    held = hold(source.pk, by=by, revision=source.revision)
    values = {known.on: in_shanghai(at).date(), known.where: address(publication.number)}
    for name, value in values.items():
        setattr(record, name, value)
    record.save(update_fields=list(values))
    said = {name: str(value) for name, value in values.items()}
    record_change(held, "published", by=by, at=at, body={"fields": said})


def draft_publication(
    kind: str, source: Matter, content: Mapping[str, Any], *, by: Actor, at: datetime
) -> Matter:
    """Return the publication of a kind that comes from a matter, opened unless there is one.

    It lies with the matter's unit, on its clause, to be written: ``content`` (fields of
    :class:`Publication`) is where its clerk begins. ``formed_on`` is today unless told. What was
    taken down or refused is not counted. Raises LookupError for an unknown kind.
    """
    if known := publications_of(source, KINDS[kind].key).first():
        return known.matter
    facts = {"formed_on": in_shanghai(at).date(), **content}
    record = Publication(kind=kind, **facts)
    title = f"公开：{record.headline or source.title}"[:240]
    case = Case(title, source.place, source.unit, source.clause, source)
    return begin(PublicationFlow, case, record, by=by, at=at)


def revise(source: Matter, kind: str, content: Mapping[str, Any]) -> None:
    """Bring facts that changed at the source into a text that nobody has submitted yet."""
    known = {name: value for name, value in content.items() if name in CONTENT}
    for one in publications_of(source, kind).filter(matter__state=PublicationFlow.due.name):
        for name, value in known.items():
            setattr(one, name, value)
        one.save(update_fields=list(known))


def tell_changed(source: Matter, what: str, *, by: Actor, at: datetime) -> None:
    """Tell the unit that a fact changed which is public; to correct it is for its clerk."""
    for one in publications_of(source).exclude(public_at=None).exclude(matter__unit=None):
        matter = one.matter
        facts = {"step": what, "by": by.label, "state": "请更正公开的内容"}
        notices.write(
            key=f"{matter.chain}:changed:{at:%Y%m%d%H%M%S}", unit=matter.unit, post=None,
            chain=matter.chain, template="moved", facts=facts, subject=matter.title, stage=0,
            urgent=False, at=at,
        )  # fmt: skip


def end_publication(source: Matter, because: str, *, by: Viewer, at: datetime) -> None:
    """Say that the reason to publish is gone: what is public of a matter is to be taken down.

    ``by`` is who ended it. What was never public is left to its unit.
    """
    for one in publications_of(source).exclude(public_at=None):
        matter = one.matter
        if matter.state == PublicationFlow.ending.name:
            continue
        one.ended_by = Unit.objects.get(pk=by.unit_id)
        one.save(update_fields=["ended_by"])
        advance(
            matter, PublicationFlow.end, by=by, at=at, revision=matter.revision,
            fields={"ended_because": because},
        )  # fmt: skip


def publications_of(source: Matter, kind: str = "") -> Any:
    """Return the publications of a matter that stand, or those of one kind, the oldest first."""
    rows = Publication.objects.filter(matter__parent=source, matter__closed_at=None)
    found = rows.filter(kind=kind) if kind else rows
    return found.select_related("matter__unit", "matter__place").order_by("pk")


def published(source: Matter) -> Published | None:
    """Return since when and where a matter is public, None while it is not."""
    one = publications_of(source).exclude(public_at=None).first()
    if one is None:
        return None
    number = one.matter.number
    return Published(in_shanghai(one.public_at).date(), number, address(number))


def address(number: str) -> str:
    """Return the path at which anybody reads the publication of a number."""
    return f"/public/item/{number}"
