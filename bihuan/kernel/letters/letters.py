"""Letters: drawn up with a number, signed by the one post that may, served, or cancelled."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NotRequired, TypedDict

from django.db import connection, transaction

from bihuan.kernel.law.models import Clause
from bihuan.kernel.notices import notices
from bihuan.kernel.orgs import roles, terms
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Actor, Machine, Viewer
from bihuan.kernel.trace.entries import append_to
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib.clocks import in_shanghai

from . import frozen, kinds
from .models import Letter, LetterCopy, Series, Service

SERVED = "letter_served"
_NAME_LENGTH = 48

_SERIES = """
INSERT INTO letters_series (issuer_id, kind, year, prefix, last) VALUES (%s, %s, %s, %s, 0)
ON CONFLICT (issuer_id, kind, year) DO UPDATE SET last = letters_series.last
RETURNING id
"""


class Draft(TypedDict):
    """What a letter is drawn up from.

    ``chain`` is the address of the trace it belongs to, ``cause`` what it answers to (one letter
    for each cause), ``body`` the facts that fill in the kind's wording, or ``paragraphs``;
    ``also`` are addressed beside the ``addressee``.
    """

    kind: str
    issuer: Unit
    addressee: Unit
    title: str
    chain: str
    cause: str
    body: Mapping[str, Any]
    copies: NotRequired[Collection[Unit]]
    also: NotRequired[Collection[Unit]]
    matter_id: NotRequired[int | None]
    clause_id: NotRequired[int | None]
    reply_due: NotRequired[datetime | None]


def draw_up(  # noqa: PLR0913 - a letter is drawn up with all of its facts
    *,
    kind: str,
    issuer: Unit,
    addressee: Unit,
    title: str,
    chain: str,
    cause: str,
    body: Mapping[str, Any],
    at: datetime,
    by: Actor,
    copies: Collection[Unit] = (),
    also: Collection[Unit] = (),
    matter: Matter | None = None,
    clause: Clause | None = None,
    reply_due: datetime | None = None,
) -> Letter:
    """Return the letter of a cause: drawn up now with the next number, or the one it has already.

    See :func:`draw_up_many`.
    """
    draft: Draft = {
        "kind": kind, "issuer": issuer, "addressee": addressee, "title": title, "chain": chain,
        "cause": cause, "body": body, "copies": copies, "also": also, "reply_due": reply_due,
        "matter_id": matter.pk if matter else None, "clause_id": clause.pk if clause else None,
    }  # fmt: skip
    return draw_up_many([draft], at=at, by=by)[0]


@transaction.atomic
def draw_up_many(drafts: Sequence[Draft], *, at: datetime, by: Actor) -> list[Letter]:
    """Return the letters of many causes, in order, drawing up those there are none of yet.

    Each gets the next number of its issuer, kind and year, kept even if it is cancelled, and names
    the post that signs for the issuer; a unit without one gets ``未指定``. Raises
    :class:`NotAllowed` for a person of another unit than the issuer, :class:`Invalid` for an
    unknown kind or a letter without words.
    """
    for draft in drafts:
        if isinstance(by, Viewer) and by.unit_id != draft["issuer"].pk:
            says = f"只有{draft['issuer'].name}能起草自己的文书。"
            raise NotAllowed(says, can=draft["issuer"].name)
    year = in_shanghai(at).year
    ids = {(d["issuer"], d["kind"]): 0 for d in drafts}
    for issuer, kind in sorted(ids, key=lambda one: (one[0].pk, one[1])):
        ids[issuer, kind] = _hold_series(issuer, kind, year)
    rows = Letter.objects.everywhere("one letter for each cause")
    known = {row.cause: row for row in rows.filter(cause__in=[d["cause"] for d in drafts])}
    series = Series.objects.select_related("issuer").in_bulk(ids.values())
    cited = Clause.objects.select_related("document").defer("document__text", "document__compiled")
    clauses = cited.in_bulk({d.get("clause_id") for d in drafts})
    signers = {issuer: terms.signer_of(issuer) for issuer, _ in ids}
    worded = {pair: kinds.kind_for(*pair) for pair in ids}
    made: list[tuple[Letter, Draft]] = []
    for draft in drafts:
        if draft["cause"] not in known:
            pair = draft["issuer"], draft["kind"]
            cited_clause = clauses.get(draft.get("clause_id"))
            letter = _letter(draft, series[ids[pair]], worded[pair], cited_clause, at)
            letter.signer_post = signers[draft["issuer"]]
            known[letter.cause] = letter
            made.append((letter, draft))
    Series.objects.bulk_update(series.values(), ["last"])
    _save(made, at=at, by=by)
    return [known[draft["cause"]] for draft in drafts]


@transaction.atomic
def revise(
    letter: Letter, *, title: str, paragraphs: Sequence[str], by: Viewer, at: datetime
) -> Letter:
    """Change the words of a letter that is not signed yet; what they were stays in the trace.

    Raises :class:`NotAllowed`, :class:`WrongState` and :class:`Invalid`.
    """
    held = _hold(letter, by, {Letter.State.DRAFT}, "修改")
    was = {"title": held.title, "paragraphs": held.body["paragraphs"]}
    plain = kinds.Kind(kinds.kind_of(held.kind).name, "")
    held.title, held.body["paragraphs"] = kinds.word(plain, title, {"paragraphs": paragraphs})
    held.save(update_fields=["title", "body"])
    _record(held, "letter_revised", by=by, at=at, was=was)
    return held


@transaction.atomic
def sign(letter: Letter, *, by: Actor, at: datetime) -> Letter:
    """Sign a letter as the post that signs for its issuer; from now on its words are fixed.

    ``letter`` is the letter as the signer read it. Raises :class:`NotAllowed` for anybody but the
    holder of that post or his substitute, :class:`WrongState` for a letter signed, cancelled or
    changed since it was read.
    """
    held = _hold(letter, by, {Letter.State.DRAFT}, "签发")
    post = terms.signer_of(held.issuer)
    if post is None:
        says = f"{held.issuer.name}还没有指定签发文书的岗位。"
        raise NotAllowed(says, can=f"{held.issuer.name}维护岗位的人")
    if not isinstance(by, Viewer) or by.post_id != post.pk or not by.can(roles.SIGN):
        raise NotAllowed(
            f"{held.number}由{post.title}签发。", can=f"{held.issuer.name}{post.title}"
        )
    if (letter.title, letter.body) != (held.title, held.body):
        raise WrongState(f"{held.number}在您打开后改过，请重新核对再签发。")
    held.signer_post, held.signer_id = post, by.person_id
    held.signed_at, held.state = at, Letter.State.SIGNED
    held.body["printed"] = frozen.printed(held)
    held.digest = frozen.digest(held)
    held.save()
    _record(held, frozen.SIGNED, by=by, at=at, digest=held.digest)
    _tell(held, at)
    return held


@transaction.atomic
def serve(  # noqa: PLR0913 - a service has a unit, a recipient, a moment, a receipt
    letter: Letter,
    *,
    unit: Unit,
    recipient: str,
    served_at: datetime,
    by: Viewer,
    at: datetime,
    refused: bool = False,
    receipt: Evidence | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Service:
    """Record that a signed letter was handed to its addressee or a unit copied, or refused there.

    ``recipient`` signed for it or refused it; ``facts`` say more of how, for the trace. Once
    everybody addressed is served, the letter is. Raises :class:`NotAllowed`, :class:`WrongState`
    and :class:`Invalid`.
    """
    held = _hold(letter, by, {Letter.State.SIGNED, Letter.State.SERVED}, "送达")
    if not by.can(roles.SERVE):
        raise NotAllowed("您的岗位不能登记送达。", can=f"{held.issuer.name}负责送达的岗位")
    _check_service(held, unit, recipient, served_at, at)
    made = Service.objects.create(
        letter=held, unit=unit, server_id=by.person_id, recipient=recipient.strip(),
        at=served_at, refused=refused, receipt=receipt,
    )  # fmt: skip
    mains = {held.addressee_id, *held.copies.filter(main=True).values_list("unit_id", flat=True)}
    if mains <= set(held.services.values_list("unit_id", flat=True)):
        held.state = Letter.State.SERVED
        held.save(update_fields=["state"])
    _record(
        held, SERVED, by=by, at=at, unit=unit.pk, recipient=made.recipient, served_at=served_at,
        refused=refused, receipt=receipt.sha256 if receipt else "", **(facts or {}),
    )  # fmt: skip
    return made


@transaction.atomic
def cancel(letter: Letter, *, reason: str, by: Actor, at: datetime) -> Letter:
    """Cancel a letter that was not served; its number stays used. A machine only cancels drafts.

    Raises :class:`NotAllowed`, :class:`WrongState` and, without a reason, :class:`Invalid`.
    """
    open_states = {Letter.State.DRAFT}
    if isinstance(by, Viewer):
        open_states.add(Letter.State.SIGNED)
        if not by.can(roles.SIGN):
            raise NotAllowed("您的岗位不能作废文书。", can="签发文书的岗位")
    held = _hold(letter, by, open_states, "作废")
    if not reason.strip():
        raise Invalid("请写明作废的原因。", field="reason")
    held.state, held.cancelled_because = Letter.State.CANCELLED, reason.strip()
    held.save(update_fields=["state", "cancelled_because"])
    _record(held, "letter_cancelled", by=by, at=at, reason=held.cancelled_because)
    return held


def withdraw(causes: Iterable[str], *, reason: str, at: datetime) -> None:
    """Cancel the drafts whose causes are gone before they were signed; signed letters stay."""
    drafts = Letter.objects.everywhere("causes that are gone").filter(state=Letter.State.DRAFT)
    for letter in drafts.filter(cause__in=list(causes)).order_by("pk"):
        cancel(letter, reason=reason, by=Machine("巡查"), at=at)


def _hold_series(issuer: Unit, kind: str, year: int) -> int:
    """Return the id of a series, made if new, with its row locked."""
    prefix = kinds.prefix_of(issuer, kinds.kind_of(kind))
    with connection.cursor() as cursor:
        cursor.execute(_SERIES, [issuer.pk, kind, year, prefix])
        return int(cursor.fetchone()[0])


def _letter(
    draft: Draft, series: Series, kind: kinds.Kind, clause: Clause | None, at: datetime
) -> Letter:
    """Return the unsaved letter of a draft; it takes the next number of its series."""
    series.last += 1
    facts: dict[str, Any] = {
        "subject": draft["title"],
        "issuer": draft["issuer"].name,
        "addressee": draft["addressee"].name,
        "clause": f"《{clause.document.title}》{clause.label}" if clause else None,
        "reply_due": draft.get("reply_due"),
        "day": at,
    }
    facts |= draft["body"]
    title, paragraphs = kinds.word(kind, draft["title"], facts)
    return Letter(
        series=series,
        n=series.last,
        number=kinds.number(series.prefix, series.year, series.last),
        kind=draft["kind"],
        title=title,
        chain=draft["chain"],
        matter_id=draft.get("matter_id"),
        clause=clause,
        issuer=draft["issuer"],
        place_path=draft["issuer"].place_path,
        addressee=draft["addressee"],
        body={
            "paragraphs": paragraphs,
            "facts": {**kinds.readable(facts), "paragraphs": list(facts.get("paragraphs", ()))},
        },
        drawn_up_at=at,
        reply_due=draft.get("reply_due"),
        cause=draft["cause"],
    )


def _save(made: Sequence[tuple[Letter, Draft]], *, at: datetime, by: Actor) -> None:
    Letter.objects.everywhere("drawing up").bulk_create([letter for letter, _ in made])
    LetterCopy.objects.bulk_create(
        LetterCopy(letter=letter, unit=unit, main=part == "also")
        for letter, draft in made
        for part, units in (("also", draft.get("also", ())), ("copies", draft.get("copies", ())))
        for unit in units
    )
    for letter, _ in made:
        _record(letter, "letter_drawn_up", by=by, at=at, title=letter.title)


def _hold(letter: Letter, by: Actor, states: Collection[str], does: str) -> Letter:
    """Lock a letter of the actor's own unit that is in one of the states, and return it."""
    rows = Letter.objects.everywhere("lock for change").select_for_update(of=("self",))
    held: Letter | None = rows.select_related("issuer", "addressee").filter(pk=letter.pk).first()
    seen = held is not None and (
        not isinstance(by, Viewer) or Letter.objects.visible_to(by).filter(pk=held.pk).exists()
    )
    if held is None or not seen:
        raise NotFound("没有找到这份文书。")
    if isinstance(by, Viewer) and by.unit_id != held.issuer_id:
        raise NotAllowed(f"{held.number}由{held.issuer.name}{does}。", can=held.issuer.name)
    if held.state not in states:
        raise WrongState(f"{held.number}{held.get_state_display()}，不能{does}。")
    return held


