"""Drawing whom to inspect and by whom: the pool is frozen, the seed committed, then revealed."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from io import BytesIO
from itertools import chain
from typing import Any, Final

from django.db.models import QuerySet

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Term, Unit, UnitTag
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.entries import append
from bihuan.lib.clocks import in_shanghai

from . import rules
from .models import Draw, Inspection, Mode
from .visit_flow import InspectionFlow
from .visits import titled

#: The kind of the published file, as people read it.
PUBLISHED: Final = "抽取结果文件"
SEED_BYTES: Final = 32
PARTS: Final = 3
TARGETS: Final = ("enterprise",)
Tags = Callable[[QuerySet[Unit], date], Iterable[tuple[int, str]]]
_SOURCES: dict[frozenset[str], Tags] = {}


def consult(kinds: frozenset[str], source: Tags) -> None:
    """Ask one more domain which units are of its kinds, once a draw names one of them."""
    _SOURCES[kinds] = source


def settle(record: Draw, by: Viewer, at: datetime) -> None:
    """Freeze who can be drawn and by whom, choose a seed and commit to both.

    Raises :class:`Invalid`, naming the field, for a weight or recusal that cannot be read, more
    wanted than there are, or fewer than two officers.
    """
    if record.due_on < in_shanghai(at).date():
        raise Invalid(f"最迟检查日期 {record.due_on} 已经过了。", field="due_on")
    record.office_id = by.unit_id
    record.pool = pool(record, by)
    record.seed = secrets.token_hex(SEED_BYTES)
    record.commitment = rules.commitment(record.seed, record.pool)


def pool(record: Draw, by: Viewer) -> dict[str, Any]:
    """Return the frozen pool of a draw: targets with weights, officers, recusals, how many."""
    weights = _weights(record.weights)
    rows = Unit.objects.filter(
        units_seen(by), kind__in=TARGETS, until=None, status=Unit.Status.OPERATING
    ).order_by("pk")
    tags = _tags(rows, by, {record.tag, *weights})
    if record.tag:
        rows = rows.filter(pk__in=[pk for pk, held in tags.items() if record.tag in held])
    targets = [
        {"id": str(pk), "name": name,
         "weight": max((weights[tag] for tag in tags.get(pk, ()) if tag in weights), default=1)}
        for pk, name in rows.values_list("pk", "name")
    ]  # fmt: skip
    if len(targets) < record.wanted:
        says = f"符合条件的单位只有 {len(targets)} 家，抽不出 {record.wanted} 家。"
        raise Invalid(says, field="wanted")
    officers = [{"id": str(pk), "name": name} for pk, name in _officers(by)]
    if len(officers) < rules.OFFICERS:
        says = "本单位在任的执法人员不足两名，先在单位页登记执法人员。"
        raise Invalid(says, field="wanted")
    recusals = list(_recusals(record.recusals, targets, officers))
    return {
        "targets": targets, "officers": officers, "recusals": recusals, "wanted": record.wanted
    }  # fmt: skip


def _tags(rows: QuerySet[Unit], by: Viewer, asked: set[str]) -> dict[int, set[str]]:
    """Return the kinds of each unit: those it is registered with, and those others tell of."""
    found: dict[int, set[str]] = {}
    held = UnitTag.objects.filter(on_day(by.on), unit__in=rows.values("pk"))
    told = (source(rows, by.on) for kinds, source in _SOURCES.items() if kinds & asked)
    for pk, tag in chain(held.values_list("unit", "tag"), *told):
        found.setdefault(pk, set()).add(tag)
    return found


def _officers(by: Viewer) -> list[tuple[int, str]]:
    rows = Term.objects.filter(on_day(by.on), post__unit=by.unit_id).select_related(
        "post__role", "person"
    )
    found = {t.person_id: t.person.name for t in rows if roles.INSPECT in t.post.role.may}
    return sorted(found.items())


def _weights(said: str) -> dict[str, int]:
    found = {}
    for n, line in enumerate(said.splitlines(), 1):
        name, _, weight = line.replace("＝", "=").partition("=")
        if not line.strip():
            continue
        if not (name.strip() and weight.strip().isdecimal()):
            raise Invalid(f"第 {n} 行写成“类别=权重”，现为“{line[:40]}”。", field="weights")
        if not 1 <= int(weight) <= rules.MOST_WEIGHT:
            says = f"第 {n} 行：权重要是 1 到 {rules.MOST_WEIGHT} 的整数。"
            raise Invalid(says, field="weights")
        found[name.strip()] = int(weight)
    return found


def _recusals(said: str, targets: list[Any], officers: list[Any]) -> Iterator[dict[str, str]]:
    """Yield the recusals; one against a unit that cannot be drawn keeps nobody from anything."""
    units = {one["name"]: one["id"] for one in targets}
    people = {one["name"]: one["id"] for one in officers}
    for n, line in enumerate(said.splitlines(), 1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.replace(";", "；").split("；")]
        if len(parts) != PARTS or not all(parts):
            raise Invalid(f"第 {n} 行写成“姓名；单位；理由”，现为“{line[:40]}”。", field="recusals")
        if parts[0] not in people:
            raise Invalid(f"第 {n} 行：执法人员里没有“{parts[0]}”。", field="recusals")
        if parts[1] not in units:
            raise Invalid(f"第 {n} 行：抽查对象里没有“{parts[1]}”。", field="recusals")
        yield {"officer": people[parts[0]], "target": units[parts[1]], "because": parts[2]}


def announce(record: Draw, by: Viewer, at: datetime) -> None:
    """Write the commitment into the trace, which is sealed that day: nobody changes it after."""
    body = {"commitment": record.commitment, "targets": len(record.pool["targets"])}
    append(record.matter, "committed", by=by, at=at, body=body)


def carry_out(moved: Any) -> None:
    """Reveal the seed, draw, keep the file anybody can replay, and open the visits drawn."""
    record: Draw = moved.record
    content = rules.written(published(record, moved))
    drawn = rules.draw(record.seed, record.word, record.pool)
    record.result = [{"target": d.target, "officers": list(d.officers)} for d in drawn]
    record.save(update_fields=["result"])
    evidence.store(
        owner=moved.matter, kind=PUBLISHED, name=f"{moved.matter.number}.txt",
        content=BytesIO(content), happened_at=None, by=moved.by, at=moved.at,
    )  # fmt: skip
    for one in drawn:
        _open(record, one, moved)


def published(record: Draw, moved: Any) -> Any:
    """Return the file of a draw that is being made."""
    about = {
        "number": moved.matter.number, "subject": record.subject, "office": record.office.name,
        "committed_at": moved.matter.opened_at.isoformat(), "drawn_at": moved.at.isoformat(),
        "witness": record.witness,
    }  # fmt: skip
    return rules.document(record.seed, record.word, record.pool, about)


def _open(record: Draw, one: rules.Drawn, moved: Any) -> None:
    chosen = [int(pk) for pk in one.officers] + [None] * rules.OFFICERS
    unit = Unit.objects.select_related("place").get(pk=int(one.target))
    visit = Inspection(
        office=record.office, opener_id=moved.by.person_id, unit=unit, mode=Mode.RANDOM,
        cause=f"{record.subject}（{moved.matter.number}）", due_on=record.due_on,
        checklist=record.checklist, lead_id=chosen[0], second_id=chosen[1],
    )  # fmt: skip
    case = Case(
        titled(visit), record.office.place, record.office, moved.matter.clause, moved.matter
    )
    begin(InspectionFlow, case, visit, by=moved.by, at=moved.at)
