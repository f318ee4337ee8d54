"""What the documents leave open in a place, and what was set for it: the queues of 设定."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from bihuan.kernel.law.models import Ladder, LadderStep, Rule, Setting
from bihuan.kernel.obligations import climbing, ladders, queues
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.places import ancestors
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.periods import PeriodKind
from bihuan.modules.policy import library

from .climbs import says, span
from .desk import LONG

SHOWN, FIRST = 100, 8
NATION = "CN/"
FIELD_TITLES = {
    "per": "周期", "times": "次数", "shifts": "每天班数", "ladder": "督办阶梯",
    "within": "时限", "owner": "责任单位", "due": "期限",
}  # fmt: skip


@dataclass(frozen=True)
class Open:
    """A rule that leaves something open: which fields, what was set here so far, and by whom."""

    rule: Rule
    fields: tuple[str, ...]
    settings: tuple[Setting, ...]

    @property
    def missing(self) -> list[str]:
        """The titles of what nobody has set yet."""
        known = {row.field for row in self.settings if row.value is not None}
        return [FIELD_TITLES[name] for name in self.fields if name not in known]


def open_rules(viewer: Viewer, at: datetime) -> list[Open]:
    """Return the rules in force in the viewer's place that leave period or number open."""
    rows = queues.unset_rules(viewer, viewer.on)
    shown = rows.select_related("clause__document", "place").defer(*LONG)
    rules = list(shown.order_by("clause", "pk"))
    chosen = _chosen({rule.key for rule in rules}, viewer.path, at)
    found = [Open(rule, _open_fields(rule, chosen), tuple(chosen.get(rule.key, {}).values()))
             for rule in rules]  # fmt: skip
    return sorted(found, key=lambda one: not one.missing)


def open_rule(viewer: Viewer, pk: int, at: datetime) -> Open | None:
    """Return one of the rules that leave something open in the viewer's place."""
    return next((one for one in open_rules(viewer, at) if one.rule.pk == pk), None)


@dataclass(frozen=True)
class Queue:
    """The first of what waits, and how many wait in all."""

    rows: list[Obligation]
    count: int


def unowned(viewer: Viewer) -> Queue:
    """Return the open obligations that nobody owes."""
    return _queue(queues.unassigned(viewer))


def undated(viewer: Viewer) -> Queue:
    """Return the open obligations without a due date that somebody owes; signing is none."""
    return _queue(queues.unset(viewer).exclude(holder=None).exclude(kind=Kind.SIGN))


def _queue(rows: QuerySet[Obligation]) -> Queue:
    shown = rows.select_related("clause__document", "matter", "holder").defer(*LONG)
    return Queue(list(shown.order_by("pk")[:FIRST]), rows.count())


@dataclass(frozen=True)
class Suggested:
    """A ladder the document does not fix: its rungs in words, whether it counts here, who owes.

    ``asks_hours``: it climbs from a signature that must come within hours to be set; ``hours`` is
    what was set.
    """

    ladder: Ladder
    rungs: tuple[str, ...]
    counts: bool
    setting: Setting | None
    waiting: int
    asks_hours: bool
    hours: Setting | None


def suggestions(viewer: Viewer) -> QuerySet[Ladder]:
    """Return the suggested ladders of the nation and of the documents the viewer may open."""
    known = library.documents(viewer).values("pk")
    ours = Q(clause=None, key__startswith=NATION) | Q(clause__document__in=known)
    return Ladder.objects.filter(ours).exclude(derived="")


def asks_hours(ladder: Ladder) -> bool:
    """Say whether a ladder watches over signing, whose hours no document sets."""
    return ladder.key.startswith(NATION) and ladder.key.endswith(climbing.SIGNING)


def suggested(viewer: Viewer, at: datetime) -> list[Suggested]:
    """Return the suggested ladders, those that obligations here wait for first."""
    asleep = queues.sleeping(viewer).order_by().values_list("ladder")
    waiting = dict(asleep.annotate(Count("pk")))
    rows = list(suggestions(viewer).prefetch_related("steps").order_by("key"))
    chosen = _chosen({ladder.key for ladder in rows}, viewer.path, at)
    found = []
    for ladder in rows:
        counts = ladders.counts_at(ladder, viewer.path, at)
        set_here = chosen.get(ladder.key, {})
        rungs = tuple(_rung(step) for step in ladder.steps.all())
        asleep_on = 0 if counts else waiting.get(ladder.pk, 0)
        found.append(
            Suggested(
                ladder, rungs, counts, set_here.get(ladders.FIELD), asleep_on,
                asks_hours=asks_hours(ladder), hours=set_here.get("due"),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.counts, -one.waiting))


def unwatched(viewer: Viewer) -> list[Unit]:
    """Return the units that owe something and that nobody answers for, most owed first."""
    owing = queues.unwatched(viewer).exclude(holder=None).order_by().values_list("holder")
    counts = dict(owing.annotate(Count("pk")))
    rows = Unit.objects.filter(units_seen(viewer), pk__in=counts)
    found = sorted(rows.select_related("place"), key=lambda unit: -counts[unit.pk])[:SHOWN]
    for unit in found:
        unit.n = counts[unit.pk]  # type: ignore[attr-defined]
    return found


def history(viewer: Viewer, at: datetime) -> list[Setting]:
    """Return what was set in the viewer's place and below, the newest first."""
    rows = Setting.objects.filter(within(viewer.path, "place__path"), at__lte=at)
    return list(rows.select_related("place", "by", "post").order_by("-at", "-pk")[:SHOWN])


def _open_fields(rule: Rule, chosen: dict[str, dict[str, Setting]]) -> tuple[str, ...]:
    per = rule.per or getattr(chosen.get(rule.key, {}).get("per"), "value", "")
    return tuple(_fields(rule, per))


def _fields(rule: Rule, per: str) -> Iterator[str]:
    if not rule.per:
        yield "per"
    if rule.times is None:
        yield "times"
    if per == PeriodKind.SHIFT:
        yield "shifts"


def _chosen(subjects: set[str], path: str, at: datetime) -> dict[str, dict[str, Setting]]:
    """Return what counts at a place, by subject and field: the nearest place, then the newest."""
    rows = Setting.objects.filter(
        subject__in=subjects, place__path__in=ancestors(path), at__lte=at
    ).select_related("place", "by", "post")
    found: dict[str, dict[str, Setting]] = {}
    for row in sorted(rows, key=lambda row: (len(row.place.path), row.at, row.pk)):
        found.setdefault(row.subject, {})[row.field] = row
    return found


def _rung(step: LadderStep) -> str:
    hours = step.after_hours
    when = f"{'逾期' if hours > 0 else '到期前'} {span(abs(hours))}" if hours else "到期时"
    return f"{when}：{says(step)}"
