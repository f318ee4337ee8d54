"""Open obligations follow what becomes of units and places; nothing ends by it, history stays."""

from django.db.models import QuerySet

from bihuan.kernel.orgs.models import Succession, Unit
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.succession import Change, moved_path
from bihuan.kernel.orgs.viewer import Machine

from . import changes, dialect
from .models import Holding, Obligation, Tally

BY = Machine("机构变更")
Kind = Succession.Kind

_COUNT = """
INSERT INTO obligations_tally (place_path, kind, stage, n)
SELECT path, kind, was, -COUNT(*) FROM sweep_batch GROUP BY path, kind, was
UNION ALL
SELECT o.place_path, b.kind, b.was, COUNT(*)
FROM sweep_batch b JOIN obligations_obligation o ON o.id = b.id
GROUP BY o.place_path, b.kind, b.was
"""


def bring_along(change: Change) -> None:
    """Move the obligations a change touches; registered with ``orgs.succession.follow``."""
    row = change.row
    if row.kind in (Kind.MERGED, Kind.SPLIT) and row.old_unit and row.new_unit:
        if row.rest:
            _inherit(change, row.old_unit, row.new_unit)
        else:
            _watch(_open().filter(holder__in=row.takes), row.old_unit, row.new_unit)
    if row.kind == Kind.TRANSFERRED and row.new_unit:
        held = _open().filter(holder=row.subject) if row.subject else _open()
        inside = held.filter(within(row.old_place.path)) if row.old_place else held
        _watch(inside, row.old_unit, row.new_unit)
    if change.old_path:
        _repath(change)


def _open() -> QuerySet[Obligation]:
    rows: QuerySet[Obligation] = Obligation.objects.everywhere("succession")
    return rows.filter(done_at=None)


def _inherit(change: Change, old: Unit, new: Unit) -> None:
    """Give a unit's open obligations, and those it watches, to the unit that succeeds it."""
    _watch(_open(), old, new)
    sets = {"holder_id": new.pk, "post_id": None, "place_path": new.place_path}
    body = {"from": old.pk, "to": new.pk, "succession": change.row.pk}
    handed = changes.Change("assigned", body, sets)
    held = _open().filter(holder=old).values_list("pk", "post")
    Holding.objects.bulk_create(
        [Holding(obligation_id=o, unit=old, post_id=p, until=change.at) for o, p in held],
        batch_size=1_000,
    )
    if changes.change_all(_open().filter(holder=old), handed, by=BY, at=change.at):
        dialect.run(_COUNT)


def _watch(rows: QuerySet[Obligation], old: Unit | None, new: Unit) -> None:
    rows.filter(supervisor=old).exclude(holder=new).update(supervisor=new)
    rows.filter(supervisor=old, holder=new).update(supervisor=new.supervisor)


def _repath(change: Change) -> None:
    row, everything = change.row, Obligation.objects.everywhere("succession")
    if row.subject is None:
        everything.filter(within(change.old_path)).update(place_path=moved_path(change))
        Tally.objects.filter(within(change.old_path)).update(place_path=moved_path(change))
        return
    mine = everything.filter(holder=row.subject, place_path=change.old_path)
    for kind, stage in mine.filter(done_at=None).values_list("kind", "stage"):
        for path, n in ((change.old_path, -1), (change.new_path, 1)):
            Tally.objects.create(place_path=path, kind=kind, stage=stage, n=n)
    mine.update(place_path=change.new_path)
