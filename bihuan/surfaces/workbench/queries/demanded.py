"""The clauses that demand forms of statistics and of exchange, looked up at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.statistics.forms import NATION


def clauses(of: Iterable[Any], viewer: Viewer) -> Mapping[str, Clause]:
    """Return by the key of a form or format the clause it names, if loaded and binding there."""
    binding = {NATION, *viewer.path.split("/")}
    bound = [one for one in of if one.document.partition("/")[0] in binding]
    names = {one.clause for one in bound}
    rows = Clause.objects.filter(
        Q(path__in=names) | Q(no__in=names), document__key__in={one.document for one in bound}
    )
    found: dict[tuple[str, str], Clause] = {}
    for row in rows.select_related("document").order_by("version"):
        found |= {(row.document.key, row.no): row, (row.document.key, row.path): row}
    return {one.key: found[one.document, one.clause] for one in bound
            if (one.document, one.clause) in found}  # fmt: skip
