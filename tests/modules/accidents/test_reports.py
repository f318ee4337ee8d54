"""An accident is reported by its unit or found by others, passed up, counted, graded."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.kernel.obligations.models import Obligation, Outcome
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter
from bihuan.modules.accidents.models import Accident, Relay
from bihuan.modules.accidents.report_flow import AccidentFlow, RelayFlow
from tests.modules.accidents.conftest import DAY, NINE, TEN, named, reported
from tests.testapp.performing import fresh, perform, snapshot
from tests.testapp.world import County, unit


def owed(matter: Matter) -> dict[str, Any]:
    rows = Obligation.objects.everywhere("test").filter(matter=matter, done_at=None)
    return {o.step: (o.holder, o.current_due) for o in rows}


def relay_at(name: str) -> Matter:
    return Relay.objects.get(unit__name=name).matter


def test_what_a_unit_enters_about_itself_is_its_report_and_starts_the_way_up(
    here: County, officer: Viewer
):
    made = reported(here, officer)
    assert made.number.startswith("SG-2025-")
    assert fresh(made).state == "reported"
    met = Obligation.objects.everywhere("test").get(matter=made, step="report")
    assert met.outcome == Outcome.ON_TIME
    first = {r.unit.name: r.received_at for r in Relay.objects.all()}
    assert first == {"县安监局": TEN, "县应急管理局": TEN}
    assert owed(relay_at("县安监局"))["send"] == (named("县安监局"), TEN + timedelta(hours=2))


def test_an_accident_that_others_enter_obliges_the_unit_to_report_it_within_the_hour(
    here: County, watch: Viewer
):
    made = reported(here, watch, heard_at=None)
    assert owed(made) == {"report": (here.enterprise, TEN + timedelta(hours=1))}
    assert not Relay.objects.exists()
    perform(made, AccidentFlow.note_silence, here, TEN + timedelta(hours=3), by=watch)
    assert {r.unit.name for r in Relay.objects.all()} == {"县安监局", "县应急管理局"}


def test_a_report_is_passed_up_until_the_grade_is_satisfied(here: County, officer: Viewer):
    reported(here, officer)
    county = relay_at("县安监局")
    before = snapshot()
    with pytest.raises(ProofMissing, match="一般事故应当继续逐级上报"):
        perform(county, RelayFlow.keep, here, TEN)
    with pytest.raises(Invalid, match="上报时间应在接报以后"):
        perform(county, RelayFlow.send, here, TEN, sent_at=NINE, way="phone")
    assert snapshot()[:3] == before[:3]
    sent = TEN + timedelta(minutes=40)
    perform(county, RelayFlow.send, here, TEN + timedelta(hours=1), sent_at=sent, way="phone")
    city = relay_at("市安监局")
    assert owed(city)["send"][1] == sent + timedelta(hours=2)
    perform(city, RelayFlow.keep, here, TEN + timedelta(hours=1))
    assert fresh(city).closed_at is not None


def test_a_serious_accident_must_leave_the_city_too(here: County, officer: Viewer):
    reported(here, officer, deaths=3)
    perform(relay_at("县安监局"), RelayFlow.send, here, TEN, sent_at=TEN, way="phone")
    with pytest.raises(ProofMissing, match="较大事故应当继续逐级上报"):
        perform(relay_at("市安监局"), RelayFlow.keep, here, TEN)


def test_the_authority_above_sees_the_accident_that_was_passed_to_it(here: County, officer: Viewer):
    made = reported(here, officer)
    perform(relay_at("县安监局"), RelayFlow.send, here, TEN, sent_at=TEN, way="phone")
    clerk = here.person("市值班", named("市安监局"), "fulfil", sees="own")
    assert Matter.objects.visible_to(clerk).filter(pk=made.pk).exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"happened_at": TEN + timedelta(minutes=1)}, "发生时间还没有到"),
        ({"heard_at": NINE - timedelta(minutes=1)}, "事故发生以后"),
        ({"heard_at": TEN + timedelta(minutes=1)}, "现在以前"),
        ({"kind": "机械致害"}, "不是 2025-03-03 施行的"),
        ({"deaths": -1}, "死亡人数"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_entered(
    here: County, officer: Viewer, wrong: dict[str, Any], says: str
):
    before = snapshot()
    with pytest.raises(Invalid, match=says):
        reported(here, officer, **wrong)
    assert snapshot() == before
    assert not Accident.objects.exists()


def test_an_officer_reports_no_accident_of_another_unit(here: County, officer: Viewer):
    other = unit("邻厂", "enterprise", here.place, here.regulator)
    before = snapshot()
    with pytest.raises(NotAllowed, match="不在您的管辖范围"):
        reported(here, officer, unit=other)
    assert snapshot() == before


def test_casualties_that_change_within_the_window_change_the_grade(here: County, officer: Viewer):
    made = reported(here, officer, injured=2)
    last = DAY + timedelta(days=30)
    perform(made, AccidentFlow.add, here, last, deaths=3, injured=0, changed="两名重伤者死亡")
    accident = Accident.objects.get(pk=made.pk)
    assert (accident.deaths, accident.grade) == (3, "serious")
    assert [t.deaths for t in accident.tolls.all()] == [1, 3]


def test_casualties_that_change_after_the_window_change_the_numbers_alone(
    here: County, officer: Viewer
):
    made = reported(here, officer, injured=2)
    late = DAY + timedelta(days=31)
    perform(made, AccidentFlow.add, here, late, deaths=3, injured=0, changed="两名重伤者死亡")
    accident = Accident.objects.get(pk=made.pk)
    assert (accident.deaths, accident.grade) == (3, "ordinary")


def test_a_loss_that_is_known_later_grades_whenever_it_is_known(
    here: County, officer: Viewer, watch: Viewer
):
    made = reported(here, officer, loss=None)
    late = DAY + timedelta(days=45)
    perform(
        made, AccidentFlow.correct, here, late, by=watch, deaths=1, injured=0, loss="1000",
        changed="评估报告",
    )  # fmt: skip
    assert Accident.objects.get(pk=made.pk).grade == "serious"


def test_how_a_unit_reported_is_found_by_a_leader_who_did_not_enter_it(
    here: County, watch: Viewer, chief: Viewer
):
    made = reported(here, chief, heard_at=None) if chief.can("fulfil") else reported(here, watch)
    perform(made, AccidentFlow.note_silence, here, TEN, by=watch)
    before = snapshot()
    with pytest.raises(NotAllowed, match="您的岗位不能"):
        perform(made, AccidentFlow.find, here, TEN, by=watch, finding="concealed")
    assert snapshot()[:3] == before[:3]
    perform(
        made, AccidentFlow.find, here, TEN, by=chief, finding="concealed",
        finding_says="三日后由家属反映，单位负责人当日即知道",
    )  # fmt: skip
    assert Accident.objects.get(pk=made.pk).finding == "concealed"


def test_an_accident_of_a_grade_that_others_investigate_closes_with_their_report(
    here: County, officer: Viewer, watch: Viewer
):
    made = reported(here, officer, deaths=10)
    before = snapshot()
    with pytest.raises(ProofMissing, match="重大事故由省级人民政府负责调查"):
        perform(made, AccidentFlow.begin_inquiry, here, TEN, by=watch)
    assert snapshot()[:3] == before[:3]
    perform(made, AccidentFlow.record_outcome, here, TEN, by=watch, changed="省政府批复")
    assert fresh(made).closed_at is not None


def test_a_county_without_an_authority_tells_the_nearest_one_above(here: County, officer: Viewer):
    Unit.objects.filter(name="县安监局").update(until=DAY.date())
    reported(here, officer)
    assert {r.unit.name for r in Relay.objects.all()} == {"市安监局", "县应急管理局"}
