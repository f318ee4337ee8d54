"""A county in which spreadsheets are handed in, and the ways to make and hand in one."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

import pytest
import xlsxwriter

from bihuan.kernel.orgs.models import Account
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.imports import intake, work
from bihuan.modules.imports.models import Import, ImportRow
from tests.kernel import factories
from tests.surfaces import twins
from tests.surfaces.twins import NOW, County


@pytest.fixture
def county(db: Any) -> County:
    """The county whose people hand in their tables, each with a sign-in."""
    made = twins.build("441521", "甲")
    for term in made.terms.values():
        if not Account.objects.filter(person=term.person_id).exists():
            factories.account_of(term)
    return made


def csv_file(*rows: Sequence[Any]) -> bytes:
    """Return rows as the bytes of a CSV file."""
    written = StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def excel(*rows: Sequence[Any]) -> bytes:
    """Return rows as the bytes of a workbook of one sheet."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("Sheet1")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def judged(viewer: Viewer, key: str, *rows: Sequence[Any]) -> Import:
    """Hand in rows as a file and have them judged."""
    made = intake.receive(
        intake.sheet(key), "表.csv", csv_file(*rows), by=viewer, at=NOW
    )  # fmt: skip
    return carried(made)


def carried(made: Import, *, most: int = 50) -> Import:
    """Have an import worked on until nothing is left."""
    while work.carry_on(made.pk, NOW, most=most):
        pass
    return Import.objects.get(pk=made.pk)


def taken(made: Import, viewer: Viewer, *, basis: str = "", but_wrong: bool = True) -> Import:
    """Take an import, all but the wrong rows."""
    return carried(intake.take(made, but_wrong=but_wrong, basis=basis, by=viewer, at=NOW))


def verdicts(made: Import) -> list[str]:
    """Return the verdicts of the rows in their order."""
    return list(made.rows.order_by("number").values_list("verdict", flat=True))


def told(made: Import) -> list[tuple[int, str, str]]:
    """Return what is wrong: row, column and words."""
    rows = ImportRow.objects.filter(of=made).order_by("number")
    return [(row.number, heading, says) for row in rows for heading, says in row.problems]
