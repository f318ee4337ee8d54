"""The register of letters, what hurts first, and what one letter's page tells."""

import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from bihuan.kernel.letters.kinds import KINDS
from bihuan.kernel.letters.models import Letter, LetterCopy
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry
from bihuan.lib.clocks import in_shanghai
from bihuan.modules.correspondence.models import Acknowledgement
from bihuan.modules.correspondence.orders import read_mark
from bihuan.modules.correspondence.queries import Recipient
from bihuan.modules.correspondence.rules import FIELDS

from .desk import LONG
from .filters import Asked, Chip
from .paging import Order, Page, ordering, page

State = Letter.State
ORDER = (Order("rank"), Order("reply_due", empty=True), Order("id"))
RANK = {State.DRAFT: 0, State.SIGNED: 1, State.SERVED: 2, State.CANCELLED: 3}
SIDES = {"out": "本单位发出", "in": "发给本单位", "new": "发给本单位，未签收"}
YEARS = {str(year) for year in range(2000, 2100)}


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see of the register; every field is a query parameter."""

    q: str = ""
    kind: str = ""
    state: str = ""
    side: str = ""
    year: str = ""
    issuer: str = ""
    recipient: str = ""

    whole = "全部文书"

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the kinds, states and sides there are."""
        return {"kind": KINDS, "state": State.values, "side": SIDES, "year": YEARS}

    def chips(self) -> Iterator[Chip]:
        """Yield the filters in force as words that can be taken away one by one."""
        if self.q:
            yield Chip(f"含“{self.q}”", self.query(q=""))
        if self.kind:
            yield Chip(KINDS[self.kind].name, self.query(kind=""))
        if self.state:
            yield Chip(str(State(self.state).label), self.query(state=""))
        if self.side:
            yield Chip(SIDES[self.side], self.query(side=""))
        if self.year:
            yield Chip(f"{self.year}年", self.query(year=""))
        if self.issuer:
            yield Chip(f"发文单位含“{self.issuer}”", self.query(issuer=""))
        if self.recipient:
            yield Chip(f"收文单位含“{self.recipient}”", self.query(recipient=""))


def matching(viewer: Viewer, filters: Filters) -> QuerySet[Letter]:
    """Return the letters the viewer sees that answer the filters, ranked by what is still to do."""
    rows = Letter.objects.visible_to(viewer)
    if filters.q:
        words = filters.q[:60]
        found = Q(number__icontains=words) | Q(title__icontains=words)
        rows = rows.filter(found | Q(addressee__name__icontains=words))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.side == "out":
        rows = rows.filter(issuer=viewer.unit_id)
    elif filters.side:
        rows = _received(rows, viewer, new=filters.side == "new")
    rows = _dated_and_named(rows, filters)
    ranks = [When(state=state, then=Value(rank)) for state, rank in RANK.items()]
    return rows.annotate(rank=Case(*ranks, default=9, output_field=IntegerField()))


def _received(rows: QuerySet[Letter], viewer: Viewer, *, new: bool) -> QuerySet[Letter]:
    """Keep the letters to the viewer's unit, or those of them nobody there took note of."""
    copied = LetterCopy.objects.filter(letter=OuterRef("pk"), unit=viewer.unit_id)
    rows = rows.filter(Q(addressee=viewer.unit_id) | Exists(copied)).exclude(state=State.DRAFT)
    if not new:
        return rows
    noted = Acknowledgement.objects.filter(letter=OuterRef("pk"), unit=viewer.unit_id)
    return rows.exclude(Exists(noted)).exclude(state=State.CANCELLED)


def _dated_and_named(rows: QuerySet[Letter], filters: Filters) -> QuerySet[Letter]:
    """Keep the letters of a year of numbers, and those from and to units of a name."""
    if filters.year:
        rows = rows.filter(series__year=int(filters.year))
    if filters.issuer:
        rows = rows.filter(issuer__name__icontains=filters.issuer[:60])
    if filters.recipient:
        words = filters.recipient[:60]
        further = LetterCopy.objects.filter(letter=OuterRef("pk"), unit__name__icontains=words)
        rows = rows.filter(Q(addressee__name__icontains=words) | Exists(further))
    return rows


def listed(viewer: Viewer, filters: Filters, *, after: str) -> Page:
    """Return a page of the register: drafts to sign, then signed ones to serve, then the rest."""
    return page(_joined(matching(viewer, filters)), ORDER, after=after)


EXPORTED = (
    "文号", "种类", "标题", "发文单位", "主送", "抄送", "状态", "起草", "签发", "送达",
    "未送达天数", "回复期限", "作废原因",
)  # fmt: skip


def exported(viewer: Viewer, filters: Filters, at: datetime) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the export in the order of the register; cancelled numbers too."""
    rows = _joined(matching(viewer, filters)).order_by(*ordering(ORDER))
    further = rows.prefetch_related("copies__unit", "services")
    for one in further.iterator(1000):
        mains = [one.addressee.name, *(c.unit.name for c in one.copies.all() if c.main)]
        copies = [c.unit.name for c in one.copies.all() if not c.main]
        served = max((s.at for s in one.services.all()), default=None)
        yield (
            one.number, KINDS[one.kind].name, one.title, one.issuer.name, "、".join(mains),
            "、".join(copies), one.get_state_display(), one.drawn_up_at, one.signed_at, served,
            unserved_days(one, at), one.reply_due, one.cancelled_because,
        )  # fmt: skip


def unserved_days(letter: Letter, at: datetime) -> int | None:
    """Return for how many days a letter has been signed and not served; None when it is not so."""
    waits = letter.state == State.SIGNED and letter.signed_at
    return (at - waits).days if waits else None


def find(viewer: Viewer, pk: int) -> Letter:
    """Return one letter. Raises :class:`NotFound` outside one's scope."""
    found = _joined(Letter.objects.visible_to(viewer)).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这份文书，或您的岗位看不到。")
    return found


def receipt_facts(letter: Letter, one: Recipient) -> dict[str, Any]:
    """Return what a receipt of service prints: lines to be filled in stay empty."""
    done = one.services[-1] if one.services else None
    said = getattr(done, "proved_by", None)
    kept = said.facts if said else {}
    witnesses = kept.get("witnesses", "")
    other = [f"{FIELDS[name]}：{value}" for name, value in kept.items()
             if name not in ("place", "witnesses")]  # fmt: skip
    return {
        "issuer": letter.issuer.name,
        "letter": f"{letter.title}（{letter.number}）",
        "unit": one.unit.name,
        "place": kept.get("place", ""),
        "way": said.get_way_display() if said else "",
        "recipient": done.recipient if done else "",
        "served_at": f"{in_shanghai(done.at):%Y年%m月%d日%H时%M分}" if done else "",
        "server": done.server.name if done else "",
        "witnesses": witnesses,
        "other": "；".join(other),
    }


def as_read(letter: Letter) -> str:
    """Return the digest of a letter's words, by which signing knows what the signer read."""
    return read_mark(letter)


def trail(letter: Letter) -> list[Entry]:
    """Return what the trace says of this letter, the newest first."""
    rows = Entry.objects.filter(chain=letter.chain, verb__startswith="letter_").order_by("-seq")
    return [entry for entry in rows if json.loads(entry.body).get("letter") == letter.pk]


def _joined(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    return rows.select_related(
        "issuer", "addressee", "signer_post", "signer", "clause__document", "matter"
    ).defer(*LONG)
