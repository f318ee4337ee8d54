"""Named reads for the surfaces. Each takes the viewer and shows what she may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter

from . import vetoes
from .flows import ResultFlow, SchemeFlow
from .models import Result, Scheme
from .scores import Standing, standing, vetoing


@dataclass(frozen=True)
class Ranked:
    """A result at its place in the order of its round; ``place`` is None without a total."""

    place: int | None
    result: Result

    @property
    def state(self) -> str:
        """How far the result is, in words."""
        return ResultFlow.states[self.result.matter.state].title


def schemes(viewer: Viewer) -> QuerySet[Scheme]:
    """Return the schemes a viewer sees, the newest first."""
    seen = Matter.objects.visible_to(viewer).filter(flow=SchemeFlow.key)
    return Scheme.objects.filter(matter__in=seen.values("pk")).select_related(
        "matter__unit", "matter__place"
    ).order_by("-pk")  # fmt: skip


def schemes_of_results(viewer: Viewer) -> QuerySet[Scheme]:
    """Return the schemes under which a viewer sees results, whoever drew them up."""
    under = results(viewer).values("scheme")
    return Scheme.objects.filter(pk__in=under).select_related(
        "matter__unit", "matter__place"
    ).order_by("-pk")  # fmt: skip


def results(viewer: Viewer) -> QuerySet[Result]:
    """Return the results a viewer sees: those of her places for an office, its own for a unit."""
    seen = Matter.objects.visible_to(viewer).filter(flow=ResultFlow.key)
    return Result.objects.filter(matter__in=seen.values("pk")).select_related(
        "matter", "unit__place", "office", "scheme__matter"
    )  # fmt: skip


def rounds_of(scheme: Scheme, viewer: Viewer) -> list[str]:
    """Return the periods of a scheme with results the viewer sees, the latest first."""
    rows = results(viewer).filter(scheme=scheme).order_by("-matter__opened_at", "period")
    return list(dict.fromkeys(rows.values_list("period", flat=True)))


def ranking(scheme: Scheme, period: str, viewer: Viewer) -> list[Ranked]:
    """Return the results of a round, the most points first; equal points share a place.

    Who sees but a part of the round is shown that part without places: they would be wrong.
    """
    rows = list(results(viewer).filter(scheme=scheme, period=period))
    rows.sort(key=lambda one: (one.total is None, -(one.total or 0), one.unit.name))
    whole = len(rows) == Result.objects.filter(scheme=scheme, period=period).count()
    ranks: dict[object, int] = {}
    for n, one in enumerate(rows, 1):
        if one.total is not None:
            ranks.setdefault(one.total, n)
    return [Ranked(ranks.get(one.total) if whole else None, one) for one in rows]


def result(number: str, viewer: Viewer) -> Result:
    """Return a result by its matter's number. Raises :class:`NotFound` outside one's scope."""
    found = results(viewer).filter(matter__number=number).first()
    if found is None:
        raise NotFound("没有这个考核结果，或您的岗位看不到。")
    return found


def behind(
    found: Result, number: int, viewer: Viewer
) -> tuple[Standing, Sequence[Obligation], int]:
    """Return a score, the duties it counted that the viewer sees, and how many more there are.

    Raises :class:`NotFound` for a criterion the scheme does not have.
    """
    one = next((s for s in standing(found) if s.criterion.number == number), None)
    if one is None:
        raise NotFound("方案里没有这一项。")
    rows = Obligation.objects.visible_to(viewer).filter(pk__in=one.rows)
    seen = list(rows.select_related("holder", "clause__document").order_by("current_due", "pk"))
    return one, seen, len(one.rows) - len(seen)


def bars(unit: Unit, on: date) -> list[str]:
    """Return why a unit may not be commended on a day, in words; empty when nothing bars it.

    A veto counts in its window; a final result whose grade bars awards until the unit's next final
    one under the same scheme.
    """
    told = [f"{(one.cause or one.result.matter).number} 一票否决：{one.says}"
            for one in vetoes.of(unit, on)]  # fmt: skip
    rows = Result.objects.filter(unit=unit).select_related("scheme", "matter")
    last: dict[int, Result] = {}
    for one in rows.filter(matter__closed_at__date__lte=on).order_by("matter__closed_at", "pk"):
        last[one.scheme_id] = one
    told += [f"{one.matter.number} 等次“{one.grade}”" for one in last.values() if one.barred]
    return told


def last_settled(unit: Unit, office: int) -> Result | None:
    """Return the result of a unit that an office settled last, None where there is none."""
    rows = Result.objects.filter(unit=unit, office=office, matter__state="final")
    rows = rows.select_related("matter", "scheme", "unit")
    return rows.order_by("-matter__closed_at", "-pk").first()


def told(found: Result) -> str:
    """Return what a result says, in one line; a veto is said too."""
    vetoed = "".join(f"；一票否决：{one.says}" for one in vetoing(found))
    total = "未评分" if found.total is None else f"{found.total} 分"
    grade = found.grade or "没有等次"
    return f"{found.scheme.name}，{found.period}，{total}，{grade}{vetoed}"
