"""Which rule of the documents in force asks for a list's check, and what is owed under it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from bihuan.kernel.law.models import Document, Rule
from bihuan.kernel.law.precedence import in_force
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.obligations.selection import matching, on_day
from bihuan.kernel.orgs.models import Post, Term, Unit
from bihuan.kernel.orgs.places import ancestors

from .models import PostList
from .models.lists import Level
from .rules import PARTS

#: The kind of record by which rules ask for checks, and the event before which one is due.
RECORD: Final = "check"
RESUMPTION: Final = "resumption"


def binding(on: date) -> QuerySet[Rule]:
    """Return the rules in force on a day that ask whomever for checks; a draft asks nobody."""
    known = Document.Status.IN_FORCE
    return Rule.objects.filter(in_force(on), clause__document__status=known, record=RECORD)


def rule_for(post: Post, level: str, on: date) -> Rule | None:
    """Return the rule that asks the unit of a post for a check of this level, by this post.

    A rule that names who does it himself (企业安全管理人员必须每天) asks nobody else's post.
    """
    asked = Q(event=RESUMPTION) if level == Level.RESUMPTION else Q(per=level)
    rows = binding(on).filter(asked, lead__in=("", post.lead))
    return next(iter(meaning(rows, post.unit, on)), None)


def meaning(rules: QuerySet[Rule], unit: Unit, on: date) -> list[Rule]:
    """Return those of some rules that name a unit, also while it stands still."""
    here = rules.filter(place__path__in=ancestors(unit.place_path))
    return [rule for rule in here.select_related("clause__document", "place", "ladder")
            if Unit.objects.filter(matching(rule, on), pk=unit.pk).exists()]  # fmt: skip


def in_use(on: date) -> QuerySet[PostList]:
    """Return the editions that count on a day."""
    return PostList.objects.filter(on_day(on), matter__state="used", since__isnull=False)


def owed(record: PostList, on: date) -> QuerySet[Obligation]:
    """Return what its unit owes now that going through a list counts for, the first due first.

    A period that has passed without a check stays missed: a check of today is none of yesterday.
    """
    rows = Obligation.objects.everywhere("what a check of a list counts for")
    if record.rule is None:
        return rows.none()
    now = Q(base=None) | Q(base__starts__lte=on, base__ends__gte=on)
    open_now = rows.filter(now, holder=record.unit, done_at=None, paused_at=None, matter=None)
    found = open_now.filter(rule__key=record.rule.key)
    return found.select_related("rule", "base", "clause").order_by("current_due", "period", "pk")


def beside(record: PostList, on: date) -> QuerySet[PostList]:
    """Return the lists that the same rule asks of the same unit: all of them make one check."""
    rows = in_use(on).filter(unit=record.unit)
    return rows.filter(rule__key=record.rule.key) if record.rule else rows.filter(pk=record.pk)


def posts(unit: Unit, on: date) -> QuerySet[Post]:
    """Return the posts held on a day in a unit and its parts, with ``listed`` (一岗一清单)."""
    lists = in_use(on).filter(post=OuterRef("pk"))
    held = Term.objects.filter(on_day(on), post=OuterRef("pk"))
    rows = Post.objects.filter(Exists(held), unit__in=[unit, *parts(unit)])
    return rows.annotate(listed=Exists(lists)).select_related("unit").order_by("unit", "pk")


def parts(unit: Unit) -> Iterable[Unit]:
    """Return the workshops and teams of a unit that there are, at any depth."""
    return Unit.objects.filter(pk__in=owners_of([unit]), until=None).exclude(pk=unit.pk)


def owners_of(units: Sequence[Unit]) -> dict[int, int]:
    """Return the enterprise of each of some enterprises and of their parts, by their keys."""
    owner = {one.pk: one.pk for one in units}
    above = list(owner)
    while above:
        rows = Unit.objects.filter(supervisor__in=above, kind__in=PARTS).values_list(
            "pk", "supervisor"
        )
        new = {pk: owner[over] for pk, over in rows if over is not None and pk not in owner}
        owner |= new
        above = list(new)
    return owner
