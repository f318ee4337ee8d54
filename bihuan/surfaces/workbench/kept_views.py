"""Views a person keeps: filters of a list under a name, one's own or shared with the own unit."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.surfaces.statements import Given, written_once

from .models import SavedView
from .queries import completeness, desk, letters, matters, records, units
from .queries.filters import Asked

#: The lists whose filters can be kept, by the name of their route.
PAGES: Mapping[str, type[Asked]] = {
    "desk": desk.Filters,
    "matters": matters.Filters,
    "letters": letters.Filters,
    "units": units.Filters,
    "records": records.Filters,
    "completeness": completeness.Filters,
}
NOTHING = "?"
MOST = 12
LONGEST = 24


def held(viewer: Viewer) -> list[SavedView]:
    """Return the views a person sees of all lists: her own, and those shared in her unit."""
    return _held()(person=viewer.person_id, unit=viewer.unit_id)


@written_once
def _held() -> Any:
    mine = Q(person=Given("person")) | Q(unit=Given("unit"))
    return SavedView.objects.filter(mine).select_related("person")


def firsts(viewer: Viewer, views: Iterable[SavedView]) -> dict[str, str]:
    """Return the query with which the bar opens a list, by list, where its person chose one."""
    own = (view for view in views if view.person_id == viewer.person_id)
    return {view.page: view.query for view in own if view.first}


@transaction.atomic
def keep(page: str, name: str, given: Any, *, shared: bool, by: Viewer) -> SavedView:
    """Keep the filters of a list, ``given`` as its address has them, under a name.

    The same name again keeps the new filters. Raises :class:`NotFound` for a list there is not,
    :class:`Invalid` without a name or filters, :class:`NotAllowed` for sharing without being one
    who hands out work, :class:`WrongState` beyond twelve.
    """
    query = _query(page, given)
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST:
        raise Invalid(f"视图的名称要写 1 到 {LONGEST} 个字。", field="name")
    if not query:
        raise Invalid("现在没有筛选条件。先筛选，再存成视图。", field="name")
    if shared and not by.can(roles.ASSIGN):
        raise NotAllowed("您的岗位不能把视图共享给本单位。", can="可以交办事项的岗位")
    own = SavedView.objects.filter(person=by.person_id, page=page)
    if own.count() >= MOST and not own.filter(name=name).exists():
        raise WrongState(f"这张清单已存 {MOST} 个视图。先删掉不用的。")
    unit = by.unit_id if shared else None
    made, _ = SavedView.objects.update_or_create(
        person_id=by.person_id, page=page, name=name, defaults={"query": query, "unit_id": unit}
    )
    return made


@transaction.atomic
def put_first(pk: int, *, by: Viewer) -> SavedView:
    """Let the bar open a list with a view of one's own; not with the one that is so already."""
    chosen = _own(pk, by)
    was = chosen.first
    SavedView.objects.filter(person=by.person_id, page=chosen.page).update(first=False)
    chosen.first = not was
    chosen.save(update_fields=["first"])
    return chosen


def drop(pk: int, *, by: Viewer) -> SavedView:
    """Delete a view of one's own. Raises :class:`NotFound` for any other."""
    chosen = _own(pk, by)
    SavedView.objects.filter(pk=chosen.pk).delete()
    return chosen


def _own(pk: int, by: Viewer) -> SavedView:
    found = SavedView.objects.filter(person=by.person_id, pk=pk).first()
    if found is None:
        raise NotFound("没有这个视图，或者它不是您存的。")
    return found


def _query(page: str, given: Any) -> str:
    """Return only what the list knows of an address, so that nothing else is ever kept."""
    filters = PAGES.get(page)
    if filters is None:
        raise NotFound("没有这张清单。")
    query = lasting(filters.read(given))
    return "" if query == NOTHING else query


def lasting(filters: Asked) -> str:
    """Return the query a view keeps of filters: of who did not report, in whatever period is on."""
    passing = isinstance(filters, completeness.Filters)
    return filters.query(period="") if passing else filters.query()
