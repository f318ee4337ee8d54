"""Taking a delivery: row by row, repeat-safe, never by a name alone, never over what is ours.

A row that cannot be taken stays in a queue with its reason and stops no other. A value that is not
ours waits for a named person to decide.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from bihuan.kernel.orgs import ports, roles
from bihuan.kernel.orgs.authority import demand, units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotFound, Refused, WrongState
from bihuan.kernel.orgs.scope import places_seen
from bihuan.kernel.orgs.viewer import Viewer

from .formats import Format, subject_of
from .models import Arrival, Difference, Incoming
from .packages import format_of, unpacked

#: Rows of one delivery; more is no delivery that anybody looks through.
MOST: Final = 5_000
#: Where the organisation code stands in a unified social credit code.
ORGANISATION: Final = (9, 9)
State = Incoming.State


@transaction.atomic
def receive(key: str, name: str, content: bytes, *, by: Viewer, at: datetime) -> Arrival:
    """Take a file of a partner; the same file again gives the delivery there is already.

    Raises :class:`Invalid` for a file that cannot be read, :class:`NotAllowed` for a post that
    may not take one.
    """
    form = format_of(key, by.path)
    demand(by, roles.FULFIL)
    if not form.comes_in:
        raise Invalid(f"“{form.title}”只报出，不接收。", field="format")
    digest = sha256(content).hexdigest()
    known = Arrival.objects.filter(format=key, unit=by.unit_id, digest=digest).first()
    if known is not None:
        return known
    rows = unpacked(content)
    if len(rows) > MOST:
        raise Invalid(f"一次最多 {MOST} 条，这个文件有 {len(rows)} 条，请分开。", field="file")
    made = Arrival.objects.create(
        format=key, unit_id=by.unit_id, person_id=by.person_id, at=at, name=name[:200],
        digest=digest, count=len(rows),
    )  # fmt: skip
    ports.record(
        "s", "exchange_received", by=by, at=at,
        body={"format": key, "sha256": digest, "count": len(rows), "delivery": made.pk},
    )  # fmt: skip
    for line, body in enumerate(rows, 1):
        row = Incoming(delivery=made, line=line, body=body, state=State.POISONED)
        _take(form, row, by, at)
    return made


def _take(form: Format, row: Incoming, by: Viewer, at: datetime) -> None:
    """Decide what becomes of one row and keep it."""
    body = {str(name): value for name, value in row.body.items()}
    words = {one.of: one.read(body) for one in form.fields}
    row.theirs, row.reason = words.get("id", "")[:64], ""
    try:
        row.unit = _unit(form, words, by)
        if not row.theirs:
            raise Invalid("没有对方的编号，重复的认不出来。", field="id")
        with transaction.atomic():
            row.state = _settle(form, row, words, by, at)
    except Refused as refusal:
        row.state, row.reason = State.POISONED, refusal.says[:400]
    row.save()
    if row.state == State.DIFFERS:
        _note(form, row, words)


def _unit(form: Format, words: Mapping[str, str], by: Viewer) -> Unit:
    """Return the unit a row is of, by its code. Raises :class:`Invalid`: a name finds nobody."""
    code = words.get(form.match, "").upper().replace("-", "")
    title = form.field(form.match)
    if not code:
        raise Invalid(
            f"没有“{title.title if title else form.match}”，不按名称对应。", field="match"
        )
    rows = Unit.objects.filter(units_seen(by), until=None).select_related("place")
    if len(code) == ORGANISATION[1]:
        found = rows.annotate(organisation=Substr("credit_code", *ORGANISATION)).filter(
            organisation=code
        )
    else:
        found = rows.filter(credit_code=code)
    units = list(found[:2])
    if len(units) != 1:
        says = "没有登记，或不在您的管辖范围" if not units else "对上了不止一个单位"
        raise Invalid(f"代码 {code} 的单位{says}。", field="match")
    return units[0]


def _settle(form: Format, row: Incoming, words: Mapping[str, str], by: Viewer, at: datetime) -> str:
    """Take a record that is new; of one that is known say whether it differs."""
    subject = subject_of(form)
    before = Incoming.objects.filter(
        delivery__format=form.key, delivery__unit=by.unit_id, theirs=row.theirs,
        unit=row.unit, matter__isnull=False,
    ).first()  # fmt: skip
    if before is not None:
        row.matter = before.matter
    elif subject.take is not None:
        row.matter = subject.take(words, row.unit, by=by, at=at)
        return State.TAKEN
    return State.DIFFERS if list(_differing(form, row, words)) else State.SAME


def _differing(form: Format, row: Incoming, words: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return word, ours and theirs of each value that is another one; silence is none."""
    subject = subject_of(form)
    ours = subject.ours(row.unit, row.matter) if subject.ours else {}
    found = []
    for one in form.fields:
        said = words.get(one.of, "")
        mine = str(ours.get(one.of) or "")
        if said and one.of in ours and said != mine and not _known(row, one.of, mine, said):
            found.append((one.of, mine, said))
    return found


