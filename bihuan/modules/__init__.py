"""The domains: each declares its nouns, rules and flows on the kernel; none imports another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.spreadsheets.cells import BadCell
from bihuan.lib.spreadsheets.columns import Column

if TYPE_CHECKING:  # the apps below load before their models can be imported
    from bihuan.kernel.flows.flow import Flow

#: The ladders that a step climbs for which no clause fixes another: suggested, until adopted.
TASK_LADDER, STEP_LADDER, RECTIFY_LADDER = (
    f"CN/suggested#{name}" for name in ("task", "step", "rectify")
)


@dataclass(frozen=True)
class Line:
    """A row of a table that comes in: its number in the sheet, and its cells by column."""

    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One field of a record as a row would change it; ``old`` is empty for what is new."""

    title: str
    old: str
    new: str


@dataclass(frozen=True)
class Plan:
    """What taking a row would do: ``acts`` change the record through its verbs, none if it is so.

    Each act is given the basis named for the whole import; ``asks_basis`` says that one needs it.
    """

    about: str
    changes: tuple[Change, ...] = ()
    acts: tuple[Callable[[str], object], ...] = ()
    new: bool = False
    asks_basis: bool = False


class Wrong(Exception):
    """A row that cannot be taken: by heading of its column ("" for the row), what would be right.

    ``about`` names the record the row speaks of as far as it could be read.
    """

    def __init__(self, *problems: tuple[str, str], about: str = "") -> None:
        super().__init__("；".join(says for _, says in problems))
        self.problems, self.about = problems, about


def values_of(line: Line, columns: Sequence[Column]) -> dict[str, Any]:
    """Return what the cells of a row mean. Raises :class:`Wrong` with every cell that is bad."""
    values: dict[str, Any] = {}
    problems = []
    for column in columns:
        try:
            values[column.key] = column.value(line.cells.get(column.key))
        except BadCell as error:
            problems.append((column.heading, str(error)))
    if problems:
        raise Wrong(*problems)
    return values


def filled(line: Line, columns: Sequence[Column]) -> dict[str, Any]:
    """Return what the cells of a row mean, none of those that must be there left empty.

    Raises :class:`Wrong` with every cell that is bad, or missing.
    """
    values = values_of(line, columns)
    missing = [c.heading for c in columns if c.must and values[c.key] in (None, "")]
    if missing:
        raise Wrong(*((heading, "还没有填写") for heading in missing))
    return values


def unit_meant(written: str | None, heading: str, by: Any) -> Any:
    """Return the unit a row is about: the viewer's own unless it names one she keeps.

    Named by its credit code or whole name. Raises :class:`Wrong` at ``heading``.
    """
    from bihuan.kernel.orgs.authority import units_kept
    from bihuan.kernel.orgs.units import spelling
    from bihuan.lib import creditcodes

    kept = units_kept(by).filter(until=None).select_related("place")
    if not written:
        return kept.get(pk=by.unit_id)
    found = list(kept.filter(credit_code=creditcodes.normalise(written))[:1])
    found = found or list(kept.filter(name=spelling(written))[:2])
    if len(found) != 1:
        says = "有两家，请写统一社会信用代码" if found else "不在您维护的单位里"
        raise Wrong((heading, f"“{written}”{says}"))
    return found[0]


class Reader(Protocol):
    """Judges the rows of one file for one person at one moment."""

    def plan(self, line: Line) -> Plan:
        """Say what taking a row would do now. Raises :class:`Wrong` or a refusal."""

    def before(self, line: Line) -> Sequence[Line]:
        """Return the rows of the file that must be taken before this one, in their order."""


@dataclass(frozen=True)
class Sheet:
    """A table that people export, fill in and import: its columns, and who may.

    ``read(lines, by, at)`` gives the reader of one file, ``rows(by, at)`` the rows of the export
    in the order of the columns, as values.
    """

    key: str
    title: str
    says: str
    may: str
    columns: tuple[Column, ...]
    read: Callable[[Sequence[Line], Any, datetime], Reader]
    rows: Callable[[Any, datetime], Iterator[Sequence[Any]]]


