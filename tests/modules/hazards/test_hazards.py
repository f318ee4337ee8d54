"""A hazard from its finding to its being crossed off, and everything that may not be skipped."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.notices.models import Notice, Reading
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.hazards import rules
from bihuan.modules.hazards.hazard_flow import HazardFlow as Flow
from bihuan.modules.hazards.models import Criteria, Criterion
from tests.modules.hazards.conftest import DAY, DUE
from tests.testapp.performing import fresh, perform, photo, snapshot
from tests.testapp.world import County, unit

Register = Callable[..., Matter]
TODAY = DAY.date()
#: What every step that has such a field is given.
SAID: dict[str, Any] = {
    "due_on": DUE, "fixed_on": TODAY, "money": "1.5", "spent": "1.2", "level": "county",
    "principal_told_on": TODAY, "controller_told_on": TODAY, "regulator_told_on": TODAY,
    "workers_told_on": TODAY, "workers_told_in": "delegates",
}  # fmt: skip


def act(matter: Matter, name: str, here: County, at: Any = DAY, **fields: Any) -> Matter:
    """Take a step of a hazard with what it asks for, after a picture of it as it was."""
    step = Flow.steps[name]
    asked = {n: v for n, v in SAID.items() if n in (*step.asks, *step.takes)}
    if any(proof.kind == "photo_before" for proof in step.needs):
        photo(matter, "photo_before", at)
    perform(matter, step, here, at, **{**asked, **fields})
    return fresh(matter)


def owed(matter: Matter) -> dict[str, Any]:
    rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
    return {o.step: (o.holder, o.current_due and o.current_due.date()) for o in rows}


def general(matter: Matter, here: County, against: Criteria) -> Matter:
    return act(matter, "grade_ordinary", here, against=against, because="当场可以排除")


def planned(matter: Matter, here: County, dust: Criterion) -> Matter:
    """A major hazard whose plan is complete and begun."""
    matter = act(matter, "grade_major", here, criterion=dust)
    return act(settled(matter, here), "start", here)


def settled(matter: Matter, here: County, at: Any = DAY) -> Matter:
    """Settle the six parts of the plan."""
    person = here.person("钱工", here.enterprise, roles.FULFIL)
    return act(
        matter, "plan", here, at, goal="加装泄爆装置", body="设备科", responsible=person.person_id,
        measures="停机改造", stages="四月完工", precautions="停用除尘器，清理积尘",
    )  # fmt: skip


def reported(matter: Matter, here: County, at: Any = DAY) -> Matter:
    """Tell both heads, the regulator and the workers."""
    for name in ("tell_heads", "tell_regulator", "tell_workers"):
        act(matter, name, here, at)
    return fresh(matter)


def test_what_an_enterprise_finds_it_grades_and_checks_itself_by_another_person(
    here: County, found: Register, officer: Viewer, principal: Viewer, gongmao: Criteria
):
    matter = found(officer)
    hazard = matter.hazard
    assert (hazard.channel, hazard.grader, hazard.checker) == (
        "self", here.enterprise, here.enterprise,
    )  # fmt: skip
    assert hazard.regulator == here.regulator
    matter = general(matter, here, gongmao)
    matter = act(matter, "arrange", here)
    assert owed(matter) == {"submit": (here.enterprise, DUE)}
    perform(matter, Flow.submit, here, DAY, by=officer, **_done(matter))
    before = snapshot()
    with pytest.raises(NotAllowed, match="是您本人"):
        perform(matter, Flow.pass_check, here, DAY, by=officer)
    assert snapshot() == before
    matter = act(matter, "pass_check", here, evaluated_by="孙工，注册安全工程师", effect="有效")
    assert (matter.state, owed(matter)) == ("closed", {})


def _done(matter: Matter) -> dict[str, Any]:
    photo(matter, "photo_before", DAY)
    return {"fixed_on": TODAY, "spent": "0.3", "done": "已加装"}


def test_a_small_unit_with_one_person_is_checked_by_its_regulator(here: County, found: Register):
    alone = here.person("独苗", here.enterprise, roles.FULFIL, roles.ACCEPT, roles.RECHECK)
    matter = found(alone)
    assert (matter.hazard.grader, matter.hazard.checker) == (here.enterprise, here.regulator)


def test_what_a_worker_reports_is_graded_by_somebody_who_may(
    here: County, found: Register, officer: Viewer, gongmao: Criteria
):
    worker = here.person("工人", here.enterprise, roles.FULFIL, sees="own")
    matter = found(worker)
    assert matter.hazard.channel == "employee"
    before = snapshot()
    with pytest.raises(NotAllowed, match="您的岗位不能"):
        perform(
            matter, Flow.grade_ordinary, here, DAY, by=worker, against=gongmao, due_on=DUE
        )  # fmt: skip
    assert snapshot() == before


def test_a_workshop_finds_for_its_enterprise(here: County, found: Register, officer: Viewer):
    shop = unit("某某化工厂一车间", "workshop", here.place, here.enterprise)
    hand = here.person("班长", shop, roles.FULFIL, sees="own")
    hazard = found(hand, unit=shop).hazard
    assert (hazard.unit, hazard.finder) == (here.enterprise, here.enterprise)
    assert hazard.spot == "一车间 三号仓库"


def test_what_an_inspector_finds_the_regulator_grades_and_the_enterprise_cannot(
    here: County, found: Register, officer: Viewer, inspector: Viewer, gongmao: Criteria
):
    matter = found(inspector)
    assert (matter.hazard.channel, matter.hazard.checker) == ("inspection", here.regulator)
    before = snapshot()
    for step in (Flow.grade_ordinary, Flow.fix_now):
        with pytest.raises(NotAllowed, match="县应急管理局"):
            perform(matter, step, here, DAY, by=officer, against=gongmao, **_asked(step))
    with pytest.raises(ProofMissing, match="不是自查发现的"):
        perform(matter, Flow.fix_now, here, DAY, by=inspector, against=gongmao,
                **_asked(Flow.fix_now))  # fmt: skip
    assert snapshot() == before


def test_a_village_and_an_expert_report_what_the_regulator_grades(
    here: County, found: Register, officer: Viewer
):
    for kind, channel in (("village", "inspection"), ("agency", "expert")):
        reporter = unit(f"新兴{kind}", kind, here.place)
        person = here.person(f"信息员{kind}", reporter, roles.FULFIL, sees="own")
        matter = found(person)
        hazard = matter.hazard
        assert (hazard.grader, hazard.checker, hazard.channel) == (
            here.regulator, here.regulator, channel,
        )  # fmt: skip
        assert Matter.objects.visible_to(person).filter(pk=matter.pk).exists()


def test_nobody_registers_a_hazard_of_another_enterprise(here: County, found: Register):
    other = unit("别的厂", "enterprise", here.place, here.regulator)
    stranger = here.person("外人", other, roles.FULFIL, roles.ACCEPT, sees="own")
    before = snapshot()
    with pytest.raises(NotAllowed, match="12350 举报"):
        found(stranger)
    assert snapshot() == before


def _asked(step: Any) -> dict[str, Any]:
    return {n: v for n, v in SAID.items() if n in step.asks}


def test_a_light_hazard_is_put_right_at_once_with_two_pictures_and_still_checked(
    here: County, found: Register, officer: Viewer, principal: Viewer, gongmao: Criteria
):
    matter = found(officer)
    before = snapshot()
    with pytest.raises(ProofMissing, match="还没有整改前的照片"):
        perform(
            matter, Flow.fix_now, here, DAY, by=officer, against=gongmao, **_asked(Flow.fix_now)
        )
    assert snapshot() == before
    matter = act(matter, "fix_now", here, by=officer, against=gongmao, measures="清走堵门的货物")
    hazard = matter.hazard
    hazard.refresh_from_db()
    assert (hazard.grade, hazard.due_on, matter.state) == ("ordinary", TODAY, "submitted")
    assert all(rules.in_place(rules.FORMS[0], _parts(matter)).values())
    matter = act(matter, "fail_check", here, opinion="货又堵上了")
    assert (matter.state, owed(matter)["submit"]) == ("returned", (here.enterprise, DUE))
    act(matter, "submit", here)
    assert act(matter, "pass_check", here).state == "closed"


def _parts(matter: Matter) -> set[rules.Part]:
    return {rules.Part(p) for p in matter.hazard.parts.values_list("part", flat=True)}


def test_a_list_that_was_not_in_force_grades_nothing(
    here: County, found: Register, officer: Viewer, gongmao: Criteria, dust: Criterion
):
    matter = found(officer, found_on="2023-05-14")
    before = snapshot()
    with pytest.raises(Invalid, match="自 2023-05-15 起施行"):
        perform(matter, Flow.grade_major, here, DAY, by=officer, criterion=dust, due_on=DUE)
    assert snapshot() == before
    dust.criteria.effective_until = TODAY
    dust.criteria.save()
    today = found(officer)
    with pytest.raises(Invalid, match="起停用"):
        perform(today, Flow.grade_major, here, DAY, by=officer, criterion=dust, due_on=DUE)
    yesterday = found(officer, found_on=TODAY - timedelta(days=1))
    assert act(yesterday, "grade_major", here, criterion=dust).state == "planning"
    first = found(officer, found_on="2023-05-15")
    assert act(first, "grade_major", here, criterion=dust).state == "planning"


def test_a_hazard_is_not_found_tomorrow(found: Register, officer: Viewer):
    before = snapshot()
    with pytest.raises(Invalid, match="还没有到"):
        found(officer, found_on=TODAY + timedelta(days=1))
    assert snapshot() == before


def test_a_plan_lacks_what_is_not_settled_and_each_form_counts_its_own_five(
    here: County, found: Register, officer: Viewer, principal: Viewer, dust: Criterion
):
    matter = act(found(officer), "grade_major", here, criterion=dust)
    act(matter, "plan", here, money="0", measures="停机改造")
    before = snapshot()
    with pytest.raises(ProofMissing, match="目标、责任、预案"):
        perform(matter, Flow.start, here, DAY, by=principal)
    assert snapshot() == before
    law, province, city = (rules.in_place(form, _parts(matter)) for form in rules.FORMS)
    assert law == {"责任": False, "措施": True, "资金": True, "时限": True, "预案": False}
    assert (len(province), sum(province.values())) == (6, 3)
    assert city["安全措施及应急预案"] is False
    assert city["经费物资"] is True
    part = matter.hazard.parts.get(part="money")
    assert (part.on, part.entry.verb) == (TODAY, "plan")


def test_a_major_hazard_is_ordered_put_right_and_both_heads_are_told(
    here: County, found: Register, inspector: Viewer, principal: Viewer, dust: Criterion
):
    matter = act(found(inspector), "grade_major", here, by=inspector, criterion=dust)
    [letter] = Letter.objects.everywhere("test").filter(matter=matter)
    assert (letter.kind, letter.issuer, letter.addressee) == (
        "rectification", here.regulator, here.enterprise,
    )  # fmt: skip
    assert "工贸" not in letter.title
    [notice] = Notice.objects.everywhere("test").filter(template="major_hazard")
    assert notice.post_id == principal.post_id


def test_no_major_hazard_moves_on_without_the_double_report_and_both_heads_told(
    here: County, found: Register, officer: Viewer, principal: Viewer, dust: Criterion
):
    matter = planned(found(officer), here, dust)
    assert set(owed(matter)) == {"finish", "tell_heads", "tell_regulator", "tell_workers"}
    photo(matter, "photo_before", DAY)
    before = snapshot()
    with pytest.raises(ProofMissing, match="“双报告”还缺向负有.*和向职工大会"):
        perform(matter, Flow.finish, here, DAY, fixed_on=TODAY)
    assert snapshot()[:3] == before[:3]
    act(matter, "tell_regulator", here)
    with pytest.raises(ProofMissing, match="“双报告”还缺向职工大会"):
        perform(matter, Flow.finish, here, DAY, fixed_on=TODAY)
    act(matter, "tell_workers", here)
    with pytest.raises(ProofMissing, match="还没有告知主要负责人、实际控制人"):
        perform(matter, Flow.finish, here, DAY, fixed_on=TODAY)
    notice = Notice.objects.everywhere("test").get(template="major_hazard")
    Reading.objects.create(notice=notice, person_id=principal.person_id, at=DAY)
    with pytest.raises(ProofMissing, match="还没有告知实际控制人"):
        perform(matter, Flow.finish, here, DAY, fixed_on=TODAY)
    act(matter, "tell_heads", here)
    assert act(matter, "finish", here).state == "rechecking"


def test_a_report_is_not_dated_before_the_hazard_was_found(
    here: County, found: Register, officer: Viewer, dust: Criterion
):
    matter = planned(found(officer), here, dust)
    with pytest.raises(Invalid, match="向监管部门报告日期应在"):
        act(matter, "tell_regulator", here, regulator_told_on=TODAY - timedelta(days=1))
    assert fresh(matter).hazard.regulator_told_on is None


def test_a_major_hazard_is_crossed_off_by_a_second_person_of_the_authority(
    here: County, found: Register, officer: Viewer, inspector: Viewer, dust: Criterion
):
    matter = reported(planned(found(officer), here, dust), here)
    act(matter, "finish", here)
    matter = act(matter, "fail_recheck", here, opinion="泄爆口被堵")
    assert (matter.state, owed(matter)["finish"][0]) == ("sent_back", here.enterprise)
    act(matter, "finish", here)
    act(matter, "pass_recheck", here)
    act(matter, "evaluate", here, evaluated_by="李工，注册安全工程师")
    matter = fresh(matter)
    assert owed(matter)["accept"] == (here.regulator, (DAY + timedelta(days=10)).date())
    both = here.person("一肩挑", here.regulator, roles.ACCEPT, roles.RELEASE)
    perform(matter, Flow.accept, here, DAY, by=both)
    before = snapshot()
    with pytest.raises(NotAllowed, match="“验收合格”是您本人"):
        perform(matter, Flow.close, here, DAY, by=both)
    with pytest.raises(NotAllowed, match="由县应急管理局"):
        perform(matter, Flow.close, here, DAY, by=officer)
    assert snapshot()[:3] == before[:3]
    assert act(matter, "close", here).closed_at is not None


def test_an_ordinary_hazard_turns_out_to_be_major(
    here: County, found: Register, officer: Viewer, gongmao: Criteria, dust: Criterion
):
    matter = general(found(officer), here, gongmao)
    matter = act(matter, "raise_grade", here, criterion=dust)
    assert (matter.state, matter.hazard.grade) == ("planning", "major")
