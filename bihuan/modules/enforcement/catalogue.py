"""The file of a case (卷宗): what lies in it, in the order of the documents of enforcement."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from bihuan.kernel.flows.changes import trail
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.tables import Table

from . import gates
from .models import Case

#: The document of the table that a letter, a file or a step stands for.
LETTERS: Final = {
    "rectification": "ED04", "onsite_measure": "ED03", "recheck_opinion": "ED05",
    "coercive_decision": "ED06", "coercive_extension": "ED08", "coercive_end": "ED09",
    "penalty_notice": "ED21", "hearing_notice": "ED24", "penalty_decision": "ED32",
    "penalty_annulment": "ED33", "penalty_demand": "ED38", "court_application": "ED39",
}  # fmt: skip
FILES: Final = {
    "case_evidence": "ED12", "case_report": "ED20", "statement_record": "ED22",
    "hearing_record": "ED25", "discussion_record": "ED29", "service_receipt": "ED44",
    "payment_receipt": "ED37", "deferral_request": "ED36", "court_paper": "ED39",
    "closing_paper": "ED45", "recheck_photo": "ED05", "recording": "ED13",
}  # fmt: skip
STEPS: Final = {"approve": "ED10", "review": "ED27", "decide": "ED28"}


@dataclass(frozen=True)
class Paper:
    """One thing in the file: its place in the order, name, number or digest, day and who."""

    order: int
    name: str
    number: str
    on: date
    who: str


@cache
def _orders() -> Mapping[str, int]:
    return {row["code"]: int(row["order"]) for row in Table("enforcement_documents").rows}


def chains(case: Case) -> list[Matter]:
    """Return the matters whose papers belong to a case: its origin, itself, its penalties."""
    rows = Matter.objects.everywhere("the file of a case in scope")
    own = case.matter
    children = rows.filter(parent=own, flow__startswith="enforcement.").order_by("pk")
    return [*([own.parent] if own.parent else []), own, *children]


def contents(case: Case) -> list[Paper]:
    """Return what lies in the file of a case, numbered in the order of the documents."""
    found: list[Paper] = []
    for matter in chains(case):
        found += _letters(matter)
        found += _files(matter)
    found += _steps(case.matter)
    return sorted(found, key=lambda paper: (paper.order, paper.on, paper.number))


def _letters(matter: Matter) -> Iterator[Paper]:
    rows = Letter.objects.everywhere("the file of a case in scope").filter(matter=matter)
    for letter in rows.exclude(state=Letter.State.CANCELLED).select_related("issuer"):
        day = in_shanghai(letter.signed_at or letter.drawn_up_at).date()
        yield Paper(_order(LETTERS.get(letter.kind, "")), letter.title, letter.number, day,
                    letter.issuer.name)  # fmt: skip


def _files(matter: Matter) -> Iterator[Paper]:
    steps = flow_of(matter.flow).steps.values()
    titles = {proof.kind: proof.title for step in steps for proof in step.needs}
    for file in Evidence.objects.filter(chain=matter.chain).select_related("author"):
        who = file.author.name if file.author else ""
        day = in_shanghai(file.uploaded_at).date()
        name = f"{titles.get(file.kind, file.kind)}（{file.name}）"
        yield Paper(
            _order(FILES.get(file.kind, "")), name, f"SHA-256 {file.sha256[:16]}…", day, who
        )


def _steps(matter: Matter) -> Iterator[Paper]:
    """Yield the approvals given in the system: each is an entry of the trace."""
    flow = flow_of(matter.flow)
    for entry in trail(matter).filter(verb__in=STEPS):
        name = f"{flow.steps[entry.verb].title}（电子审批）"
        yield Paper(_order(STEPS[entry.verb]), name, f"痕迹 #{entry.seq}",
                    in_shanghai(entry.at).date(), entry.actor)  # fmt: skip


def _order(code: str) -> int:
    return _orders().get(code, len(_orders()))


def recorded(case: Case) -> list[tuple[str, int, bool]]:
    """Return how many files and entries record each stage of a case (全过程记录).

    Each with whether the case passes through that stage: not all have a hearing or a review.
    """
    held = [matter.chain for matter in chains(case)]
    kinds = list(Evidence.objects.filter(chain__in=held).values_list("kind", flat=True))
    verbs = list(trail(case.matter).values_list("verb", flat=True))
    spared = {gates.HEARING: not case.hearing_on, gates.REVIEW: not gates.weights(case)}
    return [
        (title, sum(map(kinds.count, files)) + sum(map(verbs.count, steps)),
         not spared.get(title, False))
        for title, files, steps in gates.RECORDED
    ]  # fmt: skip
