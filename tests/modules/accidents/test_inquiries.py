"""An investigation from its group to the look back: days, gates, four tests, every walk."""

from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.kernel.flows.flow import Flow, flow_of
from bihuan.kernel.flows.steps import Step
from bihuan.kernel.notices.models import Notice
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.accidents.inquiry_flow import InvestigationFlow as Inquiry
from bihuan.modules.accidents.inquiry_flow import RemedyFlow
from bihuan.modules.accidents.models import Investigation, Remedy
from bihuan.modules.accidents.report_flow import AccidentFlow
from tests.modules.accidents.conftest import TEN, named, reported
from tests.publishing import make_public
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import County
from tests.walks import walks

NEXT = TEN + timedelta(days=1)
NAMED: dict[str, Any] = {"leader": "周副县长", "members": [], "level": "normal"}


@pytest.fixture
def asked(here: County, officer: Viewer, watch: Viewer) -> Matter:
    """An investigation that waits for its group."""
    accident = reported(here, officer)
    perform(accident, AccidentFlow.begin_inquiry, here, TEN, by=watch)
    return Investigation.objects.get().matter


@pytest.fixture
def running(here: County, asked: Matter) -> Matter:
    """The same with its group, led by the county's authority."""
    group = {**NAMED, "members": [here.office.pk], "led_by": named("县安监局")}
    perform(asked, Inquiry.name_group, here, NEXT, **group)
    return fresh(asked)


@pytest.fixture
def replied(here: County, running: Matter) -> Matter:
    """The same with its report replied to."""
    perform(running, Inquiry.submit, here, NEXT, nature="liable")
    perform(running, Inquiry.reply, here, NEXT)
    return fresh(running)


def due_of(matter: Matter, step: str) -> date | None:
    row = Obligation.objects.everywhere("test").get(matter=matter, step=step, done_at=None)
    return row.current_due and row.current_due.date()


def test_the_government_of_the_grade_names_a_group_whose_leader_answers_for_it(
    here: County, asked: Matter
):
    record = Investigation.objects.get()
    assert record.government == named("县人民政府")
    before = snapshot()
    joint = {**NAMED, "members": [here.office.pk], "led_by": named("县安监局"), "level": "raised"}
    with pytest.raises(Invalid, match="提级或联合调查的理由"):
        perform(asked, Inquiry.name_group, here, NEXT, **joint)
    with pytest.raises(Invalid, match="调查组组长"):
        perform(asked, Inquiry.name_group, here, NEXT, **{**joint, "leader": ""})
    assert snapshot()[:3] == before[:3]
    perform(asked, Inquiry.name_group, here, NEXT, **joint, level_because="影响恶劣")
    assert due_of(asked, "submit") == date(2025, 5, 2)


def test_a_report_without_its_chapter_on_technique_and_management_is_refused(
    here: County, running: Matter
):
    before = snapshot()
    for chapter, title in (("technical", "技术问题专篇"), ("managerial", "管理问题专篇")):
        with pytest.raises(Invalid, match=title):
            perform(running, Inquiry.submit, here, NEXT, nature="liable", **{chapter: " "})
    assert snapshot()[:3] == before[:3]


def test_special_circumstances_prolong_by_sixty_days_and_not_one_more(
    here: County, running: Matter
):
    group = here.person("组员", named("县安监局"), "fulfil")
    most = date(2025, 7, 1)
    asks = {"ground": "special", "wanted_because": "需要补充取证"}
    before = snapshot()
    with pytest.raises(Invalid, match="最长不超过 60 日，到 2025-07-01"):
        perform(
            running, Inquiry.ask_longer, here, NEXT, by=group, wanted=most + timedelta(days=1),
            **asks,
        )  # fmt: skip
    with pytest.raises(ProofMissing, match="没有等待审批的延长申请"):
        perform(running, Inquiry.allow, here, NEXT)
    assert snapshot()[:3] == before[:3]
    perform(running, Inquiry.ask_longer, here, NEXT, by=group, wanted=most, **asks)
    mayor = here.person("县长", named("县人民政府"), "release", "extend")
    perform(running, Inquiry.allow, here, NEXT, by=mayor)
    assert due_of(running, "submit") == most
    row = Obligation.objects.everywhere("test").get(matter=running, step="submit")
    assert row.legal_due is not None
    assert row.legal_due.date() == date(2025, 5, 2)


