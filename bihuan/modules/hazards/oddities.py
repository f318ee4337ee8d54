"""Signs that a hazard may be closed on paper only. They ask a person to look; they blame nobody.

The thresholds are ours and stand in ``rules.toml``; no document gives them.
"""

from collections.abc import Iterator
from datetime import timedelta

from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Evidence
from bihuan.lib.clocks import in_shanghai

from . import queries, rules
from .models import Hazard

AFTER = "photo_after"
PHOTOS = ("photo_found", "photo_before", AFTER, "recheck_photo")


def of_hazard(hazard: Hazard) -> Iterator[rules.Oddity]:
    """Yield what looks odd about a hazard: its speed, a picture used before, a picture's time."""
    matter = hazard.matter
    if found := rules.quick(matter.opened_at, matter.closed_at):
        yield found
    shown = list(Evidence.objects.filter(chain=matter.chain, kind__in=PHOTOS).order_by("pk"))
    yield from _used_before(shown, matter.chain)
    for photo in shown:
        day = in_shanghai(photo.happened_at).date() if photo.happened_at else None
        if photo.kind == AFTER and day and day < hazard.found_on:
            yield rules.Oddity(
                "time", f"整改后照片“{photo.name}”摄于 {day}，早于发现日期 {hazard.found_on}"
            )


def _used_before(shown: list[Evidence], chain: str) -> Iterator[rules.Oddity]:
    """Yield each picture after rectification that is the very file of another one."""
    after = {photo.sha256: photo for photo in shown if photo.kind == AFTER}
    for photo in shown:
        if photo.kind != AFTER and photo.sha256 in after:
            yield rules.Oddity("same_photo", f"整改前后是同一张照片：“{photo.name}”")
    others = Evidence.objects.filter(sha256__in=list(after), kind__in=PHOTOS).exclude(chain=chain)
    for other in others.order_by("pk")[:3]:
        photo = after[other.sha256]
        yield rules.Oddity("same_photo", f"整改后照片“{photo.name}”在另一件隐患里也用过")


def silent(viewer: Viewer, limit: int = 20) -> list[Unit]:
    """Return enterprises that found nothing themselves for months beside peers that did.

    Peers are of the same trade and place; where none of them reported, nobody is named.
    """
    since = viewer.on - timedelta(days=30 * rules.SILENT)
    own = queries.hazards(viewer).filter(
        channel__in=(Hazard.Channel.SELF, Hazard.Channel.EMPLOYEE), found_on__gte=since
    )
    spoke = set(own.values_list("unit", flat=True))
    peers = set(own.exclude(unit__industry="").values_list("unit__industry", "unit__place"))
    seen = queries.hazards(viewer).exclude(unit__in=spoke).values("unit")
    rows = Unit.objects.filter(pk__in=seen, kind="enterprise", until=None).order_by("name")
    return [one for one in rows if (one.industry, one.place_id) in peers][:limit]
