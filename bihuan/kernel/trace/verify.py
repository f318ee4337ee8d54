"""Proving that nothing was altered: every chain, head, seal, evidence row and evidence file."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from itertools import islice
from typing import Any, Final

from . import evidence, seals
from .entries import SYSTEM, canonical, digest, owners, rows_of
from .models import Chain, Entry, Evidence, Seal, Trailed

PAGE: Final = 500
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written: what kind, where, and a sentence for people."""

    kind: str
    where: str
    says: str


@dataclass(frozen=True)
class Recorded:
    """What an entry says of a row: the row's id, the chain, the body as it is and as it reads."""

    pk: int
    chain: str
    body: str
    facts: dict[str, Any]


@dataclass
class Report:
    """What was checked, and what was found; ``ok`` when nothing was."""

    entries: int = 0
    chains: int = 0
    seals: int = 0
    evidence: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Say whether everything is as it was written."""
        return not self.findings


Births = Callable[[Sequence[int]], Mapping[int, str]]
Check = Callable[[], Iterable[Finding]]
_births: dict[str, Births] = {}
_checks: list[Check] = []


def births(letter: str, recompute: Births) -> None:
    """Say how the first link of a model's chains follows from the facts of its rows.

    ``recompute`` gets ids and returns the digest each row's chain must start from. Chains of other
    models start from the empty text.
    """
    _births[letter] = recompute


def check(found: Check) -> None:
    """Add a check of a higher package, called once in each verification."""
    if found not in _checks:
        _checks.append(found)


def verify(
    progress: Progress | None = None, *, exported: Iterable[Mapping[str, str]] = ()
) -> Report:
    """Check the whole installation and return the report; reads everything, changes nothing.

    Finds entries changed, removed, inserted, truncated or put in another order, heads and seals
    that do not fit, evidence whose row or file was changed or is gone, and what packages above
    check. ``exported`` are seals kept elsewhere (``seals.export``): with them even somebody who
    rewrote the whole database and its key is found. ``progress`` is called with the number of
    entries checked and their total.
    """
    report = Report()
    total = Entry.objects.count()
    models: list[type[Trailed]] = [*owners().values(), Chain]
    for model in models:
        for heads in _pages(model):
            report.findings += _chains(model, heads, report)
            if progress is not None:
                progress(report.entries, total)
    if report.entries != total:
        report.findings += _ownerless()
    report.findings += _seals(report, exported)
    report.findings += _evidence(report)
    for found in _checks:
        report.findings += found()
    return report


def _pages(model: type[Trailed]) -> Iterator[dict[Any, tuple[int, str]]]:
    """Yield the heads of a model's rows by primary key, a page at a time."""
    rows = rows_of(model).order_by("pk").values_list("pk", "trail_count", "trail_head")
    page = list(rows[:PAGE])
    while page:
        yield {pk: (count, head) for pk, count, head in page}
        page = list(rows.filter(pk__gt=page[-1][0])[:PAGE])


def _chains(
    model: type[Trailed], heads: dict[Any, tuple[int, str]], report: Report
) -> Iterator[Finding]:
    names = {pk: f"{model.LETTER}{pk}" for pk in heads}
    links: dict[str, list[Entry]] = {name: [] for name in names.values()}
    for entry in Entry.objects.filter(chain__in=links).order_by("chain", "seq"):
        links[entry.chain].append(entry)
        report.entries += 1
    report.chains += len(heads)
    starts = _births[model.LETTER](list(heads)) if model.LETTER in _births else {}
    for pk, (count, head) in heads.items():
        yield from _chain(names[pk], links[names[pk]], starts.get(pk, ""), count, head)


def _chain(name: str, links: list[Entry], start: str, count: int, head: str) -> Iterator[Finding]:
    last = start
    for position, entry in enumerate(links, 1):
        where = f"{name}#{entry.seq}"
        if entry.seq != position:
            yield Finding("order", where, f"痕迹链{name}在第{position}条处缺了或多了一条。")
        if entry.previous != last:
            yield Finding("link", where, f"痕迹{where}接不上前一条：前面有改动、缺失或换了顺序。")
        if not _intact(entry):
            yield Finding("entry", where, f"痕迹{where}的内容被改动过。")
        last = entry.digest
    if len(links) != count:
        yield Finding("head", name, f"痕迹链{name}应有{count}条，现有{len(links)}条。")
    if last != head:
        yield Finding("head", name, f"痕迹链{name}的链头与最后一条不符。")


def _intact(entry: Entry) -> bool:
    try:
        return bool(digest(entry) == entry.digest)
    except ValueError:  # a separator was put in, which no entry can hold
        return False


