"""A congress inspects: each problem has an owner and a day, and the body says the last word."""

from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.lib import packfolders
from bihuan.lib.clocks import end_of
from bihuan.modules.oversight import issues, kinds
from bihuan.modules.oversight.flows import IssueFlow, OversightFlow
from bihuan.modules.oversight.models import Issue, Oversight
from tests.ground import ground, hour
from tests.kernel import factories
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import County, moment
from tests.walks import covering

__all__ = ["ground", "hour"]
AT = moment("2025-03-12")
TODAY = AT.date()
DUE = date(2025, 4, 12)
FLOWS: tuple[type[Flow], ...] = (OversightFlow, IssueFlow)


class Place:
    """A district with its congress, an office, a bureau and a firm."""

    def __init__(self) -> None:
        place = factories.county("130802", "双桥区")
        load_pack(read_pack(packfolders.ROOT / "CN/suggested.yaml"), on=date(2021, 9, 1))
        self.office = factories.committee_office(place)
        self.bureau = factories.unit("双桥区应急管理局", "emergency_department", place, self.office)
        self.firm = factories.enterprise(self.office, "双桥铸造厂")
        self.body = factories.unit("双桥区人大常委会", "congress", place)
        self.county = County(place, self.office, self.bureau, self.firm)
        posts = {"clerk": (self.office, "office_clerk"), "head": (self.office, "office_leader"),
                 "bureau": (self.bureau, "department_clerk"),
                 "member": (self.body, "department_clerk")}  # fmt: skip
        self.terms = {key: factories.person_in(factories.post(unit, role), f"吴{key}")
                      for key, (unit, role) in posts.items()}  # fmt: skip

    def viewer(self, key: str = "clerk") -> Viewer:
        return factories.viewer_of(self.terms[key], on=TODAY)

    def register(self, **given: Any) -> Matter:
        fields = {"kind": "inspection", "body": self.body, "topic": "安全生产法实施情况"} | given
        return open_by_hand(OversightFlow, fields, clause=None, by=self.viewer(), at=AT)

    def take(self, matter: Matter, step: str, key: str = "clerk", **given: Any) -> Matter:
        flow = {one.key: one for one in FLOWS}[matter.flow]
        perform(matter, flow.steps[step], self.county, AT, by=self.viewer(key), **given)
        return fresh(matter)

    def held(self) -> Matter:
        made = self.register()
        return self.take(made, "hold", held_on=TODAY, looked_at="第四条的落实")

    def raise_(self, matter: Matter, owner: Unit | None = None, **given: Any) -> Matter:
        asked = {"owner": owner or self.bureau, "says": "基层力量不足", "due_on": DUE} | given
        row = Oversight.objects.select_related("matter", "office", "body").get(matter=matter.pk)
        [made] = issues.hand_out(row, [issues.Raised(**asked)], by=self.viewer(), at=AT)
        return made


@pytest.fixture(scope="module")
def here(ground: None) -> Place:
    return Place()


def owed(matter: Matter) -> Obligation:
    return Obligation.objects.everywhere("test").get(matter=matter, done_at=None)


def test_a_problem_goes_through_its_owner_and_the_office_to_the_body(here: Place, db: None):
    matter = here.held()
    problem = here.raise_(matter)
    due = owed(problem)
    assert (due.holder, due.current_due) == (here.bureau, end_of(DUE))
    here.take(matter, "give_out", paper="双常审〔2025〕3号", opinions="总体较好",
              report_by=date(2025, 6, 30))  # fmt: skip
    before = snapshot()
    with pytest.raises(ProofMissing, match="还有1项没有办好：双桥区应急管理局"):
        here.take(matter, "draft", result="已办")
    with pytest.raises(NotAllowed):
        here.take(problem, "answer", "clerk")
    assert snapshot() == before
    problem = here.take(problem, "answer", "bureau", reply="已增编 3 名")
    problem = here.take(problem, "send_back", opinion="没有附文件", again_by=DUE)
    problem = here.take(problem, "answer_again", "bureau", reply="附编办批复")
    problem = here.take(problem, "check")
    matter = here.take(matter, "draft", result="1 项办好")
    assert owed(matter).current_due == end_of(date(2025, 6, 30))
    with pytest.raises(NotAllowed, match="本人|岗位"):
        here.take(matter, "report", "clerk")
    matter = here.take(matter, "report", "head")
    with pytest.raises(ProofMissing, match="还有1项没有登记"):
        here.take(matter, "content", verdict="同意")
    here.take(problem, "content", verdict="满意")
    assert here.take(matter, "content", verdict="同意").state == "closed"


