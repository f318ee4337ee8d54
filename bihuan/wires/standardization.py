"""Grades are papers of the dossier; accidents question them; draws and awards ask for them."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from bihuan.kernel.orgs.models import Person, Unit

KIND = "standardisation"


def draw() -> None:
    """Keep what is decided of a grade in the dossier, and tell others who holds which."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.accidents.report_flow import AccidentFlow
    from bihuan.modules.commendation import eligibility
    from bihuan.modules.inspections import draws
    from bihuan.modules.standardization import holdings, rules
    from bihuan.modules.standardization.check_flow import CheckFlow
    from bihuan.modules.standardization.goal_flow import GoalFlow
    from bihuan.modules.standardization.grading_flow import GradingFlow

    holdings.consult(_grades, _licensed)
    when(GradingFlow.grant, _keep_paper)
    when(CheckFlow.lower, _lower)
    when(CheckFlow.revoke, _revoke)
    when(GoalFlow.summon, _summon)
    when(AccidentFlow.report, _question)
    draws.consult(frozenset((*rules.TAGS.values(), rules.OVERDUE)), _tags)
    eligibility.consult(_ungraded)


def _papers(on: date) -> Any:
    from bihuan.modules.dossier import credentials
    from bihuan.modules.dossier.models import Credential

    return Credential.objects.filter(credentials.valid(on), kind=KIND).exclude(grade="")


def _grades(units: QuerySet[Unit], on: date) -> Mapping[int, Any]:
    """Return the grades that stand in the dossiers of units on a day, the best where two do."""
    from bihuan.modules.standardization import rules
    from bihuan.modules.standardization.holdings import Held

    rows = _papers(on).filter(unit__in=units.order_by().values("pk")).order_by("pk")
    rising = sorted(rows, key=lambda one: rules.GRADES.index(one.grade), reverse=True)
    return {one.unit_id: Held(one.grade, one.number, one.since, one.until) for one in rising}


def _licensed(unit: Unit, on: date) -> bool:
    from bihuan.modules.dossier import credentials
    from bihuan.modules.dossier.models import Credential

    rows = Credential.objects.filter(credentials.valid(on), unit=unit, kind="production_licence")
    return rows.exists()


def _machine() -> Any:
    from bihuan.kernel.orgs.viewer import Machine

    # The department that grades need not be the one that keeps the dossier; the matter says who.
    return Machine("标准化定级")


def _keep_paper(moved: Any) -> None:
    """Enter the grade that was decided as the paper it is."""
    from bihuan.modules.dossier import credentials

    record = moved.record
    credentials.enter(
        record.unit, kind=KIND, number=record.number, grade=record.grade, covers=record.sector,
        issuer=record.office.name[:64], since=record.since, until=record.until, by=_machine(),
        at=moved.at,
    )  # fmt: skip


def _end(moved: Any) -> list[Any]:
    """End the papers of a unit that stand; return them."""
    from bihuan.modules.dossier import credentials

    record = moved.record
    rows = list(_papers(record.decided_on).filter(unit=record.unit))
    reason = f"{moved.matter.number} {moved.step.title}：{record.reason}"[:200]
    for one in rows:
        on = max(record.decided_on, one.since)
        credentials.end(one, on=on, reason=reason, by=_machine(), at=moved.at)
    return rows


def _lower(moved: Any) -> None:
    """End the paper of the grade that is lost, and enter that of the lower one to its end."""
    from bihuan.modules.dossier import credentials

    record = moved.record
    for one in _end(moved)[:1]:
        credentials.enter(
            record.unit, kind=KIND, number=moved.matter.number, grade=record.grade,
            covers=one.covers, issuer=record.office.name[:64], since=record.decided_on,
            until=one.until, by=_machine(), at=moved.at,
        )  # fmt: skip


def _revoke(moved: Any) -> None:
    _end(moved)


def _summon(moved: Any) -> None:
    """Propose to summon an enterprise that is slow."""
    from bihuan.modules.committee.proposals import propose_interview

    goal = moved.record
    reason = f"标准化达标进展缓慢（应于 {goal.due_on} 前达到{goal.grade}）：{goal.facts}"
    propose_interview(goal.unit, reason, cause=moved.matter, by=moved.by, at=moved.at)


def _question(moved: Any) -> None:
    """Let an accident open the check of the grade its unit holds."""
    from bihuan.modules.standardization import check_flow

    facts = f"{moved.matter.number} {moved.matter.title}"
    check_flow.open_after(
        moved.record.unit, "accident", facts, cause=moved.matter, by=_machine(), at=moved.at
    )


def _tags(units: QuerySet[Unit], on: date) -> Iterator[tuple[int, str]]:
    """Yield what units are called by their grades, and those past the day of theirs."""
    from bihuan.modules.standardization import holdings, rules, standings

    for pk, one in holdings.grades(units, on).items():
        yield pk, rules.TAGS[one.grade]
    late = standings.goals(on, "overdue").filter(unit__in=units.order_by().values("pk"))
    for pk in late.values_list("unit", flat=True):
        yield pk, rules.OVERDUE


def _ungraded(unit: Unit, person: Person | None, on: date) -> list[str]:
    """Return that an enterprise holds no grade where its place's document wants one for awards."""
    from bihuan.modules.standardization import holdings, rules

    if person is not None or unit.kind != "enterprise" or holdings.held(unit, on):
        return []
    codes = set(unit.place_path.split("/"))
    wants = [says for code, says in rules.award_places().items() if code in codes]
    return [f"没有在有效期内的标准化等级（“{says}”）" for says in wants]
