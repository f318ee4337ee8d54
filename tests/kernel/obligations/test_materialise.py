"""A period opens with one obligation per bound unit, once, also after a stand-still."""

from bihuan.kernel.obligations import tallies
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Obligation

from .conftest import due_on, moment


def rows(**facts):
    return Obligation.objects.everywhere("test").filter(**facts).order_by("pk")


def test_each_bound_unit_owes_once_a_period(county):
    ladder = county.ladder({"after_hours": -72, "stage": 0})
    rule = county.rule(ladder=ladder)
    firms = [county.unit(f"公司{n}") for n in range(3)]
    county.unit("镇政府", "town_government")
    assert materialise(moment("2025-01-05")).opened == 3
    assert materialise(moment("2025-01-05", 18)).opened == 0
    owed = rows(rule=rule)
    assert {o.subject for o in owed} == set(firms)
    assert {o.period for o in owed} == {"2025-01"}
    assert {o.legal_due for o in owed} == {due_on("2025-01-31")}
    assert {o.next_at for o in owed} == {moment("2025-01-28", 23, 59).replace(second=59)}
    assert tallies.counts("44/") == {"periodic": {0: 3}}


def test_missed_periods_are_caught_up(county):
    county.rule()
    county.unit("公司")
    materialise(moment("2025-01-05"))
    assert materialise(moment("2025-04-02")).opened == 3
    assert [o.period for o in rows()] == ["2025-01", "2025-02", "2025-03", "2025-04"]