def test_days_of_an_appraisal_are_not_counted_in_the_sixty(here: County, running: Matter):
    group = here.person("组员", named("县安监局"), "fulfil")
    mayor = here.person("县长", named("县人民政府"), "release", "extend")
    perform(
        running, Inquiry.ask_longer, here, NEXT, by=group, ground="appraisal",
        wanted=date(2025, 5, 22), wanted_because="送检 20 天",
    )  # fmt: skip
    perform(running, Inquiry.allow, here, NEXT, by=mayor)
    assert Investigation.objects.get().appraised_days == 20
    perform(
        running, Inquiry.ask_longer, here, NEXT, by=group, ground="special",
        wanted=date(2025, 7, 21), wanted_because="需要补充取证",
    )  # fmt: skip
    perform(running, Inquiry.deny, here, NEXT, by=mayor)
    assert due_of(running, "submit") == date(2025, 5, 22)


def test_the_reply_is_due_in_fifteen_days_and_not_by_who_wrote_the_report(
    here: County, running: Matter
):
    perform(running, Inquiry.submit, here, NEXT, nature="liable")
    assert due_of(running, "reply") == (NEXT + timedelta(days=15)).date()


def test_no_end_before_every_measure_was_checked_and_the_result_made_public(
    here: County, replied: Matter
):
    checker = here.person("核查人", named("县安监局"), "fulfil", "recheck")
    before = snapshot()
    with pytest.raises(ProofMissing, match="还没有下达整改措施"):
        perform(replied, Inquiry.conclude, here, NEXT, by=checker)
    assert snapshot()[:3] == before[:3]
    perform(
        replied, Inquiry.hand_out, here, NEXT, by=checker, remedy_unit=here.enterprise,
        remedy_says="加装联锁", remedy_by=(NEXT + timedelta(days=30)).date(),
    )  # fmt: skip
    remedy = Remedy.objects.get().matter
    with pytest.raises(ProofMissing, match="还有 1 项整改措施没有核查合格：加装联锁"):
        perform(replied, Inquiry.conclude, here, NEXT, by=checker)
    perform(remedy, RemedyFlow.submit, here, NEXT)
    with pytest.raises(NotAllowed):
        perform(remedy, RemedyFlow.accept, here, NEXT, by=here.person("厂", here.enterprise))
    perform(remedy, RemedyFlow.accept, here, NEXT, by=checker)
    with pytest.raises(ProofMissing, match="事故调查报告还没有向社会公布"):
        perform(replied, Inquiry.conclude, here, NEXT, by=checker)
    make_public(replied, here, NEXT)
    with pytest.raises(Invalid, match="四不放过还没有做到：责任人员已经处理"):
        perform(replied, Inquiry.conclude, here, NEXT, by=checker, liable_handled=False)
    perform(replied, Inquiry.conclude, here, NEXT, by=checker)
    assert due_of(replied, "evaluate") == date(2026, 3, 4)


def test_the_accident_closes_only_after_its_investigation(
    here: County, replied: Matter, watch: Viewer
):
    accident = replied.parent
    assert accident is not None
    before = snapshot()
    with pytest.raises(ProofMissing, match="还没有结案并公布"):
        perform(accident, AccidentFlow.close, here, NEXT, by=watch)
    assert snapshot()[:3] == before[:3]
    finish(here, replied)
    perform(accident, AccidentFlow.close, here, NEXT, by=watch)
    assert fresh(accident).closed_at is not None


