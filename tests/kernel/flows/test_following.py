"""Units and places change; open matters go on under what succeeds them."""

from bihuan.kernel.flows.following import bring_along
from bihuan.kernel.orgs.models import Place, Succession
from bihuan.kernel.orgs.succession import Change
from bihuan.kernel.trace.models import Matter, Party
from tests.testapp.flows import RectificationFlow as Flow
from tests.testapp.performing import fresh, perform
from tests.testapp.world import County, moment, unit

DAY = moment("2025-03-03")


def test_the_successor_inherits_what_is_open_and_not_what_is_closed(here: County, danger: Matter):
    closed = fresh(danger)
    for step, day in ((Flow.plan, "02"), (Flow.submit, "03"), (Flow.close, "04")):
        perform(
            closed,
            step,
            here,
            moment(f"2025-03-{day}"),
            **({"money": 1} if step is Flow.plan else {}),
        )
    heir = unit("新化工厂", "enterprise", here.place)
    row = Succession(kind="merged", old_unit=here.enterprise, new_unit=heir, on=DAY.date())
    bring_along(Change(row, DAY))
    assert fresh(closed).unit == here.enterprise
    Matter.objects.everywhere("test").filter(pk=danger.pk).update(closed_at=None, state="found")
    bring_along(Change(row, DAY))
    assert fresh(danger).unit == heir
    assert Party.objects.filter(matter=danger, unit=heir).exists()


def test_a_recoded_place_takes_its_matters_along(here: County, danger: Matter):
    row = Succession(kind="recoded", new_place=here.place, on=DAY.date())
    bring_along(Change(row, DAY, "44/4415/441521/", "44/4415/441599/"))
    assert fresh(danger).place_path == "44/4415/441599/"


def test_a_unit_that_moves_takes_its_matters_to_the_new_place(here: County, danger: Matter):
    there = Place.objects.create(
        code="441523", name="陆河县", level="county", path="44/4415/441523/"
    )
    row = Succession(kind="moved", subject=here.enterprise, new_place=there, on=DAY.date())
    bring_along(Change(row, DAY, "44/4415/441521/", "44/4415/441523/"))
    assert fresh(danger).place == there
    assert fresh(danger).place_path == there.path