def _check_service(
    letter: Letter, unit: Unit, recipient: str, served_at: datetime, at: datetime
) -> None:
    copied = letter.copies.filter(unit=unit).exists()
    if unit.pk != letter.addressee_id and not copied:
        raise Invalid(f"{unit.name}不是{letter.number}的主送或抄送单位。", field="unit")
    if letter.services.filter(unit=unit, refused=False).exists():
        raise WrongState(f"{letter.number}已送达{unit.name}，不用重复登记。")
    if not 0 < len(recipient.strip()) <= _NAME_LENGTH:
        raise Invalid("请填写签收人（拒收的填写拒收人）的姓名。", field="recipient")
    # People write the minute: served in the minute of signing is served after it.
    since = in_shanghai(letter.signed_at or at).replace(second=0, microsecond=0)
    if letter.signed_at is None or not since <= served_at <= at:
        raise Invalid(
            f"送达时间应在签发之后（{since:%m-%d %H:%M}），且不晚于现在。", field="served_at"
        )


def _tell(letter: Letter, at: datetime) -> None:
    """Put the signed letter into the inbox of those addressed, at once, and of those copied."""
    further = [(copy.unit, copy.main) for copy in letter.copies.select_related("unit")]
    for unit, main in ((letter.addressee, True), *further):
        notices.write(
            key=f"letter:{letter.pk}:{unit.pk}", unit=unit, post=None, chain=letter.chain,
            template="served", subject=f"{letter.number} {letter.title}"[:240], facts={},
            stage=0, urgent=main, at=at,
        )  # fmt: skip


def _record(letter: Letter, verb: str, *, by: Actor, at: datetime, **body: Any) -> None:
    facts = {"letter": letter.pk, "number": letter.number, **body}
    append_to(letter.chain, verb, by=by, at=at, body=facts)
