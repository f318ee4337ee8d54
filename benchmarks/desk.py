"""The list page: 50 rows with filters and scope, against the same SELECT written by hand.

Four people look: the committee offices of the province and of a county (all below), a department
(those it answers for), an enterprise (its own few rows, where the fixed cost of a page shows).
"""

from datetime import date
from typing import Any

from benchmarks import _ground as ground
from benchmarks import _measure as measure

BAR, MOST, TIMES = 1.5, 60, 40

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
    from django.db.models import Q

    from bihuan.kernel.obligations import board

    def page(viewer: Any) -> None:
        if len(board.page(viewer, Q(kind="periodic", stage__gte=1))) < _least(viewer):
            raise RuntimeError(f"the page of {viewer.label} is not full")

    def by_hand(scope: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BY_HAND.format(scope=scope))
            cursor.fetchall()

    kept = []
    for viewer, scope in _viewers():
        figure, floor = measure.medians_ms(
            lambda v=viewer: page(v), lambda s=scope: by_hand(s), TIMES
        )
        name = f"list page at {ground.rows():,}, {viewer.label}"
        kept.append(measure.report(name, figure, floor, BAR, unit="ms", most=MOST))
    return all(kept)


def _least(viewer: Any) -> int:
    return 0 if viewer.sees == "own" else 50


def _viewers() -> list[tuple[Any, str]]:
    from bihuan.kernel.orgs.viewer import Viewer

    def viewer(label: str, unit: int, path: str, sees: str) -> Viewer:
        return Viewer(
            person_id=1, term_id=1, post_id=1, unit_id=unit, path=path, label=label, sees=sees,
            reads=True, may=frozenset(), on=date(2025, 6, 1),
        )  # fmt: skip

    firm, town = ground.FIRM + 7, "44/4401/440101/"
    end = ground.COUNTY[:-1] + "0"
    return [
        (viewer("province office", ground.OFFICE, "44/", "subtree"), "o.place_path >= '44/'"),
        (
            viewer("county office", ground.OFFICE + 1, ground.COUNTY, "subtree"),
            f"o.place_path >= '{ground.COUNTY}' AND o.place_path < '{end}'",
        ),
        (
            viewer("department", ground.BUREAU + 1, ground.COUNTY, "supervised"),
            f"o.supervisor_id = {ground.BUREAU + 1}",
        ),
        (viewer("enterprise", firm, town, "own"), f"o.holder_id = {firm}"),
    ]
