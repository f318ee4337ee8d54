"""Lists as CSV files that say what they hold and that no spreadsheet can be tricked by."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from bihuan.lib.clocks import in_shanghai

#: A spreadsheet runs a cell that begins so as a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
#: The mark by which Excel knows the encoding.
BOM = "\ufeff"


def csv_sheet(  # noqa: PLR0913 - a sheet says its title, basis, time and author besides its rows
    title: str,
    basis: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    at: datetime,
    by: str,
) -> HttpResponse:
    """Return rows as a CSV file whose first lines say what, by which filters, when and how many."""
    kept = [[_cell(value) for value in row] for row in rows]
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow([title])
    writer.writerow(["条件", _cell(basis)])
    writer.writerow(["截至", f"{in_shanghai(at):%Y-%m-%d %H:%M}", "导出人", _cell(by)])
    writer.writerow(["行数", len(kept)])
    writer.writerow(columns)
    writer.writerows(kept)
    name = quote(f"{title}-{in_shanghai(at):%Y%m%d-%H%M}.csv")
    return HttpResponse(
        BOM + written.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )


def _cell(value: Any) -> Any:
    """Return a value as a cell; text that a spreadsheet would run gets a quote before it."""
    if isinstance(value, datetime):
        return f"{in_shanghai(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return "" if value is None else value
