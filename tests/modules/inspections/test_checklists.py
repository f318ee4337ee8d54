"""Checklists: brought in from words that exist, never invented, changed only as a next version."""

from pathlib import Path

import pytest

from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.modules.inspections import checklists, sources
from bihuan.modules.inspections.checklist_flow import ChecklistFlow
from bihuan.modules.inspections.models import Checklist
from tests.modules.accountability.conftest import DAY
from tests.modules.inspections.conftest import TODAY, Bureau
from tests.testapp.performing import snapshot
from tests.walks import walks

PACKS = Path(__file__).parents[3] / "packs"
ITEM = {"says": "看", "law": "法", "kind": "check", "level": "", "only_answer": "", "section": "",
        "measure": ""}  # fmt: skip


def test_every_step_of_a_checklist_lies_on_a_way_to_its_end():
    taken = {step for walk in walks(ChecklistFlow) for step in walk}
    assert taken == set(ChecklistFlow.steps.values())


def test_every_item_of_a_document_stands_in_its_words_and_what_it_only_names_is_empty():
    of_places = [one for one in sources.known().values() if one.place]
    assert of_places
    for one in of_places:
        texts = "".join(path.read_text("utf-8") for path in (PACKS / one.place).glob("*.txt"))
        assert all(given.says in texts for given in one.entries), one.title
    assert [one.title for one in of_places if not one.entries] == ["《安全生产法》“双七条”"]


def test_a_list_in_use_changes_only_as_the_next_version_that_ends_it(here: Bureau):
    first = here.used(here.listed("gongmao-1"))
    assert first.items.count() == 3
    assert all(item.major and item.criterion for item in first.items.all())
    before = snapshot()
    with pytest.raises(WrongState, match="不在起草中"):
        checklists.put_item(first, 9, ITEM, by=here.viewer("bureau-c"), at=DAY,
                            revision=first.matter.revision)  # fmt: skip
    with pytest.raises(NotAllowed):
        here.take(first.matter, "retire", "bureau-c", opinion="不用了")
    assert snapshot() == before
    here.take(first.matter, "revise", "bureau-c")
    second = Checklist.objects.everywhere("test").get(previous=first)
    assert (second.version, second.items.count()) == (2, 3)
    second = here.used(second)
    first.refresh_from_db()
    first.matter.refresh_from_db()
    assert (first.until, first.matter.state, second.since) == (TODAY, "retired", TODAY)


def test_a_list_of_another_place_or_an_item_that_makes_no_sense_is_refused(here: Bureau):
    with pytest.raises(Invalid, match="别的地方的文件"):
        here.listed("370200-two-sevens")
    made, by = here.listed(), here.viewer("bureau-c")
    before = snapshot()
    for given, field in (
        ({"kind": "number"}, "low"), ({"kind": "number", "low": 2, "high": 1}, "low"),
        ({"low": 1}, "kind"), ({"only_if": 5}, "only_if"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refusal:
            checklists.put_item(made, 2, ITEM | given, by=by, at=DAY, revision=made.matter.revision)
        assert refusal.value.field == field
    assert snapshot() == before
    assert not made.items.exists()
