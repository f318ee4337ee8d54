"""A county's office with a leader who signs and a clerk who serves, a regulator that is late."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.models import Clause, Document, Ladder
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations import obligations
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.correspondence.flows import OrderFlow
from tests.kernel import factories
from tests.kernel.factories import AT
from tests.kernel.letters.county import SWEEP, Office, office

GIVEN = {"reason": "两次催办没有报送。", "demands": "五日内报送清单。", "answer_days": 5}


@dataclass
class Here:
    """Who takes part, and what is late."""

    office: Office
    clerk: Viewer
    leader: Viewer
    called: Viewer
    late: Obligation


@pytest.fixture
def here(db: Any) -> Here:
    """The office, and the regulator ten days late on a clause that speaks of something else."""
    one = office()
    for key in ("task", "step"):
        Ladder.objects.create(key=f"CN/suggested#{key}", title=key)
    document = Document.objects.create(
        key="441521/plan", title="海丰县实施方案", place=one.unit.place, level="county",
        status=Document.Status.IN_FORCE, in_force_from="2024-01-01", text="报送清单。", sha256="",
    )  # fmt: skip
    clause = Clause.objects.create(
        document=document, path="一", no="1", text="报送清单。", start=0, end=5, position=0
    )
    late = obligations.open_one(
        kind=Kind.PERIODIC, title="报送整治清单", holder=one.regulator, clause=clause,
        legal_due=AT - timedelta(days=10), ladder=None, by=SWEEP, at=AT - timedelta(days=40),
    )  # fmt: skip
    called = factories.viewer_in(one.regulator, "department_clerk", name="陈科")
    return Here(one, one.clerk, one.leader, called, late)


@pytest.fixture
def order(here: Here) -> Callable[..., Matter]:
    """Open an order on what is late, as the clerk unless told."""

    def opened(by: Viewer | None = None, late: Obligation | None = None, **facts: Any) -> Matter:
        source = late or here.late
        return open_by_hand(
            OrderFlow, GIVEN | facts, clause=source.clause, source=source, by=by or here.clerk,
            at=AT,
        )  # fmt: skip

    return opened


def letter_of(matter: Matter) -> Letter:
    """Return the letter of an order as it stands."""
    return Letter.objects.everywhere("test").get(matter=matter)


def now(matter: Matter) -> Matter:
    """Return a matter as it stands."""
    return Matter.objects.everywhere("test").get(pk=matter.pk)
