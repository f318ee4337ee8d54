"""The register of letters, what hurts first, and what one letter's page tells."""

import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from bihuan.kernel.letters.kinds import KINDS
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.entries import canonical
from bihuan.kernel.trace.models import Entry
from bihuan.lib.hashing import digest

from .desk import LONG
from .filters import Asked, Chip
from .paging import Order, Page, ordering, page

State = Letter.State
ORDER = (Order("rank"), Order("reply_due", empty=True), Order("id"))
RANK = {State.DRAFT: 0, State.SIGNED: 1, State.SERVED: 2, State.CANCELLED: 3}
SIDES = {"out": "本单位发出", "in": "发给本单位"}


@dataclass(frozen=True)
class Filters(Asked):
    """What the visitor asked to see of the register; every field is a query parameter."""

    q: str = ""
    kind: str = ""
    state: str = ""
    side: str = ""

    @classmethod
    def choices(cls) -> Mapping[str, Container[str]]:
        """Return the kinds, states and sides there are."""
        return {"kind": KINDS, "state": State.values, "side": SIDES}

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
    elif filters.side == "in":
        rows = rows.filter(Q(addressee=viewer.unit_id) | Q(copies__unit=viewer.unit_id)).distinct()
    ranks = [When(state=state, then=Value(rank)) for state, rank in RANK.items()]
    return rows.annotate(rank=Case(*ranks, default=9, output_field=IntegerField()))


def listed(viewer: Viewer, filters: Filters, *, after: str) -> Page:
    """Return a page of the register: drafts to sign, then signed ones to serve, then the rest."""
    return page(_joined(matching(viewer, filters)), ORDER, after=after)


EXPORTED = (
    "文号", "种类", "标题", "发文单位", "主送", "状态", "起草", "签发", "回复期限", "作废原因"
)  # fmt: skip


def exported(viewer: Viewer, filters: Filters) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the export in the order of the register; cancelled numbers too."""
    for one in _joined(matching(viewer, filters)).order_by(*ordering(ORDER)).iterator(1000):
        yield (
            one.number, KINDS[one.kind].name, one.title, one.issuer.name, one.addressee.name,
            one.get_state_display(), one.drawn_up_at, one.signed_at, one.reply_due,
            one.cancelled_because,
        )  # fmt: skip


def find(viewer: Viewer, pk: int) -> Letter:
    """Return one letter. Raises :class:`NotFound` outside one's scope."""
    found = _joined(Letter.objects.visible_to(viewer)).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这份文书，或您的岗位看不到。")
    return found


def as_read(letter: Letter) -> str:
    """Return the digest of a letter's words, by which signing knows what the signer read."""
    return digest(letter.title, canonical(letter.body))


def trail(letter: Letter) -> list[Entry]:
    """Return what the trace says of this letter, the newest first."""
    rows = Entry.objects.filter(chain=letter.chain, verb__startswith="letter_").order_by("-seq")
    return [entry for entry in rows if json.loads(entry.body).get("letter") == letter.pk]


def _joined(rows: QuerySet[Letter]) -> QuerySet[Letter]:
    return rows.select_related(
        "issuer", "addressee", "signer_post", "signer", "clause__document", "matter"
    ).defer(*LONG)
