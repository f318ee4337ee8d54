"""What was abnormal in a self-check goes on as a hazard; work resumes only once that is done."""

from typing import Any


def draw() -> None:
    """Let what a self-check found abnormal become hazards of the enterprise, one for each item."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.selfcheck.list_flow import PostListFlow

    when(PostListFlow.check, _open_hazards)


def _open_hazards(moved: Any) -> None:
    """Register each abnormal item, found by the self-check, with its photograph as it was found."""
    from bihuan.kernel.flows.openings import open_by_hand
    from bihuan.kernel.trace import evidence
    from bihuan.modules.hazards.hazard_flow import FOUND, HazardFlow
    from bihuan.modules.selfcheck import checks

    by, at = moved.by, moved.at
    for answer, facts in checks.as_hazards(moved.record, at):
        made = open_by_hand(HazardFlow, facts, clause=None, parent=moved.matter, by=by, at=at)
        if answer.photo is not None:
            with evidence.open_file(answer.photo) as content:
                evidence.store(owner=made, kind=FOUND.kind, name=answer.photo.name,
                               content=content, happened_at=None, by=by, at=at)  # fmt: skip
        checks.note_hazard(answer, made)