def _ownerless() -> Iterator[Finding]:
    """Find the entries of chains that no row owns: the row was removed, or they were put in."""
    models = owners()
    addresses = Entry.objects.order_by("chain").values_list("chain", flat=True).distinct()
    for chain in addresses.iterator():
        model, number = models.get(chain[:1]), chain[1:]
        if model is not None and number.isdecimal():
            owned = rows_of(model).filter(pk=int(number)).exists() and str(int(number)) == number
        else:
            owned = Chain.objects.filter(pk=chain).exists()
        if not owned:
            yield Finding("owner", chain, f"痕迹链{chain}所属的记录不存在。")


def _seals(report: Report, exported: Iterable[Mapping[str, str]]) -> Iterator[Finding]:
    written = Entry.objects.filter(chain=SYSTEM, verb=seals.VERB).values_list("body", flat=True)
    known = {_read(body).get("day"): body for body in written}
    kept = {one.get("day"): dict(one) for one in exported}
    follows = (1, "")
    for made in Seal.objects.order_by("day"):
        report.seals += 1
        day, own = made.day.isoformat(), _seal_digest(made)
        as_recorded = own and known.pop(day, "") == canonical(seals.record(made))
        if not as_recorded or (made.first_id, made.previous) != follows:
            yield Finding("seal", day, f"{day}的封存记录被改动、增添或前后不相接。")
        if seals.merkle(made.first_id, made.last_id) != (made.count, made.root):
            yield Finding("seal", day, f"{day}封存的痕迹与封存时不一致。")
        if (signed := own and seals.signed(made)) is None:
            yield Finding("seal", day, f"{day}的封存缺少公钥{made.key_id}，无法核对签名。")
        elif not signed:
            yield Finding("seal", day, f"{day}的封存的签名不对。")
        elif kept.pop(day, None) not in (None, seals.export(made)):
            yield Finding("seal", day, f"{day}的封存与所给的封存凭证不一致。")
        follows = (made.last_id + 1, own)
    if Entry.objects.filter(pk__lt=1).exists():
        yield Finding("seal", SYSTEM, "有痕迹排在第一次封存之前，是后来塞入的。")
    for gone in {*known, *kept}:
        yield Finding("seal", str(gone), f"{gone}的封存记录不见了，或与凭证对不上。")


def _seal_digest(made: Seal) -> str:
    """Return a seal's digest; empty when a separator was put in, which no seal can hold."""
    try:
        return seals.digest(made)
    except ValueError:
        return ""


def _evidence(report: Report) -> Iterator[Finding]:
    """Compare each entry about evidence with its row, and each file with its digest, once."""
    rows, seen, files = Evidence.objects, set[int](), dict[str, str]()
    for page in recorded(evidence.VERB, "id"):
        kept = rows.in_bulk([one.pk for one in page])
        for one in page:
            row, name = kept.get(one.pk), one.facts.get("name", "")
            where = f"{one.chain} {name}"
            if row is None or (row.chain, canonical(evidence.facts(row))) != (one.chain, one.body):
                said = f"佐证“{name}”（{one.chain}）的登记被改动或不见了。"
                yield Finding("evidence", where, said)
                continue
            seen.add(row.pk)
            if row.sha256 not in files:
                files[row.sha256] = _file(row.sha256)
            if problem := files[row.sha256]:
                yield Finding("file", where, f"佐证“{name}”（{one.chain}）的文件{problem}。")
    report.evidence = rows.count()
    if report.evidence != len(seen):
        for pk, chain, name in rows.values_list("pk", "chain", "name").iterator():
            if pk not in seen:
                where = f"{chain} {name}"
                yield Finding("evidence", where, f"佐证“{name}”（{chain}）没有登记痕迹。")


def recorded(verb: str, key: str) -> Iterator[list[Recorded]]:
    """Yield what the entries with a verb say of rows whose id stands under ``key``, by pages."""
    bodies = Entry.objects.filter(verb=verb).order_by("pk").values_list("chain", "body").iterator()
    while page := list(islice(bodies, PAGE)):
        read = [(chain, body, _read(body)) for chain, body in page]
        yield [Recorded(_id(facts.get(key)), chain, body, facts) for chain, body, facts in read]


def _read(body: str) -> dict[str, Any]:
    """Return an entry's body; nothing when it was altered so that it cannot be read."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _id(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _file(sha256: str) -> str:
    """Say what is wrong with a kept file; empty when it is as it was stored."""
    try:
        with evidence.path_of(sha256).open("rb") as file:
            same = file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return "找不到或无法读取"
    return "" if same else "内容被改动过"
