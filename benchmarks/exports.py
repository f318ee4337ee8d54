"""Handing out 300,000 rows as CSV and as Excel: how far memory grows with the length of the list.

The rows are the open obligations of a province as the desk hands them out, from the query to the
last byte. The figure is how much the peak of the process (its resident memory) rises between a
list of a tenth of the rows and the whole; a list that is held in memory would rise by hundreds of
megabytes. The speed is told beside it and has no bar.
"""

import logging
import resource
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

from benchmarks import _ground as ground
from benchmarks import _measure as measure

ROWS, MOST = 300_000, 16
#: Linux counts in kilobytes, macOS in bytes.
MEGABYTE = 1024 if sys.platform == "linux" else 1024 * 1024


def main() -> bool:
    """Measure and return whether memory stays flat for both."""
    ground.set_up()
    from bihuan.kernel.orgs import terms
    from bihuan.kernel.orgs.models import Person, Post, Term
    from bihuan.surfaces.workbench.queries import desk

    logging.disable(logging.INFO)
    person, _ = Person.objects.get_or_create(name="exports")
    post, _ = Post.objects.get_or_create(
        unit_id=ground.OFFICE, title="exports", role_id="office_clerk"
    )
    Term.objects.get_or_create(post=post, person=person, since=ground.T0.date())
    viewer = terms.viewer(person, on=ground.T0.date())
    count = min(ROWS, ground.rows())

    def rows(most: int) -> Iterator[Any]:
        return islice(desk.exported(viewer, desk.Filters(), ground.T0), most)

    return all([_grows(name, write, rows, count) for name, write in _WRITERS])


def _grows(name: str, write: Callable[[Any], None], rows: Callable[[int], Any], count: int) -> bool:
    write(rows(count // 10))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    took = measure.seconds(lambda: write(rows(count)))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / MEGABYTE
    print(f"{name}: {count / took:,.0f} rows a second, peak {before / MEGABYTE:,.0f} MB before")
    told = f"memory grown by {count:,} rows as {name}"
    return measure.report(told, grown, 0, 0, unit="MB", most=MOST)


def _csv(rows: Any) -> None:
    from bihuan.lib.spreadsheets import writing

    for _ in writing.csv_lines(rows):
        pass


def _excel(rows: Any) -> None:
    from bihuan.lib.spreadsheets import writing
    from bihuan.surfaces.workbench.queries import desk

    with TemporaryFile() as file:
        writing.write_list(file, "责任事项", desk.EXPORTED, rows).about([])


_WRITERS = (("CSV", _csv), ("Excel", _excel))
