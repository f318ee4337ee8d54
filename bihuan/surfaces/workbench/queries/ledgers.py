"""The duty ledger as a sheet: counts that add up, rows by outcome, later changes, a check code."""

from base64 import b32encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q

from bihuan.kernel.law.models import Clause
from bihuan.kernel.obligations.ledger import Line, ledger
from bihuan.kernel.obligations.models import Kind, Outcome
from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Post, Term, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Evidence, Seal
from bihuan.lib.clocks import end_of
from bihuan.lib.hashing import digest

#: Outcome of the day -> its title, in the order the sheet counts them.
GROUPS = {
    "on_time": "按期办结",
    "late": "逾期办结",
    "overdue": "逾期未办",
    "excused": "经批准免责",
    "running": "未到期",
    "undated": "未设定期限",
    "signing": "待签发",
    "ended": "失效、事由消除",
}
#: The order in which the rows are read: what hurts first.
READ = ("overdue", "undated", "late", "excused", "signing", "on_time", "running", "ended")
BASES = {"then": "当日所知", "now": "今天所知"}


@dataclass(frozen=True)
class Asked:
    """Whose ledger, from which day to which, as known when."""

    unit: Unit
    post: Post | None
    term: Term | None
    since: date
    day: date
    basis: str
    today: date

    @property
    def known_on(self) -> date:
        """The last day of which the sheet knows anything."""
        return self.today if self.basis == "now" else self.day


@dataclass(frozen=True)
class Row:
    """One line of the sheet: its number, group, evidence count."""

    n: int
    line: Line
    group: str
    files: int


@dataclass(frozen=True)
class Part:
    """The rows of one outcome."""

    key: str
    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Sheet:
    """What the sheet prints."""

    asked: Asked
    counts: dict[str, int]
    parts: list[Part]
    changes: list[tuple[Line, Line]]
    clauses: list[Clause]
    supervisors: list[str]
    entries: int
    files: int
    seal: Seal | None
    digest: str
    night: datetime = field(repr=False)

    @property
    def total(self) -> int:
        """How many duties there were."""
        return sum(self.counts.values())

    @property
    def code(self) -> str:
        """The short code by which a printed sheet is compared with the system."""
        letters = b32encode(bytes.fromhex(self.digest))[:12].decode()
        return "-".join(letters[i : i + 4] for i in range(0, 12, 4))


def asked(viewer: Viewer, query: dict[str, str], today: date) -> Asked:
    """Return whose ledger an address asks for. Raises :class:`NotFound` outside one's scope."""
    post = _post(viewer, query.get("post", ""))
    unit = post.unit if post else _unit(viewer, query.get("unit", ""))
    day = day_asked(query.get("day", ""), today, "day")
    since = day_asked(query.get("since", ""), date(day.year, 1, 1), "since")
    if day > today:
        raise Invalid("台账只能看到今天为止。请写今天或以前的日期。", field="day")
    if since > day:
        raise Invalid("起始日期要不晚于截止日期。", field="since")
    basis = "now" if query.get("basis") == "now" else "then"
    term = terms.holder(post, day) if post else None
    return Asked(unit, post, term, since, day, basis, today)


def sheet(ask: Asked) -> Sheet | None:
    """Return the sheet; None for a post that nobody held that day."""
    if ask.post and ask.term is None:
        return None
    lines = _lines(ask, ask.known_on)
    night = end_of(ask.day)
    files = _counted(Evidence, lines, night)
    rows = sorted(((READ.index(group_of(line, night)), line) for line in lines), key=lambda r: r[0])
    numbered = [
        Row(n, line, READ[place], files.get(line.obligation.chain, 0))
        for n, (place, line) in enumerate(rows, 1)
    ]
    parts = [Part(key, GROUPS[key], [r for r in numbered if r.group == key]) for key in READ]
    clauses = {line.obligation.clause_id: line.obligation.clause for line in lines}
    return Sheet(
        asked=ask,
        counts={key: sum(r.group == key for r in numbered) for key in GROUPS},
        parts=[part for part in parts if part.rows],
        changes=_changes(ask, lines, night),
        clauses=[clause for clause in clauses.values() if clause],
        supervisors=sorted({o.supervisor.name for line in lines
                            if (o := line.obligation).supervisor}),
        entries=sum(_counted(Entry, lines, night).values()),
        files=sum(files.values()),
        seal=Seal.objects.filter(day=ask.day).first(),
        digest=_digest(ask, numbered),
        night=night,
    )  # fmt: skip


