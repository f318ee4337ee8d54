"""The page on issuing a document, followed word by word in the pages of the product."""

from datetime import datetime

import pytest

from bihuan.kernel.orgs.models import Place, Unit
from bihuan.modules.policy.models import Review, Task
from bihuan.surfaces import clock, rounds
from tests.docs.pages import Reader, blocks, unseen
from tests.kernel import factories

MORNING = datetime.fromisoformat("2025-03-03T10:00+08:00")


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A county with the departments the page's document names, on a morning in March."""
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    made = factories.county()
    for name in ("县公安局", "县交通局"):
        factories.unit(name, "department", made)
    return made


class Reviewer(Reader):
    """Somebody with a part in the review of the one document there is."""

    def do(self, address: str, **given: object) -> None:
        """Send a form of the review, as it stands now."""
        for review in Review.objects.select_related("matter"):
            given = {"revision": review.matter.revision, **given}
        self.send(address, given)


def test_from_a_file_to_duties_that_run(place: Place) -> None:
    seen: list[str] = []

    def sits(unit: Unit, role: str, name: str) -> Reviewer:
        return Reviewer(factories.person_in(factories.post(unit, role), name), seen)

    office = factories.committee_office(place)
    clerk = sits(office, "office_clerk", "李红")
    leader = sits(office, "office_leader", "王主任")
    police = sits(place.units.get(name="县公安局"), "department_clerk", "赵明")
    # 1. Hand it in.
    clerk.see("/policies")
    clerk.see("/policies/new")
    [document] = blocks("issue-a-document", "text")
    clerk.do("/policies/new", place=place.code, text=document)
    review = Review.objects.get()
    page = f"/policies/reviews/{review.pk}"
    # 2. and 3. Decide, and look at what will happen.
    for proposal in list(review.proposals.filter(state="proposed")):
        clerk.do(f"{page}/proposals/{proposal.pk}", act="accept", reading="date")
        clerk.see(f"{page}?clause={proposal.clause_id}")
    assert "覆盖缺口" in clerk.see(f"{page}/outcome")
    assert not Task.objects.exists()
    # 4. and 5. Send it up; another person approves.
    clerk.do(f"{page}/steps/submit", advice="拟按任务分工办理")
    leader.see(page)
    leader.do(f"{page}/steps/release", opinion="同意")
    # 6. See it run.
    assert "加强检查" in police.see("/desk")
    assert "开展专项整治" in police.see("/matters")
    rounds.make(MORNING)
    assert "开展烟花爆竹零售点检查" in police.see("/desk")
    clerk.see("/settings")
    clerk.see(f"/policies/{review.document.pk}")
    assert unseen("issue-a-document", seen) == []
