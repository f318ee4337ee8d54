"""Reads: the list in force of a post on a day, whose list is signed, how many are, by place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from bihuan.kernel.law.models import Rule
from bihuan.kernel.law.precedence import in_force as in_force_on
from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Place, Post, Term, Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from .models import DutyItem, DutyList, Signature, YearList

#: What a post's list can stand at, as filters call it.
STANDING = {"none": "没有清单", "unsigned": "现任没有签订", "signed": "现任已签订"}
#: Roles that watch or run the system: what they do is no duty of work safety.
ASIDE = ("auditor", "administrator")


def counting(on: date) -> Q:
    """Match the lists that count on a day."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))


def in_force(post: Post, on: date, kind: str = DutyList.Kind.POST) -> DutyList | None:
    """Return the version of a post's list that counts on a day."""
    rows = DutyList.objects.filter(counting(on), post=post, kind=kind)
    return rows.select_related("matter", "office", "drafter").order_by("-version").first()


def versions(post: Post) -> QuerySet[DutyList]:
    """Return all versions of a post's lists, the newest first."""
    rows = DutyList.objects.filter(post=post).select_related("matter", "office")
    return rows.order_by("kind", "-version")


def post_of(viewer: Viewer, pk: int) -> Post:
    """Return a post of a unit one sees. Raises :class:`NotFound`."""
    rows = Post.objects.filter(unit__in=Unit.objects.filter(units_seen(viewer)))
    post = rows.select_related("unit__place", "role").filter(pk=pk).first()
    if post is None or not viewer.reads:
        raise NotFound("没有这个岗位，或您的岗位看不到。")
    return post


def list_of(viewer: Viewer, number: str) -> DutyList:
    """Return a list by its number. Raises :class:`NotFound` outside one's scope."""
    found = _record(DutyList, viewer, number)
    if found is None:
        raise NotFound("没有这份清单，或您的岗位看不到。")
    duties: DutyList = found
    return duties


def year_of(viewer: Viewer, number: str) -> YearList:
    """Return a year's list by its number. Raises :class:`NotFound` outside one's scope."""
    found = _record(YearList, viewer, number)
    if found is None:
        raise NotFound("没有这份年度任务清单，或您的岗位看不到。")
    year: YearList = found
    return year


def _record(model: Any, viewer: Viewer, number: str) -> Any:
    matters = Matter.objects.visible_to(viewer).filter(number=number)
    rows = model.objects.filter(matter__in=matters)
    return rows.select_related("matter__clause__document", "unit__place", "post", "office").first()


def uncarried(items: Iterable[DutyItem], on: date) -> set[int]:
    """Return the items that no rule in force on a day carries."""
    items = list(items)
    keys = {item.rule.key for item in items if item.rule}
    rows = Rule.objects.filter(in_force_on(on), key__in=keys)
    running = set(rows.values_list("key", flat=True))
    return {item.pk for item in items if not (item.rule and item.rule.key in running)}


def posts(viewer: Viewer, on: date) -> QuerySet[Post]:
    """Return the posts one sees that somebody holds on a day, with ``listed`` and ``signed``.

    ``signed`` says that who holds the post that day signed the version that counts.
    """
    rows = held(on).filter(unit__in=Unit.objects.filter(units_seen(viewer), until=None))
    return rows if viewer.reads else rows.none()


def held(on: date, *, known_by: datetime | None = None) -> QuerySet[Post]:
    """Return every post held on a day that has duties, with ``listed`` and ``signed``.

    ``known_by`` leaves out what was signed after that moment.
    """
    by = Q() if known_by is None else Q(at__lte=known_by)
    terms = Term.objects.filter(on_day(on), post=OuterRef("pk"))
    lists = DutyList.objects.filter(counting(on), post=OuterRef("pk"), kind=DutyList.Kind.POST)
    signed = Signature.objects.filter(
        Exists(Term.objects.filter(
            on_day(on), post=OuterRef("list__post"), person=OuterRef("person")
        )),
        Q(list__until=None) | Q(list__until__gt=on), by,
        list__post=OuterRef("pk"), list__kind=DutyList.Kind.POST, list__since__lte=on,
    )  # fmt: skip
    rows = Post.objects.filter(Exists(terms)).exclude(role__in=ASIDE)
    return rows.annotate(listed=Exists(lists), signed=Exists(signed))


def standing(rows: QuerySet[Post], word: str) -> QuerySet[Post]:
    """Keep the posts whose list stands at a word of :data:`STANDING`."""
    asked = {"none": Q(listed=False), "unsigned": Q(listed=True, signed=False),
             "signed": Q(signed=True)}  # fmt: skip
    return rows.filter(asked[word]) if word in asked else rows


@dataclass(frozen=True)
class Rate:
    """How many posts of a place are held, have a list, and have it signed by their holder."""

    place: Place
    held: int
    listed: int
    signed: int

    @property
    def rate(self) -> str:
        """How many of the posts held have signed, as printed; a stroke where none is held."""
        return f"{self.signed / self.held:.1%}" if self.held else "/"


def rates(viewer: Viewer, on: date) -> list[Rate]:
    """Return the figures of the viewer's place and of each place right below it."""
    here = Place.objects.get(path=viewer.path)
    rows = posts(viewer, on).values_list("unit__place_path", "listed", "signed")
    found = list(rows)
    spots = [here, *Place.objects.filter(parent=here, until=None).order_by("code")]
    made = []
    for spot in spots:
        inside = [row for row in found if row[0].startswith(spot.path)]
        made.append(Rate(
            spot, len(inside), sum(bool(row[1]) for row in inside), sum(row[2] for row in inside)
        ))  # fmt: skip
    return [rate for rate in made if rate.held or rate.place == here]
