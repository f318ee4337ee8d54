"""What a case leads to elsewhere, what else must be punished, whether an officer's paper stands."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .publication import owe


def draw() -> None:
    """Publish decisions, withdraw annulled ones, call idle offices in, ask what others know."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.disclosure import publications
    from bihuan.modules.enforcement import mandatory, officers, publicity, statistics
    from bihuan.modules.enforcement.case_flow import CaseFlow
    from bihuan.modules.enforcement.review_flow import ZeroFlow

    publications.offer(
        CaseFlow, "enforcement", publicity.of_case, on="published_on", where="published_in"
    )
    when(CaseFlow.decide, owe)
    when(CaseFlow.reopen, _withdraw_decision)
    when(ZeroFlow.confirm, _call_in)
    statistics.consult(_visited)
    mandatory.consult(_hazards_overdue)
    officers.consult(_paper)


def _paper(person: Any, on: date) -> str:
    """Say why the paper of an officer in the register of certificates does not count on a day."""
    from bihuan.modules.training import certificates

    return certificates.doubt(person, "enforcement", on)


def _withdraw_decision(moved: Any) -> None:
    """Let what is public of an annulled decision be taken down."""
    from bihuan.modules.disclosure import publications
    from bihuan.modules.enforcement import publicity

    because = f"处罚决定已撤销：{moved.record.mistake}"[:400]
    publications.end_publication(moved.matter, because, by=moved.by, at=moved.at)
    publicity.unnote(moved.matter)


def _call_in(moved: Any) -> None:
    """Propose the talk with an office that inspects and never punishes."""
    from bihuan.modules.committee.proposals import propose_interview

    found = moved.record
    counted = f"检查{found.inspections}次，处罚{found.penalties}件。"
    propose_interview(
        found.unit, f"{found.since}至{found.until}{counted}{found.facts}", cause=moved.matter,
        by=moved.by, at=moved.at, proposer=found.proposer_id,
    )  # fmt: skip


def _visited(offices: Iterable[int], since: date, until: date) -> Mapping[int, int]:
    """Return how often each office was at a unit: a visit, or hazards it found there, on a day."""
    from bihuan.modules.hazards import visits as finds
    from bihuan.modules.inspections import visits

    held = list(offices)
    made = {*visits.made(held, since, until), *finds.made(held, since, until)}
    return Counter(office for office, _, _ in made)


def _hazards_overdue(viewer: Any, at: Any) -> Any:
    """Yield the hazards not put right in time and followed by no case."""
    from bihuan.modules.enforcement import mandatory
    from bihuan.modules.hazards import visits

    for one in visits.unpunished(viewer, at):
        says, regulator = f"隐患整改期限 {one.due_on} 已过，没有立案", one.regulator
        if regulator and one.due_on:
            yield mandatory.Owed(mandatory.OVERDUE, one.matter, one.unit.name, regulator.name,
                                 one.due_on, "未指定", says)  # fmt: skip