@dataclass(frozen=True)
class Listing:
    """A list a surface shows: ``rows(viewer)`` gives a queryset already in scope.

    ``columns`` and ``filters`` name fields of its model, or paths of fields.
    """

    name: str
    title: str
    rows: Callable[[Any], Any]
    columns: tuple[str, ...]
    filters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page made by hand: its name, title and the capability that opens it, "" for everybody."""

    name: str
    title: str
    may: str = ""


@dataclass(frozen=True)
class Module:
    """A domain: its flows, lists and pages, and the capabilities of clauses it carries out."""

    name: str
    title: str
    flows: tuple[type[Flow], ...] = ()
    lists: tuple[Listing, ...] = ()
    pages: tuple[Page, ...] = ()
    provides: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()


def in_force_at(path: str, on: date) -> set[str]:
    """Return the keys of the documents in force at a place or above it; a draft binds nobody."""
    from bihuan.kernel.law.models import Document
    from bihuan.kernel.law.precedence import in_force
    from bihuan.kernel.orgs.places import ancestors

    rows = Document.unread.filter(
        in_force(on), place__path__in=ancestors(path), status=Document.Status.IN_FORCE
    )
    return set(rows.values_list("key", flat=True))


def clause_of(document: str, no: str) -> Any:
    """Return the newest version of a clause by its number or path, None while it is not loaded."""
    from django.db.models import Q

    from bihuan.kernel.law.models import Clause

    rows = Clause.objects.filter(Q(no=no) | Q(path=no), document__key=document)
    return rows.select_related("document").order_by("-version").first()


def demand_past(moved: Any, name: str) -> date:
    """Return a day of a record that has come. Raises :class:`Invalid` naming the field."""
    day: date | None = getattr(moved.record, name)
    today = in_shanghai(moved.at).date()
    if day is None or day > today:
        raise Invalid(f"“{_titled(moved, name)}”不能晚于今天 {today}。", field=name)
    return day


def demand_ahead(moved: Any, name: str) -> date:
    """Return a day of a record that is to come. Raises :class:`Invalid` naming the field."""
    day: date | None = getattr(moved.record, name)
    today = in_shanghai(moved.at).date()
    if day is None or day <= today:
        raise Invalid(f"“{_titled(moved, name)}”要晚于今天 {today}。", field=name)
    return day


def _titled(moved: Any, name: str) -> str:
    return str(moved.record._meta.get_field(name).verbose_name)


@dataclass(frozen=True)
class Booking:
    """An act that keeps what its step filled in as a line, and leaves the record without it.

    So a step that may be taken again begins empty each time.
    """

    act: Callable[[Any], None]

    def __call__(self, moved: Any) -> None:
        """Do the act and empty the fields of its step."""
        self.act(moved)
        record, names = moved.record, [*moved.step.asks, *moved.step.takes]
        for name in names:
            setattr(record, name, None if record._meta.get_field(name).null else "")
        record.save(update_fields=names)


def draw_up(  # noqa: PLR0913 - a letter has a kind, two ends, a title, words and a purpose
    moved: Any, kind: str, issuer: Any, addressee: Any, title: str, said: Sequence[str], *,
    purpose: str = "", **more: Any,
) -> Any:  # fmt: skip
    """Return the letter that a step draws up for its matter, once for each ``purpose`` there.

    A step that may be taken again names its entry in the purpose. ``more`` is what else
    ``letters.draw_up`` knows: ``copies``, ``also``, ``reply_due``.
    """
    from bihuan.kernel.letters import letters

    matter = moved.matter
    return letters.draw_up(
        kind=kind, issuer=issuer, addressee=addressee, title=title, chain=matter.chain,
        cause=f"{matter.chain}:{purpose or kind}", body={"paragraphs": list(said)},
        matter=matter, clause=matter.clause, by=moved.by, at=moved.at, **more,
    )  # fmt: skip


def demand_words(record: Any, *names: str) -> None:
    """Keep what is written in these fields of a record without the blanks around it.

    Raises :class:`Invalid` for the first that says nothing, by what the field is called.
    """
    for name in names:
        setattr(record, name, (getattr(record, name) or "").strip())
        if not getattr(record, name):
            title = record._meta.get_field(name).verbose_name
            raise Invalid(f"还没有填写“{title}”。", field=name)


def hold_draft(  # noqa: PLR0913 - a draft has a unit that may change it, and words for who may not
    record: Any, office: Any, may: str, *, by: Any, revision: int, called: str, shut: str
) -> Any:
    """Return the locked matter of a record while its unit draws it up (state ``drafting``).

    ``called`` is what the record is in words, ``shut`` what one is told once it is drawn up. Raises
    :class:`NotFound`, :class:`Conflict`, :class:`WrongState` and :class:`NotAllowed`.
    """
    from bihuan.kernel.flows.changes import hold

    held = hold(record.pk, by=by, revision=revision)
    if held.state != "drafting":
        raise WrongState(shut)
    if by.unit_id != office.pk or not by.can(may):
        raise NotAllowed(f"{called}由{office.name}编制。", can=office.name)
    return held


def demand_bounds(low: Decimal | None, high: Decimal | None, *, measured: bool) -> None:
    """Refuse bounds of what is not measured, none of what is, or the lower above the upper."""
    if not measured:
        if low is not None or high is not None:
            raise Invalid("只有实测数值才写范围。", field="kind")
    elif low is None and high is None:
        raise Invalid("实测数值要写范围，至少写一边。", field="low")
    elif low is not None and high is not None and low > high:
        raise Invalid("“不低于”不能比“不高于”大。", field="low")


def heirs(app: str) -> Callable[[Any], None]:
    """Return what hands the part a unit plays in an app's open matters to its successor.

    For ``orgs.succession.follow``; what has ended keeps the unit of its day.
    """

    def bring_along(change: Any) -> None:
        from django.apps import apps
        from django.db.models import ForeignKey

        from bihuan.kernel.orgs.models import Succession, Unit

        row = change.row
        ends = row.kind in (Succession.Kind.MERGED, Succession.Kind.SPLIT)
        if not (ends and row.old_unit and row.new_unit and row.rest):
            return
        for model in apps.get_app_config(app).get_models():
            names = {field.name: field for field in model._meta.concrete_fields}
            if "matter" not in names:
                continue
            # Whatever anybody sees: the change is of the unit itself.
            running = model._base_manager.filter(matter__closed_at=None)
            for name, field in names.items():
                if isinstance(field, ForeignKey) and field.related_model is Unit:
                    running.filter(**{name: row.old_unit}).update(**{name: row.new_unit})

    return bring_along