def _known(row: Incoming, word: str, ours: str, theirs: str) -> bool:
    """Say whether this very difference was asked about before: nobody decides it twice."""
    rows = Difference.objects.filter(incoming__unit=row.unit, incoming__matter=row.matter)
    asked = rows.exclude(incoming=row.pk) if row.pk else rows
    return asked.filter(word=word, ours=ours[:1000], theirs=theirs[:1000]).exists()


def _note(form: Format, row: Incoming, words: Mapping[str, str]) -> None:
    for word, ours, theirs in _differing(form, row, words):
        one = form.field(word)
        Difference.objects.create(
            incoming=row, word=word, title=one.title if one else word, ours=ours[:1000],
            theirs=theirs[:1000],
        )  # fmt: skip


def seen(viewer: Viewer) -> QuerySet[Incoming]:
    """Return the rows a viewer sees: of deliveries to her unit, or to units in her places."""
    here = places_seen(viewer, "delivery__unit__place_path") | Q(delivery__unit=viewer.unit_id)
    return Incoming.objects.filter(here).select_related("delivery__unit", "unit", "matter")


def waiting(viewer: Viewer) -> QuerySet[Incoming]:
    """Return what waits for somebody: rows not taken and rows that differ, the oldest first."""
    rows = seen(viewer).filter(state__in=(State.POISONED, State.DIFFERS))
    return rows.prefetch_related("differences").order_by("pk")


def find(pk: int, by: Viewer) -> Incoming:
    """Return a row to decide about: of the decider's own unit. Raises :class:`NotFound`."""
    row = seen(by).select_for_update(of=("self",)).filter(pk=pk, delivery__unit=by.unit_id).first()
    if row is None:
        raise NotFound("没有这条记录，或它不由您的单位处理。")
    return row


@transaction.atomic
def try_again(pk: int, *, by: Viewer, at: datetime) -> Incoming:
    """Take a row again that could not be taken, after what stood in the way was put right."""
    demand(by, roles.FULFIL)
    row = find(pk, by)
    if row.state != State.POISONED:
        raise WrongState(f"这条记录是“{row.get_state_display()}”。")
    _take(format_of(row.delivery.format), row, by, at)
    _trace(row, "exchange_tried_again", {"state": row.state, "reason": row.reason}, by, at)
    return row


@transaction.atomic
def give_up(pk: int, because: str, *, by: Viewer, at: datetime) -> Incoming:
    """Say that a row is not taken, and why. Raises :class:`Invalid` without a reason."""
    demand(by, roles.FULFIL)
    row = find(pk, by)
    if row.state != State.POISONED:
        raise WrongState(f"这条记录是“{row.get_state_display()}”。")
    if not because.strip():
        raise Invalid("还没有填写“处理理由”。", field="because")
    row.state, row.because = State.SETTLED, because.strip()[:400]
    row.settled_by_id, row.settled_at = by.person_id, at
    row.save()
    _trace(row, "exchange_given_up", {"because": row.because}, by, at)
    return row


@transaction.atomic
def decide(pk: int, decision: str, because: str, *, by: Viewer, at: datetime) -> Difference:
    """Decide which of two values stands; theirs is written by the verb of whose field it is.

    Raises :class:`Invalid` without a reason or where theirs cannot be adopted here.
    """
    demand(by, roles.FULFIL)
    one = Difference.objects.filter(pk=pk).first()
    row = find(one.incoming_id, by) if one else None
    if one is None or row is None:
        raise NotFound("没有这条差异。")
    if one.decision:
        raise WrongState("这条差异已经决定了。")
    if decision not in (Difference.Decision.KEPT, Difference.Decision.ADOPTED):
        raise Invalid("请选择保留本系统的，还是采用对方的。", field="decision")
    if not because.strip():
        raise Invalid("还没有填写“理由”。", field="because")
    if decision == Difference.Decision.ADOPTED:
        subject = subject_of(format_of(row.delivery.format))
        if subject.adopt is None:
            says = f"“{one.title}”由本系统的办理决定，不能直接采用；请在事项里办。"
            raise Invalid(says, field="decision")
        subject.adopt(row.unit, one.word, one.theirs, because=because, by=by, at=at)
    one.decision, one.because = decision, because.strip()[:400]
    one.by_id, one.at = by.person_id, at
    one.save()
    _trace(row, "exchange_decided", {"field": one.word, "decision": decision,
                                     "ours": one.ours, "theirs": one.theirs}, by, at)  # fmt: skip
    if not row.differences.filter(decision="").exists():
        row.state, row.settled_by_id, row.settled_at = State.SETTLED, by.person_id, at
        row.save()
    return one


def _trace(row: Incoming, verb: str, body: dict[str, Any], by: Viewer, at: datetime) -> None:
    ports.record("s", verb, by=by, at=at, body={"incoming": row.pk, **body})
