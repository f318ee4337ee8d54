"""The county's committee office with a leader who signs, a clerk who serves and a department."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bihuan.kernel.letters import letters
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.models import Post, Unit
from bihuan.kernel.orgs.viewer import Machine, Viewer
from bihuan.kernel.trace.models import Matter
from tests.kernel import factories
from tests.kernel.factories import AT
from tests.kernel.trace.test_entries import a_matter

SWEEP = Machine("巡查")
#: Ten days before :data:`AT`.
DUE = datetime(2024, 3, 2, 15, 59, 59, tzinfo=UTC)


@dataclass
class Office:
    """Who takes part in a letter."""

    unit: Unit
    signing: Post
    leader: Viewer
    clerk: Viewer
    regulator: Unit
    town: Unit
    matter: Matter


def office() -> Office:
    """A committee office whose letters begin with 海安."""
    place = factories.county()
    unit = factories.committee_office(place)
    unit.attributes = {"letter_prefix": "海安"}
    unit.save()
    signing = factories.post(unit, "office_leader", "主任", signs=True)
    return Office(
        unit=unit,
        signing=signing,
        leader=factories.viewer_of(factories.person_in(signing, "郑国伟")),
        clerk=factories.viewer_in(unit, "office_clerk", name="李敏"),
        regulator=factories.department(place),
        town=factories.town(place),
        matter=a_matter(),
    )


def draft(here: Office, cause: str = "", **facts) -> letters.Draft:
    """What a supervision order is drawn up from; everything but the cause is ordinary."""
    given = {
        "kind": "supervision_order", "issuer": here.unit, "addressee": here.regulator,
        "title": "核查可塘镇重大事故隐患", "chain": here.matter.chain,
        "cause": cause or f"{here.matter.chain}:1", "body": {"due": DUE}, "copies": [here.town],
    }  # fmt: skip
    return given | facts  # type: ignore[return-value]


def order(here: Office, cause: str = "", **facts) -> Letter:
    """A supervision order, drawn up by the sweep."""
    return letters.draw_up_many([draft(here, cause, **facts)], at=AT, by=SWEEP)[0]


def signed(here: Office, cause: str = "", **facts) -> Letter:
    """A supervision order signed by the leader."""
    return letters.sign(order(here, cause, **facts), by=here.leader, at=AT)