def finish(here: County, inquiry: Matter) -> None:
    """Hand out one measure, have it done and checked, publish and conclude."""
    checker = here.person("核查", named("县安监局"), "fulfil", "recheck")
    perform(
        inquiry, Inquiry.hand_out, here, NEXT, by=checker, remedy_unit=here.enterprise,
        remedy_says="加装联锁", remedy_by=(NEXT + timedelta(days=30)).date(),
    )  # fmt: skip
    remedy = Remedy.objects.get().matter
    perform(remedy, RemedyFlow.submit, here, NEXT)
    perform(remedy, RemedyFlow.accept, here, NEXT, by=checker)
    make_public(inquiry, here, NEXT)
    perform(inquiry, Inquiry.conclude, here, NEXT, by=checker)


def test_what_is_found_lacking_a_year_later_is_put_right_again(here: County, replied: Matter):
    finish(here, replied)
    again = (NEXT + timedelta(days=90)).date()
    perform(replied, Inquiry.find_lacking, here, NEXT, evaluate_by=again)
    assert due_of(replied, "conclude_again") == again
    checker = here.person("复核", named("县安监局"), "fulfil", "recheck")
    perform(
        replied, Inquiry.hand_out_again, here, NEXT, by=checker, remedy_unit=here.enterprise,
        remedy_says="补训", remedy_by=again,
    )  # fmt: skip
    before = snapshot()
    with pytest.raises(ProofMissing, match="还有 1 项整改措施没有核查合格：补训"):
        perform(replied, Inquiry.conclude_again, here, NEXT, by=checker)
    assert snapshot()[:3] == before[:3]
    remedy = Remedy.objects.get(says="补训").matter
    perform(remedy, RemedyFlow.submit, here, NEXT)
    perform(remedy, RemedyFlow.accept, here, NEXT, by=checker)
    perform(replied, Inquiry.conclude_again, here, NEXT, by=checker)
    perform(replied, Inquiry.evaluate, here, NEXT)
    assert fresh(replied).closed_at is not None


def test_the_authority_above_may_watch_the_look_back(here: County, replied: Matter):
    finish(here, replied)
    above = here.person("市里", named("市安监局"), "supervise", sees="own")
    assert Matter.objects.visible_to(above).filter(pk=replied.pk).exists()
    perform(replied, Inquiry.evaluate, here, NEXT)
    told = Notice.objects.everywhere("test").filter(unit=named("市安监局"), template="moved")
    assert told.filter(chain=replied.chain).exists()


def test_a_report_sent_back_is_due_again_and_replied_to_by_somebody_else(
    here: County, running: Matter
):
    perform(running, Inquiry.submit, here, NEXT, nature="liable")
    perform(running, Inquiry.send_back, here, NEXT, due_on=(NEXT + timedelta(days=9)).date())
    assert due_of(running, "submit_again") == (NEXT + timedelta(days=9)).date()
    perform(running, Inquiry.submit_again, here, NEXT, nature="liable")
    perform(running, Inquiry.reply, here, NEXT)
    assert fresh(running).state == "rectifying"


WALKS = list(walks(RemedyFlow))


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: str(len(walk)))
def test_each_way_through_a_measure_ends_with_nothing_owed(
    here: County, replied: Matter, walk: tuple[Step, ...]
):
    perform(
        replied, Inquiry.hand_out, here, NEXT, remedy_unit=here.enterprise, remedy_says="加装联锁",
        remedy_by=(NEXT + timedelta(days=30)).date(),
    )  # fmt: skip
    matter = Remedy.objects.get().matter
    for step in walk:
        perform(matter, step, here, NEXT)
        flow: type[Flow] = flow_of(matter.flow)
        owed = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
        assert [o.step for o in owed] == [
            duty.step.name for duty in flow.duties(flow.states[fresh(matter).state])
        ]
    assert fresh(matter).closed_at is not None