def test_a_body_that_signs_in_judges_itself_and_may_ask_again(here: Place, db: None):
    factories.account_of(here.terms["member"])
    matter = here.register()
    assert owed(matter).holder == here.body
    matter = here.take(matter, "hold", "member", held_on=TODAY, looked_at="现场询问")
    problem = here.raise_(matter)
    for step, by in (("answer", "bureau"), ("check", "clerk")):
        problem = here.take(problem, step, by)
    with pytest.raises(NotAllowed, match="双桥区人大常委会"):
        here.take(problem, "content", "clerk", verdict="满意")
    assert fresh(problem).state == "checked"
    problem = here.take(problem, "discontent", "member", verdict="没有到位", again_by=DUE)
    assert (problem.state, owed(problem).holder) == ("unhappy", here.bureau)


@pytest.mark.parametrize(("given", "refusal", "says"), [
    ({"says": " "}, Invalid, "还没有写内容"),
    ({"due_on": TODAY - timedelta(days=1)}, Invalid, "已经过了"),
])  # fmt: skip
def test_a_problem_without_words_or_with_a_day_past_is_handed_to_nobody(
    here: Place, db: None, given: dict[str, Any], refusal: type[Exception], says: str
):
    matter = here.held()
    before = snapshot()
    with pytest.raises(refusal, match=says):
        here.raise_(matter, **given)
    assert snapshot() == before
    planned = here.register()
    with pytest.raises(WrongState, match="待开展"):
        here.raise_(planned)
    with pytest.raises(Invalid, match="监督机关是本单位"):
        here.register(body=here.office)
    assert not Issue.objects.exists()


def test_what_raised_nothing_ends_with_its_paper_and_else_cannot(here: Place, db: None):
    matter = here.held()
    with pytest.raises(ProofMissing, match="还没有把问题逐项交给"):
        here.take(matter, "give_out", paper="审议意见", opinions="较好")
    other = here.held()
    here.raise_(other)
    with pytest.raises(ProofMissing, match="已经交办 1 项"):
        here.take(other, "nothing_raised", paper="报告")
    assert here.take(matter, "nothing_raised", paper="报告").state == "closed"


def test_counts_are_those_of_the_lists_and_a_neighbour_sees_none(here: Place, db: None):
    matter = here.held()
    late = here.raise_(matter)
    done = here.raise_(matter)
    Issue.objects.filter(matter=late).update(due_on=TODAY - timedelta(days=3))
    for step, by in (("answer", "bureau"), ("check", "clerk"), ("content", "clerk")):
        done = here.take(done, step, by)
    [row] = issues.listed(here.viewer(), kind="inspection", q="安全生产法")
    assert (row.raised, row.done, row.late) == (2, 1, 1)
    for standing, n in (("open", 1), ("late", 1), ("done", 1), ("returned", 0)):
        assert issues.problems(here.viewer(), standing=standing).count() == n
    away = factories.viewer_in(factories.committee_office(factories.county("441521", "邻县")),
                               "office_clerk")  # fmt: skip
    assert not issues.listed(away)
    assert not issues.problems(away)
    assert not issues.listed(here.viewer(), kind="survey")


def test_each_walk_ends_with_nothing_owed(here: Place, db: None):
    taken = set()
    for walk in covering(OversightFlow):
        matter = here.register()
        for step in walk:
            if step is OversightFlow.give_out:
                rows = Matter.objects.everywhere("test").filter(pk=here.raise_(matter).pk)
                rows.update(state="closed", closed_at=AT)
            given = {"held_on": TODAY} if "held_on" in step.asks else {}
            perform(matter, step, here.county, AT, **given)
        taken |= set(walk)
        assert not _open(matter), [one.name for one in walk]
    parent = here.held()
    for walk in covering(IssueFlow):
        problem = here.raise_(parent)
        for step in walk:
            perform(problem, step, here.county, AT)
        taken |= set(walk)
        assert not _open(problem), [one.name for one in walk]
    assert taken == {step for flow in FLOWS for step in flow.steps.values()}


def test_each_kind_says_by_whose_right_and_on_which_words_it_oversees():
    assert {one.by for one in kinds.kinds().values()} == set(kinds.BODIES)
    assert all(one.says and one.paper for one in kinds.kinds().values())


def _open(matter: Matter) -> bool:
    rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
    return bool(rows.exists())
