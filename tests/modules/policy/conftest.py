"""A county office that receives documents, with a clerk, a leader and a few departments."""

from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.modules.policy import review as desk_work
from bihuan.modules.policy.flows import ReviewFlow
from bihuan.modules.policy.intake import read
from bihuan.modules.policy.models import Proposal, Review
from bihuan.modules.policy.review import Desk
from tests.testapp.performing import fresh
from tests.testapp.world import County, county, moment, unit

ROOT = Path(__file__).parents[3]
DAY = moment("2025-03-03")
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


@pytest.fixture
def here(db: Any) -> County:
    """The county and the departments the small document names."""
    made = county()
    for name in ("县公安局", "县交通局", "县财政局", "县教育局"):
        unit(name, "department", made.place)
    return made


@pytest.fixture
def clerk(here: County) -> Viewer:
    """The office's clerk, who drafts."""
    return here.person(
        "李红", here.office, roles.REVIEW, roles.ASSIGN, roles.ACCEPT, roles.SET_UNSET
    )


@pytest.fixture
def leader(here: County) -> Viewer:
    """The office's leader, who approves."""
    return here.person("王主任", here.office, roles.RELEASE, roles.REVIEW, roles.SET_UNSET)


@pytest.fixture
def small(here: County, clerk: Viewer) -> Review:
    """The small document as received."""
    return read("通知.txt", SMALL.encode(), place=here.place, by=clerk, at=DAY)


def desk(review: Review, by: Viewer) -> Desk:
    """Return a desk on the review's present revision."""
    return Desk(by, DAY, fresh(review.matter).revision)


def one(review: Review, kind: str, text: str = "") -> Proposal:
    """Return the proposal of a kind whose data holds some words."""
    rows = [
        p
        for p in review.proposals.filter(kind=kind)
        if text in str(sorted(p.data.items(), key=str))
    ]
    assert rows, f"no {kind} with {text}"
    return rows[0]


def decide_all(review: Review, by: Viewer) -> None:
    """Adopt everything, choosing the later of two readings."""
    for waiting in desk_work.unresolved(review):
        reading = "alt" if waiting.proposal.two_readings else ""
        desk_work.accept(waiting.proposal, desk(review, by), reading=reading)


def submit(review: Review, by: Viewer) -> None:
    """Send a review to its approver."""
    matter = fresh(review.matter)
    advance(
        matter, ReviewFlow.submit, by=by, at=DAY, revision=matter.revision,
        fields={"advice": "拟按任务分工办理"},
    )  # fmt: skip


def release(review: Review, by: Viewer, **fields: Any) -> None:
    """Approve a review."""
    matter = fresh(review.matter)
    advance(matter, ReviewFlow.release, by=by, at=DAY, revision=matter.revision, fields=fields)
