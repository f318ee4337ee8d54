"""What must be public is published where it arises; its source knows since when."""

from typing import Any


def draw() -> None:
    """Let what must be public be published where it arises, and let the source know of it."""
    from bihuan.kernel.flows.wires import when
    from bihuan.modules.accidents import publicity as reports
    from bihuan.modules.accidents.inquiry_flow import InvestigationFlow
    from bihuan.modules.assessment import bulletins
    from bihuan.modules.assessment.flows import SchemeFlow
    from bihuan.modules.committee import publicity
    from bihuan.modules.committee.flows import CircularFlow
    from bihuan.modules.committee.listing_flow import ListedSupervisionFlow as Listed
    from bihuan.modules.committee.patrol_flow import PatrolFlow
    from bihuan.modules.disclosure import publications
    from bihuan.modules.disclosure.flows import PublicationFlow

    announced = {"on": "published_on", "where": "published_in"}
    publications.offer(Listed, "listing", publicity.of_listing, **announced)
    publications.offer(
        PatrolFlow, "patrol", publicity.of_patrol, on="announced_on", where="announced_in"
    )
    publications.offer(CircularFlow, "circular", publicity.of_circular)
    publications.offer(InvestigationFlow, "accident", reports.of_inquiry, **announced)
    publications.offer(SchemeFlow, "assessment", bulletins.of_scheme)
    when(Listed.approve, owe)
    when(PatrolFlow.notify, owe)
    when(InvestigationFlow.reply, owe)
    when(Listed.allow, _publish_extension)
    when(Listed.delist, _end_publication)
    when(PublicationFlow.publish, _note_publication)


def owe(moved: Any) -> None:
    """Open the publication that what was decided or found demands, with its facts."""
    from bihuan.modules.disclosure import publications

    publications.owe(moved.matter, by=moved.by, at=moved.at)


def _note_publication(moved: Any) -> None:
    """Keep at the source since when and where it is public."""
    from bihuan.modules.disclosure import publications

    publications.note_public(moved.matter, by=moved.by, at=moved.at)


def _publish_extension(moved: Any) -> None:
    """Bring a later term into what is still to be written; tell whom it asks to correct a text."""
    from bihuan.modules.committee import publicity
    from bihuan.modules.disclosure import publications

    publications.revise(moved.matter, "listing", publicity.of_listing(moved.record))
    publications.tell_changed(moved.matter, "批准延期", by=moved.by, at=moved.at)


def _end_publication(moved: Any) -> None:
    """Let what is public of a listed matter be taken down once it is off the list."""
    from bihuan.modules.disclosure import publications

    because = "整改验收合格，已摘牌。"
    publications.end_publication(moved.matter, because, by=moved.by, at=moved.at)
