"""Every step of every flow cites a clause that a pack carries, and small matters stay small."""

from pathlib import Path

import pytest

from bihuan.kernel.flows.flow import Flow
from bihuan.kernel.flows.steps import OWN, Ref, Step
from bihuan.kernel.flows.transfers import TransferFlow
from bihuan.kernel.law.packs import read_packs
from bihuan.modules import Booking
from bihuan.surfaces.workbench.forms.steps import shown
from bihuan.wiring import modules
from tests.walks import walks

ROOT = Path(__file__).parents[2]
FLOWS: list[type[Flow]] = [TransferFlow, *(flow for module in modules() for flow in module.flows)]
#: What a new kind of ordinary matter may cost, fields included.
ORDINARY = 150


@pytest.fixture(scope="module")
def carried() -> set[Ref]:
    """Every clause of every pack, by document and stored path."""
    found = set()
    for file in read_packs(ROOT / "packs"):
        key = file.pack.document.key
        found |= {Ref(key, spec.clause) for spec in file.pack.clauses if spec.text}
        clauses = file.compiled.clauses if file.compiled else ()
        found |= {Ref(key, "/".join(clause.path) or clause.id) for clause in clauses}
    return found


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.key)
def test_every_step_and_gate_cites_a_clause_of_a_pack(flow: type[Flow], carried: set[Ref]):
    cited = {step.clause for step in flow.steps.values()}
    cited |= {gate.clause for step in flow.steps.values() for gate in step.gates}
    assert cited - {OWN} <= carried


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.key)
def test_every_step_lies_on_a_walk_from_the_beginning_to_an_end(flow: type[Flow]):
    taken = {step for walk in walks(flow, longest=9) for step in walk}
    assert taken == set(flow.steps.values())


#: What is said at one step alone: words of an earlier one are not those of who takes this one.
SAID = {"opinion", "remarks", "changed", "because", "feedback"}


def test_what_an_earlier_step_filled_in_is_seen_where_it_may_be_left_empty():
    erased = [
        f"{flow.key}.{step.name}: {name}"
        for flow in FLOWS for step in flow.steps.values()
        for name in {*step.takes} - {*shown(step)} - SAID if _filled_before(flow, step, name)
    ]  # fmt: skip
    assert erased == []


def _filled_before(flow: type[Flow], step: Step, name: str) -> bool:
    opening = flow.opening
    if opening and name in (*opening.asks, *opening.takes):
        return True
    others = [one for one in flow.steps.values() if one is not step]
    told = [
        one for one in others
        if name in (*one.asks, *one.takes) and not isinstance(one.then, Booking)
    ]  # fmt: skip
    reached = {one.move.target for one in told}
    while more := {
        one.move.target for one in flow.steps.values() if reached & {*one.move.origins}
    } - reached:  # fmt: skip
        reached |= more
    return bool(reached & {*step.move.origins})


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.key)
def test_a_step_that_sends_work_back_asks_for_words(flow: type[Flow]):
    silent = [s.name for s in flow.steps.values() if s.returns and not s.asks]
    assert silent == []


def test_an_ordinary_matter_with_its_fields_fits_on_three_pages():
    sources = [ROOT / "tests" / "testapp" / name for name in ("models.py", "flows.py")]
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in sources)
    assert lines <= ORDINARY
