"""What an accident leads to elsewhere: a listing by the committee its clause names."""

from typing import Any


def draw() -> None:
    """Propose the handling of an accident for the list of the committee that its clause names."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.accidents.report_flow import AccidentFlow

    when(AccidentFlow.begin_inquiry, _list_accident)


def _list_accident(moved: Any) -> None:
    from bihuan.modules.accidents import listings
    from bihuan.modules.committee.proposals import About, propose_listing

    found = listings.listing(moved.record, moved.by.on)
    if found is None or found.office is None:
        return
    matter = moved.matter
    propose_listing(
        f"挂牌督办事故查处：{matter.title}", cause=matter, by=moved.by, at=moved.at,
        keeper=found.office, clause=found.clause, unit_id=moved.by.unit_id,
        about=About.ACCIDENT, facts=f"{matter.title}：{moved.record.course}",
    )  # fmt: skip
