"""Handing in a file, and deciding about it: taking none of it, or all but what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Term
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.orgs.scope import places_seen
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries, evidence
from bihuan.lib.spreadsheets import columns, reading
from bihuan.lib.spreadsheets.columns import Table
from bihuan.modules import Sheet

from .models import Import, ImportRow

State, Verdict, Outcome = Import.State, ImportRow.Verdict, ImportRow.Outcome
#: Verdicts of rows that are taken.
TAKES = (Verdict.NEW, Verdict.CHANGED)
_offered: dict[str, Sheet] = {}


def offer(sheet: Sheet) -> None:
    """Let a kind of sheet be imported and exported; called once by the wiring."""
    _offered[sheet.key] = sheet


def sheets(viewer: Viewer | None = None) -> list[Sheet]:
    """Return the kinds of sheet, of a viewer those she may import."""
    return [one for one in _offered.values() if viewer is None or viewer.can(one.may)]


def sheet(key: str) -> Sheet:
    """Return a kind of sheet. Raises :class:`NotFound`."""
    if key not in _offered:
        raise NotFound("没有这种表。")
    return _offered[key]


def imports(viewer: Viewer) -> QuerySet[Import]:
    """Return the imports one may open, newest first: those of one's unit, by what one's post may.

    Whoever may read all traces opens those of her places.
    """
    rows = Import.objects.filter(unit=viewer.unit_id, may__in=sorted(viewer.may))
    if viewer.can(roles.AUDIT):
        rows = rows | Import.objects.filter(places_seen(viewer))
    return rows.select_related("term__person", "taker__person", "file", "unit").order_by("-pk")


def find(viewer: Viewer, pk: int) -> Import:
    """Return one import. Raises :class:`NotFound` outside one's scope."""
    found = imports(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound("没有这次导入，或您的岗位看不到。")
    return found


@transaction.atomic
def receive(kind: Sheet, name: str, content: bytes, *, by: Viewer, at: datetime) -> Import:
    """Keep a file and lay out its rows; nothing else is changed. The rows are judged afterwards.

    Raises :class:`NotAllowed` without the capability, :class:`Invalid` for a file in which this
    table is not found.
    """
    if not by.can(kind.may):
        raise NotAllowed(f"您的岗位不能{roles.CAPABILITIES[kind.may]}，不能导入{kind.title}。",
                         can=f"可以{roles.CAPABILITIES[kind.may]}的岗位")  # fmt: skip
    table = _table(kind, name, content)
    made = Import.objects.create(
        sheet=kind.key, may=kind.may, table=table.sheet[:64], headings=list(table.headings),
        places=table.places, total=len(table.rows), unit_id=by.unit_id, place_path=by.path,
        term=Term.objects.get(pk=by.term_id), at=at, worked_at=at,
    )  # fmt: skip
    made.file = evidence.store(
        owner=made, kind="import_file", name=name, content=BytesIO(content), happened_at=None,
        by=by, at=at,
    )  # fmt: skip
    made.save(update_fields=["file"])
    ImportRow.objects.bulk_create(
        (ImportRow(of=made, number=n, cells=[_kept(c) for c in row]) for n, row in table.rows),
        batch_size=1000,
    )
    body = {"sheet": kind.key, "name": name, "rows": made.total}
    entries.append(made, "import_received", by=by, at=at, body=body)
    return made


def _table(kind: Sheet, name: str, content: bytes) -> Table:
    try:
        grids = reading.read(name, content)
    except reading.Unreadable as error:
        raise Invalid(str(error), field="file") from error
    fitting = max(sheets(), key=lambda one: (_fit(grids, one), one.key == kind.key))
    if fitting.key != kind.key:
        says = f"这像是{fitting.title}的表，不是{kind.title}的。"
        raise Invalid(f"{says}请到“导入{fitting.title}”上传。", field="file")
    try:
        return columns.locate(grids, kind.columns)
    except reading.Unreadable as error:
        raise Invalid(str(error), field="file") from error


def _fit(grids: list[reading.Grid], kind: Sheet) -> int:
    """Return how many columns of a kind of sheet are found in a file, 0 where it is none."""
    try:
        return len(columns.locate(grids, kind.columns).places)
    except reading.Unreadable:
        return 0


def _kept(cell: Any) -> Any:
    """Return a cell as the row keeps it: days and moments as text, all else as it came."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, bool | int | float) else str(cell)


@dataclass(frozen=True)
class Counts:
    """How the rows of an import stand, by verdict and by outcome."""

    verdicts: Mapping[str, int]
    outcomes: Mapping[str, int]

    @property
    def takes(self) -> int:
        """How many rows would be taken, or are."""
        return sum(self.verdicts.get(verdict, 0) for verdict in TAKES)

    @property
    def judged(self) -> int:
        """How many rows have a verdict."""
        return sum(n for verdict, n in self.verdicts.items() if verdict)

    @property
    def done(self) -> int:
        """How many of the rows to be taken have an outcome."""
        return sum(n for outcome, n in self.outcomes.items() if outcome)


def counts(found: Import) -> Counts:
    """Return how many rows of an import have which verdict and outcome."""
    rows = found.rows.values("verdict", "outcome").annotate(n=Count("pk")).order_by()
    verdicts: dict[str, int] = {}
    outcomes: dict[str, int] = {}
    for row in rows:
        verdicts[row["verdict"]] = verdicts.get(row["verdict"], 0) + row["n"]
        outcomes[row["outcome"]] = outcomes.get(row["outcome"], 0) + row["n"]
    return Counts(verdicts, outcomes)


def asks_basis(found: Import) -> bool:
    """Say whether a change in it needs the basis it is made on."""
    return found.rows.filter(asks_basis=True, verdict__in=TAKES).exists()


@transaction.atomic
def drop(found: Import, *, by: Viewer, at: datetime) -> Import:
    """Take none of it."""
    held = _decided(found, by=by, at=at)
    held.state, held.finished_at = State.DROPPED, at
    held.save(update_fields=["state", "taker", "decided_at", "finished_at"])
    entries.append(held, "import_dropped", by=by, at=at)
    return held


@transaction.atomic
def take(found: Import, *, but_wrong: bool, basis: str, by: Viewer, at: datetime) -> Import:
    """Decide to take all rows, or all but the wrong ones. They are taken afterwards.

    Raises :class:`WrongState` when rows are wrong and nobody said to leave them, when there is
    nothing to take, and :class:`Invalid` without a basis where a change needs one.
    """
    held, counted = _decided(found, by=by, at=at), counts(found)
    wrong = counted.verdicts.get(Verdict.WRONG, 0)
    if wrong and not but_wrong:
        raise WrongState(f"有 {wrong} 行有错。请改好再上传，或选“除了有错的，其余都导入”。")
    if not counted.takes:
        raise WrongState("没有要导入的行：都已经是这样，或者有错。")
    if asks_basis(found) and not basis.strip():
        raise Invalid("还没有填写“依据”：有更名、变更区划或督办方、改状态的行。", field="basis")
    held.state, held.basis = State.TAKING, basis.strip()
    held.save(update_fields=["state", "basis", "taker", "decided_at", "worked_at"])
    body = {"rows": counted.takes, "left": wrong, "basis": held.basis}
    entries.append(held, "import_decided", by=by, at=at, body=body)
    return held


def _decided(found: Import, *, by: Viewer, at: datetime) -> Import:
    """Return the import, locked, with who decides; only a judged one waits for a decision."""
    held = Import.objects.select_for_update().get(pk=found.pk)
    if held.unit_id != by.unit_id or not by.can(held.may):
        raise NotAllowed("这次导入由上传它的单位决定。", can=found.unit.name)
    if held.state != State.JUDGED:
        raise WrongState(f"这次导入现在是“{held.get_state_display()}”，不能再决定。")
    held.taker, held.decided_at, held.worked_at = Term.objects.get(pk=by.term_id), at, at
    return held
