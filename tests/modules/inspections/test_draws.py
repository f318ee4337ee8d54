"""A draw that anybody can do again: committed before, revealed after, weighted, with recusal."""

import json
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.trace.evidence import open_file
from bihuan.kernel.trace.models import Entry, Evidence, Matter
from bihuan.modules.inspections import rules
from bihuan.modules.inspections.draw_flow import DrawFlow
from bihuan.modules.inspections.models import Draw, Inspection
from tests.kernel import factories
from tests.modules.accountability.conftest import DAY
from tests.modules.inspections.conftest import DUE, Bureau
from tests.testapp.performing import snapshot
from tests.walks import walks

SAID: dict[str, Any] = {"subject": "2025 年抽查", "wanted": 3, "due_on": DUE}
WORD = {"word": "桂花开了", "witness": "区司法局 赵某"}


def firms(here: Bureau, many: int = 5) -> list[Unit]:
    return [factories.enterprise(here.units["bureau"], f"双桥第{n}机械厂") for n in range(many)]


def committed(here: Bureau, **given: Any) -> Matter:
    viewer = here.viewer("bureau-c")
    return open_by_hand(DrawFlow, SAID | given, clause=None, by=viewer, at=DAY)


def pool(many: int, wanted: int, **given: Any) -> dict[str, Any]:
    return {
        "targets": [{"id": str(n), "name": f"厂{n}", "weight": 1} for n in range(many)],
        "officers": [{"id": name, "name": name} for name in "甲乙丙丁"],
        "recusals": [], "wanted": wanted,
    } | given  # fmt: skip


def test_every_step_of_a_draw_lies_on_a_way_to_its_end():
    assert {step for walk in walks(DrawFlow) for step in walk} == set(DrawFlow.steps.values())


def test_the_published_file_gives_itself_byte_for_byte_and_a_changed_one_does_not(here: Bureau):
    firms(here)
    matter = committed(here, recusals="孙one；双桥铸造厂；配偶在该厂任职")
    draw = Draw.objects.get(pk=matter.pk)
    told = json.dumps(list(Entry.objects.filter(chain=matter.chain).values("body")))
    assert draw.seed not in told
    assert draw.commitment in told
    assert draw.commitment == rules.commitment(draw.seed, draw.pool)
    before = snapshot()
    with pytest.raises(NotAllowed, match="是您本人"):
        here.take(matter, "draw", "bureau-c", **WORD)
    assert snapshot() == before
    assert Draw.objects.get(pk=matter.pk).result is None
    matter = here.take(matter, "draw", "bureau-d", **WORD)
    paper = Evidence.objects.get(chain=matter.chain, kind="抽取结果文件")
    with open_file(paper) as file:
        content = file.read()
    assert rules.replay(content) == content
    said = json.loads(content)
    assert (said["word"], said["commitment"]) == (WORD["word"], draw.commitment)
    said["drawn"] = said["drawn"][::-1]
    assert rules.replay(rules.written(said)) != rules.written(said)
    said["seed"] = "0" * 64
    assert json.loads(rules.replay(rules.written(said)))["commitment"] != draw.commitment


def test_who_is_drawn_is_owed_a_visit_by_the_officers_drawn_or_says_why_others_go(here: Bureau):
    firms(here)
    matter = here.take(committed(here), "draw", "bureau-d", **WORD)
    visits = Inspection.objects.filter(matter__parent=matter).select_related("matter", "unit")
    assert len(visits) == 3
    assert {v.mode for v in visits} == {"random"}
    one = visits[0]
    assert one.lead_id != one.second_id
    names = {here.person(key).pk: key for key in ("one", "two", "three")}
    spare = next(key for pk, key in names.items() if pk not in (one.lead_id, one.second_id))
    with pytest.raises(Invalid) as refusal:
        here.prepared(one.matter, lead=here.person(spare), second=one.second)
    assert refusal.value.field == "swapped"
    ready = here.prepared(
        one.matter, lead=here.person(spare), second=one.second, swapped="抽中的人住院"
    )
    assert ready.state == "ready"


def test_weights_tags_and_the_pool_follow_what_is_registered(here: Bureau):
    made = firms(here)
    for unit in made[:2]:
        UnitTag.objects.create(unit=unit, tag="危险化学品")
    Unit.objects.filter(pk=made[4].pk).update(status=Unit.Status.STOPPED)
    draw = Draw.objects.get(pk=committed(here, weights="危险化学品=3").pk)
    weights = {one["name"]: one["weight"] for one in draw.pool["targets"]}
    assert weights["双桥第0机械厂"] == 3
    assert (weights["双桥第2机械厂"], "双桥第4机械厂" in weights) == (1, False)
    tagged = Draw.objects.get(pk=committed(here, tag="危险化学品", wanted=2).pk)
    assert len(tagged.pool["targets"]) == 2
    before = snapshot()
    for given, field in (
        ({"wanted": 50}, "wanted"), ({"weights": "危化"}, "weights"),
        ({"weights": "危化=0"}, "weights"), ({"recusals": "孙one"}, "recusals"),
        ({"recusals": "某人；双桥铸造厂；亲属"}, "recusals"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            committed(here, **given)
        assert refusal.value.field == field
    assert snapshot() == before


def test_a_weight_is_so_many_tickets_officers_share_the_visits_and_nobody_recused_goes():
    targets = [{"id": str(n), "weight": 3 if n < 500 else 1} for n in range(1000)]
    drawn = rules.draw("s", "w", pool(1, 100, targets=targets))
    heavy = sum(int(one.target) < 500 for one in drawn)
    assert 60 <= heavy <= 90  # three quarters of the tickets
    recusals = [{"officer": "甲", "target": str(n)} for n in range(60)]
    drawn = rules.draw("s", "w", pool(60, 60, recusals=recusals))
    load = Counter(officer for one in drawn for officer in one.officers)
    assert set(load) == set("乙丙丁")
    assert max(load.values()) - min(load.values()) <= 1
    alone = rules.draw("s", "w", pool(3, 3, recusals=[
        {"officer": name, "target": "1"} for name in "甲乙丙"]))  # fmt: skip
    assert {one.officers for one in alone if one.target == "1"} == {("丁",)}


def test_another_word_or_seed_is_another_draw_and_more_wanted_keeps_who_was_drawn():
    draws = [
        [one.target for one in rules.draw(seed, word, pool(50, 10))]
        for seed, word in (("a", "x"), ("a", "y"), ("b", "x"))
    ]
    assert all(one != other for one, other in pairwise(draws))
    more = [one.target for one in rules.draw("a", "x", pool(50, 20))]
    assert more[:10] == draws[0]


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"format":"bihuan-draw-1"}', b'{"format":"other"}', b"\xff"]
)
def test_a_file_that_is_no_draw_is_refused_in_words(content: bytes):
    with pytest.raises(rules.BadFile, match="抽查结果"):
        rules.replay(content)
