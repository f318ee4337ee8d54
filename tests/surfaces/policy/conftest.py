"""A county's office with a clerk and a leader at their browsers, and documents to review."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs.models import Place, Term, Unit
from bihuan.modules.policy.intake import read
from bihuan.modules.policy.models import Review
from bihuan.surfaces import clock
from tests.kernel import factories

#: 10:00 in Shanghai on 2025-03-03.
NOW = datetime.fromisoformat("2025-03-03T10:00+08:00")
SMALL = """海丰县安全生产委员会关于做好道路交通安全工作的通知
海安委〔2025〕3号

各镇，县安委会有关成员单位:
  为做好道路交通安全工作，现将有关事项通知如下。
  一、开展路口整治。2025年6月底前完成全县路口整治，设置减速带。(此项工作由县公安局牵头,县交通局、县财政局配合)
  二、加强农村客运检查。每月至少开展1次农村客运检查。(县交通局、县农业局按职责分工负责)
  三、落实学校周边整治。2025年8月份前完成学校周边整治。(此项工作由县教育局牵头)
  四、定期分析形势。定期分析道路交通安全形势。
海丰县安全生产委员会
2025年3月1日
"""


@pytest.fixture(autouse=True)
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every page be of one morning."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def place(db: Any) -> Place:
    """The county."""
    return factories.county()


@pytest.fixture
def office(place: Place) -> Unit:
    """Its committee office, and departments a document may name."""
    for name in ("县公安局", "县交通局", "县财政局", "县教育局"):
        factories.unit(name, "department", place)
    return factories.committee_office(place)


@pytest.fixture
def sign_in() -> Callable[[Term], Client]:
    """Return a function that gives the signed-in browser of the person of a term."""

    def open_browser(term: Term) -> Client:
        return factories.browser_of(factories.account_of(term))

    return open_browser


@pytest.fixture
def clerk_term(office: Unit) -> Term:
    """The office's clerk."""
    return factories.person_in(factories.post(office, "office_clerk"), "李红")


@pytest.fixture
def leader_term(office: Unit) -> Term:
    """The office's leader."""
    return factories.person_in(factories.post(office, "office_leader"), "王主任")


@pytest.fixture
def clerk(clerk_term: Term, sign_in: Callable[[Term], Client]) -> Client:
    """The clerk's browser."""
    return sign_in(clerk_term)


@pytest.fixture
def leader(leader_term: Term, sign_in: Callable[[Term], Client]) -> Client:
    """The leader's browser."""
    return sign_in(leader_term)


@pytest.fixture
def small(place: Place, clerk_term: Term) -> Review:
    """A small document of four clauses as received by the clerk."""
    by = factories.viewer_of(clerk_term, on=NOW.date())
    return read("通知.txt", SMALL.encode(), place=place, by=by, at=NOW)


def load(path: Any) -> None:
    """Load a pack as it stands on the day shown."""
    load_pack(read_pack(path), on=NOW.date())


def decide_all(review: Review, clerk: Client) -> None:
    """Adopt everything through the page, choosing the later of two readings."""
    address = f"/policies/reviews/{review.pk}"
    for waiting in list(review.proposals.filter(state="proposed")):
        review.matter.refresh_from_db()
        given = {"act": "accept", "reading": "alt", "revision": review.matter.revision}
        answer = clerk.post(f"{address}/proposals/{waiting.pk}", given)
        assert answer.status_code == 302, answer.content.decode()


def submit(review: Review, clerk: Client) -> None:
    """Decide everything and send the review to its approver."""
    decide_all(review, clerk)
    take(review, clerk, "submit", advice="拟按任务分工办理")


def release(review: Review, clerk: Client, leader: Client, **given: Any) -> None:
    """Decide, submit and approve a review."""
    submit(review, clerk)
    take(review, leader, "release", opinion="同意", **given)


def take(review: Review, browser: Client, step: str, **given: Any) -> None:
    """Take a step of a review through its page."""
    review.matter.refresh_from_db()
    given["revision"] = review.matter.revision
    answer = browser.post(f"/policies/reviews/{review.pk}/steps/{step}", given)
    assert answer.status_code == 302, answer.content.decode()


@pytest.fixture
def released(small: Review, clerk: Client, leader: Client) -> Review:
    """The small document, released."""
    release(small, clerk, leader)
    return small
