"""The list page: 50 rows with filters and scope, against the same SELECT written by hand.

Four people look: the committee offices of the province and of a county (all below), a department
(those it answers for), an enterprise (its own few rows, where the fixed cost of a page shows).

*List page* is the function that answers the list, from the viewer and the filters to the rows with
all a row shows (units, clause and document, post, matter). Its floor is one SELECT of those rows
and columns that takes the scope to be one condition known beforehand; the function finds a row by
any of the reasons for which the viewer may see it. *Whole desk* is the server time of the first
page people open: session, post, list, the numbers above and beside it, the template. It has no
floor, since nobody would write it by hand. It is shown against 200 ms; one person looks here,
twenty do in `crowd`. The numbers of wide scopes come from snapshots, taken before as a round does.
"""

import logging
from collections.abc import Callable
from datetime import date
from typing import Any
from unittest import mock

from benchmarks import _ground as ground
from benchmarks import _measure as measure

BAR, MOST, TIMES = 1.5, 60, 40
DESKS, DESK_MOST = 10, 200

_BY_HAND = """
SELECT o.*, h.*, s.*, u.*, p.*, m.*, c.id, c.path, c.no, c.heading, d.id, d.title, d.number
FROM obligations_obligation o
LEFT JOIN orgs_unit h ON h.id = o.holder_id LEFT JOIN orgs_unit s ON s.id = o.supervisor_id
LEFT JOIN orgs_unit u ON u.id = o.subject_id LEFT JOIN orgs_post p ON p.id = o.post_id
LEFT JOIN trace_matter m ON m.id = o.matter_id LEFT JOIN law_clause c ON c.id = o.clause_id
LEFT JOIN law_document d ON d.id = c.document_id
WHERE o.done_at IS NULL AND o.kind = 'periodic' AND o.stage >= 1 AND {scope}
ORDER BY o.stage DESC, o.current_due ASC NULLS LAST, o.id LIMIT 50
"""


def main() -> bool:
    """Measure and return whether the bars are kept."""
    ground.set_up()
    from django.db import connection

    from bihuan.lib.clocks import in_shanghai
    from bihuan.surfaces import clock
    from bihuan.surfaces.workbench import snapshots

    logging.disable(logging.INFO)
    snapshots.take(ground.T0)

    def by_hand(scope: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BY_HAND.format(scope=scope))
            cursor.fetchall()

    kept = []
    with mock.patch.object(clock, "now", return_value=in_shanghai(ground.T0)):
        for label, unit, role, scope in LOOKING:
            figure, floor = measure.medians_ms(
                _list_page(label, unit, role), lambda s=scope: by_hand(s), TIMES
            )
            name = f"list page at {ground.rows():,}, {label}"
            kept.append(measure.report(name, figure, floor, BAR, unit="ms", most=MOST))
        for label, unit, role, _ in LOOKING:
            figure = measure.median_ms(_whole_desk(label, unit, role), DESKS)
            name = f"whole desk at {ground.rows():,}, {label}"
            measure.report(name, figure, 0, 0, unit="ms", most=DESK_MOST)
    return all(kept)


_END = ground.COUNTY[:-1] + "0"
LOOKING = (
    ("province office", ground.OFFICE, "office_clerk", "o.place_path >= '44/'"),
    (
        "county office",
        ground.OFFICE + 1,
        "office_clerk",
        f"o.place_path >= '{ground.COUNTY}' AND o.place_path < '{_END}'",
    ),
    (
        "department",
        ground.BUREAU + 1,
        "department_clerk",
        f"o.supervisor_id = {ground.BUREAU + 1}",
    ),
    ("enterprise", ground.FIRM + 7, "safety_officer", f"o.holder_id = {ground.FIRM + 7}"),
)


def _list_page(label: str, unit: int, role: str) -> Callable[[], None]:
    from django.db.models import Q

    from bihuan.kernel.obligations import board
    from bihuan.kernel.orgs import terms

    viewer = terms.viewer(_person(label, unit, role), on=ground.T0.date())
    least = 0 if viewer.sees == "own" else 50

    def look() -> None:
        if len(board.page(viewer, Q(kind="periodic", stage__gte=1))) < least:
            raise RuntimeError(f"the page of {label} is not full")

    return look


def _whole_desk(label: str, unit: int, role: str) -> Callable[[], None]:
    client = signed_in(label, unit, role)

    def look() -> None:
        answer = client.get("/desk")
        if answer.status_code != 200:
            raise RuntimeError(f"the desk of {label} answered {answer.status_code}")

    return look


def signed_in(label: str, unit: int, role: str) -> Any:
    """Return a browser of who holds a post of this role in a unit."""
    from django.test import Client

    from bihuan.kernel.orgs.models import Account

    person = _person(label, unit, role)
    account, _ = Account.objects.get_or_create(login=label, person=person)
    client = Client(headers={"host": "localhost"})
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _person(label: str, unit: int, role: str) -> Any:
    """Return who holds a post of this role in a unit."""
    from bihuan.kernel.orgs.models import Person, Post, Term

    person, _ = Person.objects.get_or_create(name=label)
    post, _ = Post.objects.get_or_create(unit_id=unit, title=label, role_id=role)
    Term.objects.get_or_create(post=post, person=person, since=date(2020, 1, 1))
    return person