def around(post: Post, day: date) -> tuple[Term | None, Term | None]:
    """Return the term that ended last before a day and the one that began first after it."""
    rows = post.terms.select_related("person")
    before = rows.filter(until__lte=day).order_by("-until").first()
    return before, rows.filter(since__gt=day).order_by("since").first()


def choices(viewer: Viewer, words: str) -> list[Unit]:
    """Return the units in scope whose name holds some words, one's own first."""
    rows = Unit.objects.filter(units_seen(viewer)).select_related("place")
    found = rows.filter(name__icontains=words[:40]) if words else rows.filter(
        Q(pk=viewer.unit_id) | Q(supervisor=viewer.unit_id)
    )  # fmt: skip
    return list(found.order_by("place_path", "pk")[:50])


def group_of(line: Line, night: datetime) -> str:
    """Return the outcome of a line as of the end of the day."""
    if line.outcome in (Outcome.VOID, Outcome.LAPSED):
        return "ended"
    if line.outcome:
        return line.outcome
    if line.due is None:
        return "signing" if line.obligation.kind == Kind.SIGN else "undated"
    return "overdue" if line.overdue(night) else "running"


def _lines(ask: Asked, known_on: date) -> list[Line]:
    whose = ask.term.person if ask.term else ask.unit
    return ledger(whose, day=ask.day, known_on=known_on, since=ask.since)


def _changes(ask: Asked, lines: Sequence[Line], night: datetime) -> list[tuple[Line, Line]]:
    """Return the lines that look different by what is known today."""
    if ask.known_on == ask.today:
        return []
    today = {line.obligation.pk: line for line in _lines(ask, ask.today)}
    pairs = ((line, today.get(line.obligation.pk, line)) for line in lines)
    return [(was, now) for was, now in pairs if (was.outcome, was.due) != (now.outcome, now.due)]


def _counted(
    model: type[Entry] | type[Evidence], lines: Iterable[Line], night: datetime
) -> dict[str, int]:
    """Return how many rows of a kind each line's chain had by the end of the day."""
    moment = "uploaded_at" if model is Evidence else "at"
    chains = [line.obligation.chain for line in lines]
    rows = model.objects.filter(chain__in=chains, **{f"{moment}__lte": night})
    return dict(rows.order_by().values_list("chain").annotate(Count("pk")))


def _digest(ask: Asked, rows: Sequence[Row]) -> str:
    """Return the digest of everything the rows say; the same question gives the same digest."""
    facts = [
        f"{r.line.obligation.pk}|{r.group}|{r.line.due or ''}|{r.line.done_at or ''}|{r.line.stage}"
        for r in rows
    ]
    who = f"p{ask.post.pk}" if ask.post else f"u{ask.unit.pk}"
    return digest("bihuan ledger 1", who, str(ask.since), str(ask.day), str(ask.known_on), *facts)


def _post(viewer: Viewer, given: str) -> Post | None:
    if not given.isdecimal():
        return None
    seen = Unit.objects.filter(units_seen(viewer))
    post = Post.objects.filter(pk=int(given), unit__in=seen).select_related("unit__place").first()
    if post is None or not viewer.reads:
        raise NotFound("没有这个岗位，或您的岗位看不到它的台账。")
    return post


def _unit(viewer: Viewer, given: str) -> Unit:
    pk = int(given) if given.isdecimal() else viewer.unit_id
    rows = Unit.objects.filter(units_seen(viewer)).select_related("place")
    unit = rows.filter(pk=pk).first()
    if unit is None or not viewer.reads:
        raise NotFound("没有这个单位，或您的岗位看不到它的台账。")
    return unit


def day_asked(given: str, otherwise: date, name: str = "day") -> date:
    """Return the day an address asks for. Raises :class:`Invalid` for what is no day."""
    if not given.strip():
        return otherwise
    try:
        return date.fromisoformat(given.strip())
    except ValueError as error:
        raise Invalid("日期要写成 2025-03-12 这样。", field=name) from error
