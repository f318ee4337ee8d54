"""What hazards ask of the committee: a listing, help, a summons."""

from typing import Any


def draw() -> None:
    """Let hazards ask the committee for a listing, for help and for a summons, and hear of them."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.committee.flows import InterviewFlow
    from bihuan.modules.committee.listing_flow import ListedSupervisionFlow
    from bihuan.modules.hazards import listing
    from bihuan.modules.hazards.failing_flow import SanctionFlow
    from bihuan.modules.hazards.hazard_flow import HazardFlow

    when(HazardFlow.ask_listing, _propose_listing)
    when(HazardFlow.ask_help, _ask_help)
    when(ListedSupervisionFlow.approve, listing.note_listed)
    when(ListedSupervisionFlow.delist, listing.note_delisted)
    when(SanctionFlow.confirm, _summon)
    when(InterviewFlow.hold, listing.note_talk)


def _propose_listing(moved: Any) -> None:
    """Propose a major hazard for the list of the level it was asked for, on a clause that says so.

    Refuses a place where no document in force speaks of listed supervision.
    """
    from bihuan.kernel.flows.openings import speaking_of
    from bihuan.kernel.orgs.refusals import Invalid
    from bihuan.modules.committee.proposals import About, propose_listing
    from bihuan.modules.hazards import listing

    hazard, matter = moved.record, moved.matter
    clause = speaking_of(("挂牌督办",), moved.by).first()
    if clause is None:
        raise Invalid("本地施行的文件没有写到挂牌督办，提请没有依据。", field="level")
    propose_listing(
        f"挂牌督办：{matter.title}", cause=matter, by=moved.by, at=moved.at,
        keeper=listing.keeper(hazard, moved.by.on), clause=clause, unit=hazard.unit,
        watcher=hazard.regulator, about=About.HAZARD, demands=hazard.measures,
        facts=f"{hazard.spot}：{hazard.says}\n提请理由：{hazard.opinion}",
    )  # fmt: skip


def _ask_help(moved: Any) -> None:
    """Open what a government is asked to coordinate, in its name: a task of its own with a day."""
    from bihuan.kernel.flows.advance import Case, begin
    from bihuan.kernel.orgs import units
    from bihuan.kernel.orgs.refusals import Invalid
    from bihuan.modules.committee.asking_flow import AssistanceFlow
    from bihuan.modules.committee.models import Assistance

    hazard, matter = moved.record, moved.matter
    office = units.nearest(units.OFFICE, matter.place_path, moved.by.on)
    if office is None:
        raise Invalid("本地没有登记安委办，提请没有去处。", field="help_needed")
    asked = Assistance(
        asker=hazard.unit, person_id=moved.by.person_id, asked=office,
        need=hazard.help_needed, by_when=hazard.help_by,
    )  # fmt: skip
    title = f"协调隐患治理：{matter.title}"[:240]
    begin(AssistanceFlow, Case(title, office.place, office, matter.clause, matter), asked,
          by=moved.by, at=moved.at)  # fmt: skip


def _summon(moved: Any) -> None:
    """Propose the summons that comes first of all that follows a failing."""
    from bihuan.modules.committee.proposals import propose_interview

    failed = moved.record
    reason = f"{failed.get_failing_display()}：{failed.facts}"
    propose_interview(
        failed.unit, reason, cause=moved.matter, by=moved.by, at=moved.at,
        proposer=failed.proposer_id,
    )  # fmt: skip
