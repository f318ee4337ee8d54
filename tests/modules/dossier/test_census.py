"""Every unit of the grid is visited in the first quarter; who was not is listed by name."""

from datetime import date, timedelta

import pytest

from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, WrongState
from bihuan.kernel.trace.models import Entry
from bihuan.modules.dossier import census, keeping
from bihuan.modules.dossier.models import Visit
from tests.kernel import factories

from .conftest import AT, TODAY


def village_of(here):
    """A village of the town with its informant."""
    place = here.town.place
    code = f"{place.code}001"
    below = type(place).objects.create(code=code, name="甲村", level="village", parent=place,
                                       path=f"{place.path}{code}/")  # fmt: skip
    unit = factories.unit("甲村村民委员会", "village", below, here.town)
    firm = factories.unit("甲村作坊", "enterprise", below, here.town)
    return firm, factories.viewer_in(unit, "village_informant")


def visit(here, unit=None, by=None, *, photo=True, **given):
    target = unit or here.firm
    facts = {"on": TODAY, "found": "与档案一致"} | given
    photos = [here.photo(target)] if photo else []
    return census.visit(target, photos=photos, by=by or here.viewer("station"), at=AT, **facts)


def test_a_visit_says_that_nothing_changed_or_puts_right_what_did(here):
    assert not visit(here).changed
    other = here.another("乙厂")
    assert visit(here, other, facts={"headcount": 40}, found="新招 10 人").changed
    assert Unit.objects.get(pk=other.pk).headcount == 40
    assert next(keeping.history(other)).basis == "网格走访"


def test_the_informant_of_a_village_visits_its_enterprises_and_no_others(here):
    firm, informant = village_of(here)
    visit(here, firm, informant)
    with pytest.raises(NotAllowed):
        visit(here, here.firm, informant)
    before = Visit.objects.count()
    with pytest.raises(NotAllowed):
        visit(here, firm, informant, on=TODAY - timedelta(days=1), facts={"headcount": 3})
    assert Visit.objects.count() == before


@pytest.mark.parametrize(("given", "refusal"), [
    ({"photo": False}, ProofMissing), ({"found": " "}, Invalid),
    ({"on": TODAY + timedelta(days=1)}, Invalid),
])  # fmt: skip
def test_a_visit_without_photograph_words_or_with_a_day_to_come_is_refused(here, given, refusal):
    with pytest.raises(refusal):
        visit(here, **given)
    assert not Visit.objects.exists()


def test_the_enterprise_does_not_visit_itself_and_a_day_counts_once(here, elsewhere):
    with pytest.raises(NotAllowed):
        visit(here, by=here.viewer("owner"))
    with pytest.raises(NotAllowed):
        visit(here, by=elsewhere.viewer())
    visit(here)
    before = Visit.objects.count(), Entry.objects.exclude(verb="evidence").count()
    with pytest.raises(Invalid):
        visit(here)
    with pytest.raises(WrongState):
        visit(here, here.bureau)
    other = here.another("乙厂")
    with pytest.raises(ProofMissing):
        census.visit(other, on=TODAY, found="好", photos=[here.photo()], by=here.viewer(), at=AT)
    assert (Visit.objects.count(), Entry.objects.exclude(verb="evidence").count()) == before


def test_coverage_counts_every_running_enterprise_stopped_ones_too(here):
    stopped, closed = here.another("停产厂", status="stopped"), here.another("关闭厂")
    Unit.objects.filter(pk=closed.pk).update(until=TODAY, status="closed")
    visit(here)
    [grid] = census.coverage(here.viewer(), census.Round(2025))
    assert (grid.units, grid.visited, grid.late, grid.uncovered) == (2, 1, 0, 1)
    left = census.counted(here.viewer()).exclude(census.visited(census.Round(2025)))
    assert list(left) == [stopped]


@pytest.mark.parametrize(("on", "counts"), [
    (date(2025, 3, 31), (1, 0)), (date(2025, 4, 1), (0, 1)), (date(2024, 12, 31), (0, 0)),
])  # fmt: skip
def test_only_a_visit_of_the_first_quarter_is_in_time(here, on, counts):
    Visit.objects.create(unit=here.firm, on=on, changed=False, found="好", at=AT,
                         by_id=here.viewer().person_id, post_id=here.viewer().post_id)  # fmt: skip
    [grid] = census.coverage(here.viewer(), census.Round(2025))
    assert (grid.visited, grid.late) == counts


def test_a_neighbour_sees_no_visit_and_no_enterprise_of_the_census(here, elsewhere):
    visit(here)
    assert here.firm not in census.counted(elsewhere.viewer())
    assert here.firm in census.counted(here.viewer("station"))
