"""Every flow that is declared has its steps as calls, without a line written for it."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.flows.flow import flows
from bihuan.kernel.flows.transfers import TransferFlow
from bihuan.kernel.trace.models import Matter
from bihuan.modules.policy.flows import ReviewFlow, TaskFlow
from bihuan.surfaces.api.calls import Call, answer
from bihuan.surfaces.api.resources.steps import calls
from bihuan.surfaces.api.table import CALLS
from tests.surfaces import twins
from tests.surfaces.api.program import Program, program
from tests.surfaces.twins import County
from tests.testapp import world
from tests.testapp.flows import RectificationFlow
from tests.testapp.models import Rectification


def test_every_step_of_every_flow_is_a_call_of_the_document() -> None:
    named = {call.name for call in CALLS}
    for flow in (ReviewFlow, TaskFlow, TransferFlow):
        assert {f"{flow.key}.{name}" for name in flow.steps} <= named
    assert {call.name for call in calls()} == {
        f"{flow.key}.{name}" for flow in flows() for name in flow.steps
    }


@pytest.fixture
def danger(county: County) -> Matter:
    """A matter of a flow that the API never heard of."""
    world.test_law(county.place)
    record = Rectification(
        regulator=county.units["bureau"], found_by=county.terms["enforcement_officer"].person,
        danger="甲冲床没有护罩", money=3000,
    )  # fmt: skip
    case = Case("甲冲床没有护罩", county.place, county.units["firm"])
    return begin(RectificationFlow, case, record, by=twins.BY, at=twins.NOW)


def test_a_new_flow_has_calls_by_itself(county: County, danger: Matter) -> None:
    plan = next(call for call in calls() if call.name == "test.rectification.plan")
    assert (plan.area, plan.access) == ("隐患整改的步骤", "fulfil")
    assert plan.pattern == "flows/test.rectification/<str:number>/plan"
    body = plan.body.model_json_schema()["$defs"]["test_rectification_plan_fields"]
    assert set(body["required"]) == set(RectificationFlow.plan.asks)
    officer = program(county, "safety_officer")
    given = {"revision": 0, "fields": {"measures": "加护罩", "due_on": "2025-03-20"}}
    asked = {name: value for name, value in given["fields"].items() if name in body["properties"]}
    assert _call(officer, plan, danger, given | {"fields": asked}).status_code == 200
    now = Matter.objects.everywhere("test").get(pk=danger.pk)
    assert now.state == "rectifying"
    assert RectificationFlow.record(danger.pk).measures == "加护罩"


def test_a_whole_number_is_not_rounded_to_fit(county: County, danger: Matter) -> None:
    fund = next(call for call in calls() if call.name == "test.rectification.fund")
    officer = program(county, "safety_officer")
    given = _call(officer, fund, danger, {"revision": 0, "fields": {"money": 3.7}})
    assert given.status_code == 422
    assert RectificationFlow.record(danger.pk).money == 3000


def _call(caller: Program, call: Call, matter: Matter, body: object) -> HttpResponse:
    """Make a call that has no address yet."""
    request = RequestFactory().post(
        "/", body, "application/json",
        headers={"Authorization": f"Bearer {caller.key}", "Idempotency-Key": "k"},
    )  # fmt: skip
    return answer(request, call, {"number": matter.number})


def test_a_step_takes_what_it_asks_for_and_moves_the_matter(county: County) -> None:
    officer = program(county, "safety_officer")
    address = f"flows/policy.task/{county.task.number}/file_plan"
    empty = officer.post(address, {"revision": 0, "fields": {"plan": " "}})
    assert (empty.status_code, empty.json()["field"]) == (422, "fields.plan")
    assert empty.json()["detail"] == "“工作方案”还没有填写。"
    taken = officer.post(address, {"revision": 0, "fields": {"plan": "三月完成"}})
    assert taken.json()["says"].startswith("已“报送工作方案”。")
    assert officer.get(f"matters/{county.task.number}").json()["state"] == "running"
    early = program(county, "office_clerk").post(
        f"flows/policy.task/{county.task.number}/accept",
        {"revision": 1, "fields": {"opinion": "同意"}},
    )
    assert early.status_code == 409
    assert "现在是“推进中”" in early.json()["detail"]


def test_a_step_that_needs_proof_takes_files_of_its_matter_only(county: County) -> None:
    officer, number = program(county, "safety_officer"), county.task.number
    officer.post(f"flows/policy.task/{number}/file_plan", {"revision": 0, "fields": {"plan": "有"}})
    address, result = f"flows/policy.task/{number}/submit", {"result": "已完成"}
    bare = officer.post(address, {"revision": 1, "fields": result})
    assert (bare.status_code, bare.json()["detail"]) == (409, "还缺“完成情况佐证”。")
    foreign = officer.post(address, {"revision": 1, "fields": result, "files": [county.paper.pk]})
    assert (foreign.status_code, foreign.json()["field"]) == (422, "files")
    file = officer.bring(f"matters/{number}/evidence?name=a.pdf&kind=task_result", twins.PDF)
    taken = officer.post(address, {"revision": 1, "fields": result, "files": [file.json()["id"]]})
    assert taken.status_code == 200, taken.content.decode()
    seen = officer.get(f"matters/{number}").json()
    assert (seen["state"], seen["revision"]) == ("submitted", 2)


def test_a_step_of_another_flow_does_not_fit_a_matter(county: County) -> None:
    given = program(county, "office_clerk").post(
        f"flows/policy.review/{county.task.number}/submit",
        {"revision": 0, "fields": {"advice": "拟办"}},
    )
    assert given.status_code == 404
