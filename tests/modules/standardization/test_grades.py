"""A grade is applied for, reviewed, decided, questioned; what is overdue climbs its ladder."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bihuan.kernel.flows.openings import may_open, open_by_hand
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.law.models import Clause, Document, Number
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.orgs.viewer import Machine
from bihuan.kernel.trace import matters
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.lib.clocks import SHANGHAI
from bihuan.modules.commendation import eligibility
from bihuan.modules.committee.models import Interview
from bihuan.modules.dossier import credentials
from bihuan.modules.dossier.models import Credential
from bihuan.modules.inspections import draws
from bihuan.modules.standardization import check_flow, holdings, rules, scoring, standings
from bihuan.modules.standardization.check_flow import CheckFlow
from bihuan.modules.standardization.goal_flow import GoalFlow
from bihuan.modules.standardization.grading_flow import GradingFlow
from bihuan.modules.standardization.models import Goal, GradeCheck, Grading, ItemScore, Standard
from tests.ground import ground
from tests.kernel import factories
from tests.modules.accountability.conftest import PACKS
from tests.modules.health.conftest import AT, TODAY, Works, fresh, owed
from tests.walks import covering

__all__ = ["ground"]
END = date(2028, 3, 11)
LIST = "1.1；安全管理；设机构；10\n2.1；操作行为；持证上岗；20\n"


class Graded(Works):
    """The district, with a leader of the bureau, in the place of a document with targets."""

    WHERE = ("230902", "新兴区")

    def __init__(self) -> None:
        super().__init__()
        self.terms["chief"] = factories.person_in(
            factories.post(self.units["bureau"], "department_leader", signs=True), "李chief"
        )
        # The pack itself takes seconds to load; its clause and one of its numbers are enough.
        document = Document.objects.create(
            key="230900/qitaihe-2017", title="分工通知", place=self.place.parent, level="city",
            status="in_force", text="标准化", sha256="",
        )  # fmt: skip
        self.clause = Clause.objects.create(
            document=document, path="9", no="9", text="标准化", start=0, end=3, position=1
        )
        Number.objects.create(
            key="230900/qitaihe-2017#c9.n7", clause=self.clause, place=self.place.parent,
            says="三级复评7户", value=7, unit="户", use="count",
        )  # fmt: skip

    def applied(self, **given: Any) -> Matter:
        """An application the firm has begun."""
        facts = {"office": self.units["bureau"], "kind": "first", "sector": "工贸",
                 "wanted": "三级"} | given  # fmt: skip
        return self.open(GradingFlow, "safety", **facts)

    def graded(self, grade: str = "三级") -> None:
        """A firm that holds a grade, as the dossier has it."""
        credentials.enter(self.units["firm"], kind="standardisation", number="BZ0", grade=grade,
                          since=TODAY, until=END, by=Machine("t"), at=AT)  # fmt: skip

    def goal(self, at: datetime = AT, **given: Any) -> Matter:
        """A grade demanded of the firm."""
        facts = {"unit": self.units["firm"], "grade": "三级", "due_on": date(2025, 4, 1)} | given
        by = self.viewer("officer", at.date())
        return open_by_hand(GoalFlow, facts, clause=self.clause, by=by, at=at)


WORDS = {
    "self_on": TODAY, "self_score": Decimal(70), "self_says": "符合", "reviewer": "某评审公司",
    "review_by": date(2025, 4, 20), "opinion": "补材料", "reviewed_on": TODAY,
    "score": Decimal(68), "findings": "符合三级", "grade": "三级", "number": "BZ1", "since": TODAY,
    "until": END, "reason": "不符合", "answer": "已整改", "checked_on": TODAY, "decided_on": TODAY,
    "facts": "没有开展", "fix_by": date(2025, 5, 10), "heard_on": date(2025, 5, 20),
    "heard": "没有提出", "scope": "全厂",
}  # fmt: skip


def said(step: str, flow: Any = GradingFlow) -> dict[str, Any]:
    """What is filled in at a step."""
    return {name: WORDS[name] for name in flow.steps[step].asks}


def everything() -> list[Any]:
    """What a refused act must leave as it was."""
    tables = (Grading, GradeCheck, Goal, ItemScore, Standard, Credential, Letter)
    rows = [list(model._base_manager.order_by("pk").values()) for model in tables]
    return [*rows, owed(), list(Entry.objects.order_by("pk").values_list("digest", flat=True))]


@pytest.fixture(scope="module")
def world(ground: None) -> Graded:
    """The district, made once for the file."""
    return Graded()


@pytest.fixture
def here(world: Graded, db: None) -> Iterator[Graded]:
    """The district; what a test does in it is undone."""
    return world


def test_a_grade_decided_by_a_leader_stands_in_the_dossier_and_nowhere_twice(here: Graded):
    matter = here.applied()
    before = everything()
    with pytest.raises(Invalid, match="还没有办完"):
        here.applied()
    with pytest.raises(Invalid, match="不是正在经营的企业"):
        here.open(GradingFlow, "officer", office=here.units["bureau"], kind="first",
                  sector="工贸", wanted="三级")  # fmt: skip
    assert everything() == before
    assert may_open(GradingFlow, here.viewer("safety"))
    assert not may_open(GradingFlow, here.viewer("officer"))
    matter = here.take(matter, "apply", "safety", **said("apply"))
    matter = here.take(matter, "accept", "officer", **said("accept"))
    matter = here.take(matter, "review", "officer", **said("review"))
    with pytest.raises(NotAllowed):
        here.take(matter, "grant", "officer", **said("grant"))
    with pytest.raises(Invalid, match="不能定得更高"):
        here.take(matter, "grant", "chief", **said("grant") | {"grade": "二级"})
    assert here.take(matter, "grant", "chief", **said("grant")).state == "graded"
    paper = Credential.objects.get()
    assert (paper.kind, paper.grade, paper.until) == ("standardisation", "三级", END)
    found = holdings.held(here.units["firm"], TODAY)
    assert (found.grade, holdings.held(here.units["rival"], TODAY)) == ("三级", None)


def test_scores_are_given_item_by_item_from_a_list_that_somebody_typed(here: Graded):
    doing = {"by": here.viewer("officer"), "at": AT}
    bureau, listed = here.units["bureau"], {"name": "工贸标准", "source": "某办法", "since": TODAY}
    before = everything()
    for text, says in (("一", "编号；方面；内容；分值"), ("1；管理；x；5", "方面应为"),
                       ("1；安全管理；x；0", "分值"), (LIST + LIST, "编号重复"),
                       ("", "评分项目")):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            scoring.keep(bureau, text=text, **listed, **doing)
    with pytest.raises(NotAllowed):
        scoring.keep(bureau, text=LIST, **listed, by=here.viewer("safety"), at=AT)
    assert everything() == before
    first, standard = (scoring.keep(bureau, text=LIST, **listed, **doing) for _ in range(2))
    assert (standard.version, scoring.in_use(here.place.path, TODAY).get()) == (2, standard)
    matter = here.applied()
    record, firm = Grading.objects.get(), {"by": here.viewer("safety"), "at": AT}
    one, two = standard.items.order_by("pk")
    scoring.score(record, standard, {one.pk: Decimal(8)}, **firm)
    with pytest.raises(ProofMissing, match="还有 1 项没有打分：2.1"):
        here.take(matter, "apply", "safety", **said("apply"))
    with pytest.raises(Invalid, match="满分 20"):
        scoring.score(record, standard, {two.pk: Decimal(21)}, **firm)
    assert scoring.score(record, standard, {two.pk: Decimal(15)}, **firm) == 23
    matter = here.take(matter, "apply", "safety", **said("apply"))
    here.take(matter, "accept", "officer", **said("accept"))
    with pytest.raises(NotAllowed):
        scoring.score(record, None, {one.pk: Decimal(1)}, **firm)
    scoring.score(record, None, {one.pk: Decimal(6), two.pk: Decimal(10)}, **doing)
    assert scoring.by_aspect(record) == [("安全管理", 10, 8, 6), ("操作行为", 20, 15, 10)]
    assert first.items.count() == 2


def test_a_grade_is_lowered_or_revoked_with_its_reason_and_the_paper_follows(here: Graded):
    firm = here.units["firm"]
    with pytest.raises(Invalid, match="没有在有效期内的标准化等级"):
        here.open(CheckFlow, "officer", unit=firm, trigger="slide", facts="松懈")
    here.graded("二级")
    matter = here.open(CheckFlow, "officer", unit=firm, trigger="slide", facts="松懈")
    matter = here.take(matter, "report", "officer", **said("report", CheckFlow))
    with pytest.raises(Invalid, match="更低的等级"):
        here.take(matter, "lower", "chief", **said("lower", CheckFlow) | {"grade": "二级"})
    here.take(matter, "lower", "chief", **said("lower", CheckFlow))
    old, new = Credential.objects.order_by("pk")
    assert (old.ended_on, "不符合" in old.reason, new.grade, new.until) == (
        TODAY, True, "三级", END)  # fmt: skip
    matter = here.open(CheckFlow, "officer", unit=firm, trigger="false", facts="材料不实")
    matter = here.take(matter, "report", "officer", **said("report", CheckFlow))
    here.take(matter, "revoke", "chief", **said("revoke", CheckFlow))
    assert holdings.held(firm, TODAY) is None


def test_an_accident_questions_the_grade_of_its_unit_once(here: Graded):
    firm = here.units["firm"]
    cause = matters.open_matter(
        title="事故", place=here.place, unit=firm, flow="accidents.accident", prefix="SG",
        state="x", by=Machine("t"), at=AT, clause=None, parent=None,
    )  # fmt: skip
    doing = {"cause": cause, "by": Machine("t"), "at": AT}
    assert check_flow.open_after(firm, "accident", "一死", **doing) is None
    here.graded()
    opened = check_flow.open_after(firm, "accident", "一死", **doing)
    assert opened is not None
    assert opened.unit == here.units["bureau"]
    assert check_flow.open_after(firm, "accident", "一死", **doing) is None


def test_who_is_past_the_day_is_ordered_then_stopped_then_loses_the_licence(here: Graded):
    firm, matter = here.units["firm"], here.goal()
    before = everything()
    with pytest.raises(ProofMissing, match="还没有过"):
        here.take(matter, "order", "officer", **said("order", GoalFlow))
    with pytest.raises(ProofMissing, match="没有等级"):
        here.take(matter, "reach", "safety")
    assert everything() == before
    late, later = (
        datetime(2025, month, day, 9, tzinfo=SHANGHAI) for month, day in ((4, 2), (5, 21))
    )
    officer = here.viewer("officer", late.date())
    assert standings.matching(officer, "overdue").get() == firm
    rows = standings.enterprises(officer)
    assert draws._tags(rows, officer, {rules.OVERDUE})[firm.pk] == {rules.OVERDUE}
    matter = here.take(matter, "order", "officer", late, **said("order", GoalFlow))
    with pytest.raises(ProofMissing, match="还没有过"):
        here.take(matter, "stop", "chief", late, **said("stop", GoalFlow))
    with pytest.raises(Invalid, match="以后再告知"):
        here.take(matter, "stop", "chief", later,
                  **said("stop", GoalFlow) | {"heard_on": date(2025, 5, 1)})  # fmt: skip
    matter = here.take(matter, "stop", "chief", later, **said("stop", GoalFlow))
    with pytest.raises(ProofMissing, match="没有可以暂扣的"):
        here.take(matter, "suspend", "chief", later, **said("suspend", GoalFlow))
    credentials.enter(firm, kind="production_licence", number="XK1", since=TODAY, by=Machine("t"),
                      at=AT)  # fmt: skip
    matter = here.take(matter, "suspend", "chief", later, **said("suspend", GoalFlow))
    titles = list(Letter.objects.everywhere("t").order_by("pk").values_list("title", flat=True))
    assert [title.split(firm.name)[1] for title in titles] == [
        "限期改正标准化建设的通知", "停产停业整顿的通知", "安全生产许可证的通知"]  # fmt: skip
    here.graded()
    assert here.take(matter, "resume", "chief", later).state == "done"


def test_who_is_slow_is_proposed_for_a_summons_and_who_reaches_the_grade_is_done(here: Graded):
    matter = here.goal()
    here.take(matter, "summon", "officer", facts="没有动静")
    assert "没有动静" in Interview.objects.get().reason
    here.graded()
    assert here.take(matter, "reach", "safety").closed_at
    with pytest.raises(Invalid, match="已经达到三级"):
        here.goal()


def test_numbers_say_of_how_many_and_targets_name_who_counts_for_them(here: Graded):
    matter = here.applied()
    Grading.objects.update(grade="三级")
    Matter.objects.everywhere("t").filter(pk=matter.pk).update(state="graded", closed_at=AT)
    here.graded()
    officer = here.viewer("officer")
    found = {key: (n, of) for key, _, n, of in standings.numbers(officer)}
    assert (found["三级"], found["none"], found["overdue"]) == ((1, 2), (1, 2), (0, 0))
    assert standings.matching(officer, "三级", "工贸").get() == here.units["firm"]
    assert standings.matching(officer, "none").get() == here.units["rival"]
    Grading.objects.update(kind="again", since=date(2017, 12, 31))
    progress = {one.target.sector + one.target.grade: one for one in standings.progress(officer)}
    one = progress["工贸三级"]
    assert (one.wanted, one.left, one.gradings[0].unit) == (7, 6, here.units["firm"])
    assert progress["交通运输三级"].left is None
    pack = (PACKS / "230900/qitaihe-2017.yaml").read_text("utf-8")
    assert all(f"{{id: {one.number.partition('#')[2]}, " in pack for one in rules.targets())
    assert list(rules.award_places()) == ["370200"]
    assert eligibility.barring(here.units["rival"], None, TODAY) == []


def walked(here: Graded, matter: Matter, walk: tuple[Step, ...], flow: Any) -> None:
    """Take the steps of a walk; days of a ladder pass where it asks for them."""
    at = datetime(2025, 5, 21, 9, tzinfo=SHANGHAI) if flow is GoalFlow else AT
    for step in walk:
        by = {"unit": "safety", "office": "officer"}[str(step.who.at)]
        by = "chief" if step.who.may == "release" else by
        if step.name in ("reach", "mend", "resume"):
            here.graded()
        if step.name == "suspend":
            credentials.enter(here.units["firm"], kind="production_licence", number="XK1",
                              since=TODAY, by=Machine("t"), at=AT)  # fmt: skip
        facts = {name: WORDS[name] for name in step.asks}
        if step.name == "order":
            # The term of the order passes before the next rung.
            facts["fix_by"] = date(2025, 5, 22)
        late = step.name in ("stop", "suspend", "mend", "resume")
        when = datetime(2025, 5, 25, 9, tzinfo=SHANGHAI) if flow is GoalFlow and late else at
        if late and "heard_on" in facts:
            facts["heard_on"] = date(2025, 5, 24)
        matter = here.take(matter, step.name, by, when, **facts)
    assert fresh(matter).closed_at
    assert owed(matter=matter) == []


@pytest.mark.parametrize("walk", covering(GradingFlow), ids=lambda w: w[-1].name)
def test_a_walk_of_a_grading_ends_with_nothing_owed(here: Graded, walk: tuple[Step, ...]):
    walked(here, here.applied(), walk, GradingFlow)


@pytest.mark.parametrize("walk", covering(CheckFlow), ids=lambda w: w[-1].name)
def test_a_walk_of_a_check_ends_with_nothing_owed(here: Graded, walk: tuple[Step, ...]):
    here.graded("二级")
    facts = {"unit": here.units["firm"], "trigger": "slide", "facts": "松懈"}
    walked(here, here.open(CheckFlow, "officer", **facts), walk, CheckFlow)


@pytest.mark.parametrize("walk", covering(GoalFlow), ids=lambda w: w[-1].name)
def test_a_walk_of_a_goal_ends_with_nothing_owed(here: Graded, walk: tuple[Step, ...]):
    walked(here, here.goal(), walk, GoalFlow)
