"""The page on issuing a document, followed word by word in the pages of the product."""

import re
from datetime import datetime

import pytest
from django.test import Client

from bihuan.kernel.orgs.models import Place
from bihuan.modules.policy.models import Review, Task
from bihuan.surfaces import clock, rounds
from tests.docs.pages import blocks, text
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


def browser_of(place_unit, role: str, name: str) -> Client:
    browser = Client(HTTP_HOST="localhost")
    term = factories.person_in(factories.post(place_unit, role), name)
    browser.force_login(
        factories.account_of(term), backend="django.contrib.auth.backends.ModelBackend"
    )
    return browser


def test_from_a_file_to_duties_that_run(place: Place) -> None:
    office = factories.committee_office(place)
    clerk = browser_of(office, "office_clerk", "李红")
    leader = browser_of(office, "office_leader", "王主任")
    police = browser_of(place.units.get(name="县公安局"), "department_clerk", "赵明")
    seen = ""

    def see(browser: Client, address: str) -> str:
        nonlocal seen
        answer = browser.get(address)
        assert answer.status_code == 200, address
        seen += answer.content.decode()
        return answer.content.decode()

    def do(browser: Client, address: str, **given: object) -> None:
        nonlocal seen
        review = Review.objects.first()
        if review:
            review.matter.refresh_from_db()
            given = {"revision": review.matter.revision, **given}
        answer = browser.post(address, given, follow=True)
        assert answer.status_code == 200, answer.content.decode()
        seen += answer.content.decode()

    # 1. Hand it in.
    see(clerk, "/policies")
    see(clerk, "/policies/new")
    [document] = blocks("issue-a-document", "text")
    do(clerk, "/policies/new", place=place.code, text=document)
    review = Review.objects.get()
    page = f"/policies/reviews/{review.pk}"
    # 2. and 3. Decide, and look at what will happen.
    for proposal in list(review.proposals.filter(state="proposed")):
        do(clerk, f"{page}/proposals/{proposal.pk}", act="accept", reading="date")
        see(clerk, f"{page}?clause={proposal.clause_id}")
    assert "覆盖缺口" in see(clerk, f"{page}/outcome")
    assert not Task.objects.exists()
    # 4. and 5. Send it up; another person approves.
    do(clerk, f"{page}/steps/submit", advice="拟按任务分工办理")
    see(leader, page)
    do(leader, f"{page}/steps/release", opinion="同意")
    # 6. See it run.
    assert "加强检查" in see(police, "/desk")
    assert "开展专项整治" in see(police, "/matters")
    see(clerk, "/settings")
    rounds.make(MORNING)
    assert "开展烟花爆竹零售点检查" in see(police, "/desk")
    see(clerk, f"/policies/{review.document.pk}")

    for label in re.findall("「(.+?)」", text("issue-a-document")):
        assert label in seen, f"no page shows {label}"
