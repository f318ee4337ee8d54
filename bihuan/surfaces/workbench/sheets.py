"""Lists as CSV or Excel files that say what they hold and that no spreadsheet can be tricked by.

Both are made row by row: a list of any length takes the memory of a row. CSV leaves as it is made,
and its last line counts the rows, so that a file cut off on the way is seen to be one. A workbook
is made beside and then sent; its second sheet says what it holds.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from bihuan.kernel.orgs.refusals import Invalid
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.spreadsheets import writing

from .access import WorkbenchRequest
from .answers import TYPES, under

CSV, EXCEL = "csv", "xlsx"


@dataclass(frozen=True)
class List:
    """A list to hand out: its title, by what it was chosen, its headings and its rows."""

    title: str
    basis: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]


def handed_out(request: WorkbenchRequest, shown: List) -> HttpResponseBase:
    """Return a list in the format the address asks for (``?format=``), CSV unless it does.

    Raises :class:`Invalid` for a format there is not.
    """
    asked = request.GET.get("format", CSV)
    if asked not in (CSV, EXCEL):
        raise Invalid(f"没有“{asked}”这种格式。可以导出 csv 或 xlsx。", field="format")
    at, by = request.now, request.viewer.label
    head = [["条件", shown.basis], ["截至", at, "导出人", by]]
    if asked == CSV:
        return StreamingHttpResponse(
            writing.csv_lines(_counted([[shown.title], *head, shown.columns], shown.rows)),
            content_type=TYPES[CSV],
            headers=_saved(shown.title, at, CSV),
        )

    def write(file: BinaryIO) -> None:
        made = writing.write_list(file, shown.title, shown.columns, shown.rows)
        made.about([[shown.title], *head, ["行数", made.count]])

    return workbook(shown.title, at, write)


def workbook(title: str, at: datetime, write: Callable[[BinaryIO], None]) -> FileResponse:
    """Return the workbook that a function writes, kept on the disk on its way."""
    # Closed by the response, when its last byte has left.
    file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, content_type=TYPES[EXCEL], headers=_saved(title, at, EXCEL))


def _counted(head: list[Sequence[Any]], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    yield from head
    count = 0
    for row in rows:
        yield row
        count += 1
    yield ["行数", count]


def _saved(title: str, at: datetime, suffix: str) -> dict[str, str]:
    name = f"{title}-{in_shanghai(at):%Y%m%d-%H%M}.{suffix}"
    return under(name)
