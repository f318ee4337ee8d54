"""Whether responsibility is in place in enterprises: every post held has a list, signed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from bihuan.kernel.orgs.models import Post, Unit
from bihuan.lib.clocks import end_of
from bihuan.lib.verdicts import Verdict, judged, named, unknown

from . import lists
from .models import DutyList


def verdicts(units: Sequence[Unit], on: date) -> dict[int, Verdict]:
    """Return how enterprises stand on a day, by their keys; two queries (安全生产法第二十二条)."""
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in lists.held(on, known_by=end_of(on)).filter(unit__in=units).order_by("pk"):
        posts[post.unit_id].append(post)
    begun = DutyList.objects.filter(lists.counting(on), unit__in=units)
    drawn = set(begun.values_list("unit_id", flat=True))
    return {one.pk: _verdict(posts[one.pk], listed=one.pk in drawn) for one in units}


def _verdict(posts: list[Post], *, listed: bool) -> Verdict:
    if not posts:
        return unknown("没有登记在任的岗位")
    if not listed:
        return unknown(f"{len(posts)} 个在任岗位都没有登记责任清单")
    rows: list[tuple[str, list[str]]] = [
        ("没有责任清单", [one.title for one in posts if not getattr(one, "listed", False)]),
        ("清单现任没有签订", [one.title for one in posts if getattr(one, "listed", False)
                       and not getattr(one, "signed", False)]),
    ]  # fmt: skip
    return judged(
        [f"{len(titles)} 个岗位{says}：{named(titles)}" for says, titles in rows if titles], []
    )
