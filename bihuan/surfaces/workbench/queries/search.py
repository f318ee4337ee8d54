"""Finding by words, numbers and initials, whatever it is, within the viewer's scope."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.urls import reverse

from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.law.models import Clause, Rule
from bihuan.kernel.law.precedence import in_force
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations import board
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.kinds import KINDS
from bihuan.kernel.orgs.models import Person, Term, Unit, UnitAlias, UnitName
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib import creditcodes
from bihuan.modules.policy import library
from bihuan.surfaces.statements import Given, among, by_row, written_once

from ..templatetags.bihuan import day
from .units import sees_many
from .words import PAIR, said_in, saying

LONGEST = 40
FIRST, ALL = 5, 30
#: A word that many names contain is answered by the first of so many.
READ = 60
MANY = 5_000
AROUND = 18


@dataclass(frozen=True)
class Hit:
    """One thing found: how it is called, where it is, what tells it from others of that name."""

    title: str
    address: str
    says: str


@dataclass(frozen=True)
class Found:
    """What was found of one kind; ``more`` says that there is more than is shown."""

    title: str
    hits: list[Hit]
    more: bool


def asked(words: str) -> str:
    """Return the words to look for. Raises :class:`Invalid` for too few or too many."""
    kept = " ".join(words.split())
    if not kept:
        return ""
    if len(kept) < PAIR:
        raise Invalid("请至少写两个字，或两个拼音首字母。", field="q")
    if len(kept) > LONGEST:
        raise Invalid(f"搜索的字太多，最多 {LONGEST} 个。请只写名称、编号或几个关键字。", field="q")
    return kept


def find(viewer: Viewer, words: str, now: datetime, *, most: int) -> list[Found]:
    """Return up to ``most`` things of each kind that contain the words; kinds without are left out.

    Places one does not see, and roles that read nothing, find nothing of them.
    """
    if not words:
        return []
    kinds = [("单位", _units(viewer, words)), ("人员", _people(viewer, words))]
    if viewer.reads:
        kinds += [
            ("事项", _matters(viewer, words)),
            ("责任事项", _duties(viewer, words, now)),
            ("文书", _letters(viewer, words)),
            ("文件与条款", _law(viewer, words)),
        ]
    found = [(title, _first(hits, most + 1)) for title, hits in kinds]
    return [Found(title, hits[:most], len(hits) > most) for title, hits in found if hits]


def _first(hits: Iterable[Hit], most: int) -> list[Hit]:
    return [hit for hit, _ in zip(hits, range(most), strict=False)]


def _best(rows: Iterable[Any], name: str, words: str) -> list[Any]:
    """Return rows whose name is, then begins with, then contains the words; short ones first."""

    def rank(row: Any) -> tuple[bool, bool, int, int]:
        said = getattr(row, name)
        return said != words, not said.startswith(words), len(said), row.pk

    return sorted(rows, key=rank)


def _units(viewer: Viewer, words: str) -> Iterator[Hit]:
    given = saying(words)
    if len(words) == creditcodes.LENGTH:
        rows = _coded(viewer)(code=words.upper())
    else:
        rows = _named(viewer, words.isascii(), sees_many(viewer))(**given)
    if len(rows) < READ:
        once = {pk for (pk,) in (*_former()(**given), *_also()(**given))}
        if once := once - {row.pk for row in rows}:
            rows += _known(viewer)(units=once)
    for unit in _best(rows, "name", words):
        state = "" if unit.status == Unit.Status.OPERATING else f"·{unit.get_status_display()}"
        says = f"{KINDS[unit.kind].title}·{unit.place.name}{state}"
        invented = "（虚构）" if unit.invented else ""
        yield Hit(f"{unit.name}{invented}", reverse("unit", args=[unit.pk]), says)


def _seen(viewer: Viewer) -> QuerySet[Unit]:
    return Unit.objects.filter(units_seen(viewer)).select_related("place").defer("attributes")


@written_once
def _named(viewer: Viewer, initials: bool, many: bool) -> Any:  # noqa: FBT001 - part of the text
    seen = by_row(units_seen(viewer)) if many else units_seen(viewer)
    rows = Unit.objects.filter(said_in(Unit, initials=initials), seen)
    return rows.select_related("place").defer("attributes")[:READ]


@written_once
def _coded(viewer: Viewer) -> Any:
    return _seen(viewer).filter(credit_code=Given("code"))[:READ]


@written_once
def _known(viewer: Viewer) -> Any:
    return _seen(viewer).filter(among("pk", "units"))


@written_once
def _former() -> Any:
    return UnitName.objects.filter(name__icontains=Given("str")).values_list("unit")[:READ]


@written_once
def _also() -> Any:
    return UnitAlias.objects.filter(alias__icontains=Given("str")).values_list("unit")[:READ]


def _people(viewer: Viewer, words: str) -> Iterator[Hit]:
    for term in _terms(viewer, words.isascii())(**saying(words)):
        invented = "（虚构）" if term.person.invented else ""
        says = f"{term.post.unit.name} {term.post.title}"
        yield Hit(f"{term.person.name}{invented}", reverse("unit", args=[term.post.unit_id]), says)


@written_once
def _terms(viewer: Viewer, initials: bool) -> Any:  # noqa: FBT001 - part of the text
    named = Person.objects.filter(said_in(Person, initials=initials) | Q(phone=Given("str")))
    terms = Term.objects.filter(
        Q(until=None) | Q(until__gt=viewer.on),
        person__in=named,
        since__lte=viewer.on,
        post__unit__in=Unit.objects.filter(units_seen(viewer)),
    )
    return terms.select_related("person", "post__unit").order_by("person", "pk")[:READ]


def _matters(viewer: Viewer, words: str) -> Iterator[Hit]:
    for one in _numbered(viewer)(**saying(words)):
        unit = one.unit.name if one.unit else "未指定"
        says = f"{one.number}·{unit}·{flow_of(one.flow).states[one.state].title}"
        yield Hit(one.title, reverse("matter", args=[one.number]), says)


@written_once
def _numbered(viewer: Viewer) -> Any:
    open_first = Case(When(closed_at=None, then=Value(0)), default=1, output_field=IntegerField())
    rows = Matter.objects.visible_to(viewer).filter(said_in(Matter)).select_related("unit")
    return rows.order_by(open_first, "-opened_at", "-pk")[:READ]


def _duties(viewer: Viewer, words: str, now: datetime) -> Iterator[Hit]:
    """Yield the rules of that title, once whatever number of units they bind, and single duties."""
    given = saying(words)
    for rule in _rules(viewer)(**given):
        address = f"{reverse('policy', args=[rule.clause.document_id])}#c{rule.clause_id}"
        yield Hit(rule.title, address, f"周期责任·{rule.clause.document.title}{rule.clause.label}")
    # Found by their own index first: then only they are asked for whether the viewer sees them.
    titled = [pk for (pk,) in _titled()(**given)]
    for one in _single(viewer)(titled=titled) if titled else ():
        holder = one.holder.name if one.holder else "未指定"
        due = f"·应于 {day(one.current_due)}" if one.current_due else "·未设定期限"
        yield Hit(one.title, reverse("obligation", args=[one.pk]), f"{holder}{due}")


@written_once
def _rules(viewer: Viewer) -> Any:
    here = Q(place__path__in=ancestors(viewer.path)) | within(viewer.path, "place__path")
    rules = Rule.objects.filter(here, in_force(viewer.on), title__icontains=Given("str"))
    return rules.select_related("clause__document").order_by("title", "pk")[:READ]


@written_once
def _titled() -> Any:
    rows = Obligation.objects.everywhere("looked for by title; scope is asked next").filter(
        GreaterThan(StrIndex("title", Given("str")), 0), rule=None, matter=None, done_at=None
    )
    return rows.values_list("pk")[:MANY]


@written_once
def _single(viewer: Viewer) -> Any:
    rows = board.open_to(viewer).filter(among("pk", "titled")).select_related("holder")
    return rows.order_by("-stage", "current_due", "pk")[:READ]


def _letters(viewer: Viewer, words: str) -> Iterator[Hit]:
    for one in _drawn_up(viewer)(**saying(words)):
        says = f"{one.title}·致 {one.addressee.name}·{one.get_state_display()}"
        yield Hit(one.number, reverse("letter", args=[one.pk]), says)


@written_once
def _drawn_up(viewer: Viewer) -> Any:
    rows = Letter.objects.visible_to(viewer).filter(said_in(Letter))
    # Not joined: SQLite would begin with all units there are.
    return rows.prefetch_related("addressee").order_by("-drawn_up_at", "-pk")[:READ]


def _law(viewer: Viewer, words: str) -> Iterator[Hit]:
    open_, said = _documents(viewer)(), words.lower()
    named = (row for row in open_ if said in row[1].lower() or said in row[2].lower())
    for pk, title, number in islice(named, READ):
        yield Hit(title, reverse("policy", args=[pk]), number or "文件")
    titles = {pk: title for pk, title, _ in open_}
    for clause in _clauses()(documents=titles, str=words) if titles else ():
        address = f"{reverse('policy', args=[clause.document_id])}#c{clause.pk}"
        title = f"{titles[clause.document_id]}{clause.label}"
        yield Hit(title, address, _around(clause.text, words))


@written_once
def _documents(viewer: Viewer) -> Any:
    rows = library.documents(viewer).order_by().prefetch_related(None)
    return rows.values_list("pk", "title", "number")


@written_once
def _clauses() -> Any:
    said = Q(text__icontains=Given("str")) | Q(heading__icontains=Given("str"))
    clauses = Clause.objects.filter(said, among("document", "documents"), in_force_until=None)
    return clauses.order_by("document", "position")[:READ]


def _around(text: str, words: str) -> str:
    """Return the words with what stands around them."""
    at = max(0, text.lower().find(words.lower()))
    start, end = max(0, at - AROUND), at + len(words) + AROUND
    return f"{'…' * (start > 0)}{text[start:end]}{'…' * (end < len(text))}"
