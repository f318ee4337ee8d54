"""A flow that no matter could follow to its end is refused when it is written."""

from collections.abc import Callable
from typing import Any

import pytest

from bihuan.kernel.flows import flow as registry
from bihuan.kernel.flows.flow import Flow, Unsound, flow_of
from bihuan.kernel.flows.models import Transfer
from bihuan.kernel.flows.steps import Law, Party, State, Step, days
from bihuan.surfaces import flow_sheet
from tests.walks import walks

LAW = Law("CN/test-law")
US = Party("发出单位", at="sender", may="fulfil")
THEM = Party("接收单位", at="addressee", may="fulfil")


@pytest.fixture(autouse=True)
def _registry_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_FLOWS", {})


def declare(**attributes: Any) -> type[Flow]:
    """Declare a flow over transfers with these states and steps."""
    return type(
        "Declared", (Flow,), attributes, key="t.declared", of=Transfer, title="甲", prefix="T"
    )


def sound(**more: Any) -> dict[str, Any]:
    """Return the attributes of a small sound flow: open, then asked, then done."""
    start, asked, done = State("开始", initial=True), State("已问"), State("完成", final=True)
    return {
        "start": start,
        "asked": asked,
        "done": done,
        "ask": Step("询问", start >> asked, LAW["第一条"], who=US),
        "answer": Step("答复", asked >> done, LAW["第一条"], who=THEM, asks=("reply",)),
        **more,
    }


def test_a_sound_flow_knows_its_states_steps_and_beginning():
    flow = declare(**sound())
    assert [*flow.states] == ["start", "asked", "done"]
    assert [*flow.steps] == ["ask", "answer"]
    assert flow.initial.name == "start"
    assert flow_of("t.declared") is flow


def test_two_flows_cannot_share_a_key():
    declare(**sound())
    with pytest.raises(Unsound, match=r"has the key t\.declared already"):
        type("Other", (Flow,), sound(), key="t.declared", of=Transfer, title="乙", prefix="T")


LOST, STUCK, AFTERLIFE = State("没人来"), State("走不出"), State("也是开始", initial=True)
START, DONE = State("开始", initial=True), State("完成", final=True)


def unreachable() -> dict[str, Any]:
    return sound(lost=LOST, leave=Step("离开", LOST >> sound()["done"], LAW["第一条"], who=US))


def dead_end() -> dict[str, Any]:
    flow = sound(stuck=STUCK)
    return {**flow, "fall": Step("掉进去", flow["start"] >> STUCK, LAW["第一条"], who=US)}


def leaves_a_final_state() -> dict[str, Any]:
    flow = sound()
    return {**flow, "again": Step("重来", flow["done"] >> flow["start"], LAW["第一条"], who=US)}


def loops_on_a_final_state() -> dict[str, Any]:
    flow = sound()
    return {**flow, "note": Step("补记", flow["done"] >> flow["done"], LAW["第一条"], who=US)}


def cites_nothing() -> dict[str, Any]:
    flow = sound()
    return {**flow, "ask": Step("询问", flow["start"] >> flow["asked"], "第一条", who=US)}  # type: ignore[arg-type]


def step_like(**wrong: Any) -> Callable[[], dict[str, Any]]:
    def attributes() -> dict[str, Any]:
        flow = sound()
        move = flow["start"] >> flow["asked"]
        return {**flow, "ask": Step("询问", move, LAW["第一条"], **{"who": US, **wrong})}

    return attributes


@pytest.mark.parametrize(
    ("attributes", "problem"),
    [
        (lambda: sound(other=AFTERLIFE), "exactly one initial state"),
        (dead_end, "no end can be reached from stuck"),
        (lambda: sound(lost=State("没人来")), "lost cannot be reached"),
        (leaves_a_final_state, "leaves the final state done"),
        (loops_on_a_final_state, "leaves the final state done"),
        (cites_nothing, "ask: cites no clause"),
        (unreachable, "states of another flow"),
        (step_like(due="replied_on"), "replied_on is no date"),
        (step_like(due="reply"), "reply is no date"),
        (step_like(since="opinion"), "opinion is no date"),
        (step_like(asks=("answer",)), "has no field answer"),
        (step_like(takes=("answer",)), "has no field answer"),
        (step_like(unlike=("nobody",)), "unlike nobody"),
        (step_like(unlike=("sender",)), "unlike sender"),
        (step_like(who=Party("人", at="approved_by", may="x")), "approved_by leads to no unit"),
        (step_like(tells=(Party("谁", at="matter.owner", may="x"),)), "leads to no unit"),
    ],
)
def test_an_unsound_flow_is_refused_with_what_is_wrong(
    attributes: Callable[[], dict[str, Any]], problem: str
):
    with pytest.raises(Unsound, match=problem):
        declare(**attributes())
    assert registry._FLOWS == {}


def test_a_step_may_be_unlike_an_earlier_one_or_a_person_of_the_record():
    flow = declare(**step_like(unlike=("answer", "approved_by"))())
    assert flow.steps["ask"].unlike == ("answer", "approved_by")


def test_steps_of_one_party_are_one_duty_and_timed_loops_are_their_own():
    flow = sound()
    asked, done = flow["asked"], flow["done"]
    more = {
        "refuse": Step("拒绝", asked >> done, LAW["第一条"], who=THEM),
        "urge": Step("催问", asked >> asked, LAW["第一条"], who=US, within=days(3)),
        "note": Step("备注", asked >> asked, LAW["第一条"], who=US),
        "withdraw": Step("撤回", asked >> done, LAW["第一条"], who=US, optional=True),
    }
    declared = declare(**{**flow, **more})
    duties = [(d.party.title, [s.name for s in d.steps]) for d in declared.duties(asked)]
    assert duties == [("接收单位", ["answer", "refuse"]), ("发出单位", ["urge"])]
    assert declared.met_by(declared.steps["refuse"], asked) == "answer"
    assert declared.met_by(declared.steps["note"], asked) == ""


def test_walks_take_every_step_and_end_at_an_end():
    flow = sound()
    back = Step("退回", flow["asked"] >> flow["start"], LAW["第一条"], who=THEM)
    again = Step("撤回", (flow["start"] | flow["asked"]) >> flow["done"], LAW["第一条"], who=US)
    declared = declare(**{**flow, "back": back, "withdraw": again})
    found = list(walks(declared))
    assert {step.name for walk in found for step in walk} == {"ask", "answer", "back", "withdraw"}
    assert all(walk[-1].move.target.final for walk in found)
    assert all(len(set(walk)) == len(walk) for walk in found)


def test_a_flow_is_written_as_a_table_a_lawyer_can_review():
    flow = sound()
    asked, done = flow["asked"], flow["done"]
    refuse = Step("拒绝", asked >> done, LAW["第二条"], who=THEM, unlike=("ask",))
    timed = Step("询问", flow["start"] >> asked, LAW["第一条"], who=US, within=days(3))
    text = flow_sheet.page(declare(**{**flow, "ask": timed, "refuse": refuse}))
    assert "| CN/test-law 第一条 | 询问 | 开始 → 已问 | 发出单位 | 3日内 | — | — | — | — |" in text
    assert "| 答复 | 已问 → 完成 | 接收单位 | 未设定 | 回复 |" in text
    assert "| 接收单位（不得为：询问的人） | 同“答复” |" in text
    assert '    state "已问" as asked\n' in text
    assert "    asked --> done: 拒绝\n" in text
    assert "    done --> [*]\n" in text
