"""What forms count, what is exchanged with partners, where a settled result goes."""

from typing import Any


def draw() -> None:
    """Let forms count the records of every module, and a return meet the duty that demands it."""
    from bihuan.modules.accidents.counted import ACCIDENTS
    from bihuan.modules.committee.counted import LISTED, MEETINGS
    from bihuan.modules.disclosure.counted import PUBLISHED
    from bihuan.modules.enforcement.counted import COUNTED
    from bihuan.modules.hazards.counted import HAZARDS
    from bihuan.modules.inspections.counted import PROBLEMS, VISITS
    from bihuan.modules.policy.counted import TASKS
    from bihuan.modules.statistics import forms
    from bihuan.modules.statistics.kept import KEPT

    forms.offer(
        *(*KEPT, HAZARDS, TASKS, LISTED, MEETINGS, ACCIDENTS, PUBLISHED),
        *(VISITS, PROBLEMS, *COUNTED),
    )
    _wire_exchange()
    _wire_results()


def _wire_results() -> None:
    """Let a settled result go to the body that pays or promotes, where a clause ties them."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.assessment import queries
    from bihuan.modules.assessment.flows import ResultFlow
    from bihuan.modules.remuneration import results

    def settled(found: Any) -> results.Settled:
        return results.Settled(found.matter, queries.told(found))

    def find(unit: Any, office: int) -> results.Settled | None:
        found = queries.last_settled(unit, office)
        return settled(found) if found else None

    def owe(moved: Any) -> None:
        results.owe(settled(moved.record), moved.record.unit, by=moved.by, at=moved.at)

    results.find_by(find)
    for step in (ResultFlow.settle, ResultFlow.uphold, ResultFlow.confirm):
        when(step, owe)


def _wire_exchange() -> None:
    """Let hazards, results, listings and units be exchanged with partners."""
    from bihuan.modules.assessment import exchanged as results
    from bihuan.modules.credit import exchanged as credit
    from bihuan.modules.exchange import formats, registered
    from bihuan.modules.hazards import exchanged as hazards

    subject = formats.Subject
    formats.offer(
        registered.UNITS,
        subject("hazard", "隐患", hazards.WORDS, hazards.rows, hazards.say, take=hazards.take,
                ours=hazards.ours),
        subject("result", "考核结果", results.WORDS, results.rows, results.say),
        subject("dishonesty", "严重失信", credit.WORDS, credit.rows, credit.say),
    )  # fmt: skip
