"""How enterprises stand is counted for whoever may see them, each number as its rows."""

from typing import Any

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.obligations.materialise import materialise
from bihuan.lib.periods import parse
from bihuan.modules.hazards.hazard_flow import HazardFlow
from bihuan.modules.selfcheck import standing
from bihuan.surfaces.workbench.queries import selfcheck as reads
from tests.kernel import factories
from tests.modules.selfcheck.conftest import DAY, Plant
from tests.testapp.world import moment

MARCH, NOW = parse("2025-03"), moment("2025-03-06")


def test_numbers_are_those_of_their_rows_and_the_silent_are_named(here: Plant):
    quiet = factories.enterprise(here.bureau, "沉默厂")
    record = here.used()
    own = here.used("worker", "own", every=1, next_on="2025-03-03")
    materialise(DAY)
    materialise(NOW)
    here.check(record)
    here.check(own, "worker")
    office = here.who("office", NOW)
    numbers = standing.numbers(office, [here.plant, quiet], MARCH, NOW)
    mine, theirs = numbers[here.plant.pk], numbers[quiet.pk]
    # Three days by the document's rule, the own list on the 3rd and again on the 4th, and the team.
    whole = standing.whole(here.plant.pk)
    assert set(whole) == {here.plant.pk, here.team.pk}
    rows = standing.owed(office, MARCH, NOW).filter(holder__in=whole)
    assert mine.owed == rows.count() == mine.on_time + mine.late + mine.missed
    assert mine.missed == standing.missed(rows).count() > 0
    assert (mine.lists, mine.on_time, mine.checks, mine.abnormal, mine.last) == (2, 2, 2, 0, DAY)
    assert (theirs.lists, theirs.checks, theirs.last) == (0, 0, None)
    assert theirs.owed == theirs.missed > 0

    def named(which: str, viewer: Any = office) -> set[str]:
        filters = reads.Standings(which=which)
        return {one.name for one in reads.enterprises(viewer, MARCH, NOW, filters)}

    assert named("") == {"新兴化工厂", "沉默厂"}
    assert named("unlisted") == named("never") == {"沉默厂"}
    assert named("missed") == {"新兴化工厂", "沉默厂"}
    assert named("contradicted") == set()
    assert named("", here.who("officer", NOW)) == {"新兴化工厂"}
    facts = {"unit": here.plant, "spot": "罐区", "says": "围堰有裂缝"}
    open_by_hand(HazardFlow, facts, clause=None, by=here.who("clerk"), at=DAY)
    assert named("contradicted") == {"新兴化工厂"}
    assert reads.contradicted([here.plant, quiet], MARCH) == {here.plant.pk: 1}


def test_the_number_of_queries_does_not_grow_with_the_enterprises(
    here: Plant, django_assert_num_queries: Any
):
    units = [factories.enterprise(here.bureau) for _ in range(3)]
    office = here.who("office", NOW)
    for few in (units[:1], units):
        with django_assert_num_queries(4):
            standing.numbers(office, few, MARCH, NOW)
