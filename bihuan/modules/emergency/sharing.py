"""Who finds a team or a stock: who looks after its unit, others in the area it is shared with."""

from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from bihuan.kernel.orgs import places
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer


def kept(by: Viewer) -> Q:
    """Match what belongs to the units a viewer sees, shared or not."""
    if not by.reads:
        return Q(pk__in=[])
    return Q(unit__in=Unit.objects.filter(units_seen(by)).values("pk"))


def seen(by: Viewer) -> Q:
    """Match the teams or stocks a viewer finds: of her units, or shared with where she works."""
    if not by.reads:
        return Q(pk__in=[])
    return kept(by) | Q(shared_path__in=places.ancestors(by.path))


def path_of(shared: str, place: Place) -> str:
    """Return the path of the area a place's things are shared in, "" for none.

    Raises :class:`Invalid` where no place of that level lies above.
    """
    if not shared:
        return ""
    above = Place.objects.filter(path__in=places.ancestors(place.path), level=shared)
    found = above.order_by("-path").first()
    if found is None:
        raise Invalid(f"{place.name}以上没有这一级区划，不能这样共享。", field="shared")
    return found.path


def nearest(rows: QuerySet[Any], place: Place) -> QuerySet[Any]:
    """Return rows with ``step``: how many levels up from a place one meets theirs, nearest first.

    By the tree of places alone: 0 in the place itself. No distance is made up.
    """
    ups = places.ancestors(place.path)
    whens = [When(place_path__startswith=path, then=Value(n)) for n, path in enumerate(ups)]
    step = Case(*whens, default=Value(len(ups)), output_field=IntegerField())
    return rows.annotate(step=step)


def step_words(place: Place) -> dict[int, str]:
    """Return in words how near what :func:`nearest` gives each ``step`` is to a place."""
    ups = places.ancestors(place.path)
    names = dict(Place.objects.filter(path__in=ups).values_list("path", "name"))
    near = {n: f"在{names[path]}" if path in names else "" for n, path in enumerate(ups)}
    return near | {len(ups): "其他地区"}
