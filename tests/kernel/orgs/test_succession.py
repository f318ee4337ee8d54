"""Units and places are renamed, merged, split, re-coded, moved; rows follow, names stay."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.kernel.orgs import places, succession, terms, units
from bihuan.kernel.orgs.models import Place, Succession, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.succession import Decision
from bihuan.kernel.trace.models import Entry
from tests.kernel.factories import (
    AT,
    DAY,
    SETUP,
    committee_office,
    county,
    department,
    enterprise,
    person_in,
    post,
    town,
    viewer_in,
)

pytestmark = pytest.mark.django_db
NOW = Decision(DAY, "海委发〔2024〕3号", SETUP, AT)
BEFORE = DAY - timedelta(days=1)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def followed(monkeypatch):
    """What followers are shown."""
    seen = []
    monkeypatch.setattr(succession, "_followers", [])
    succession.follow(seen.append)
    succession.follow(seen.append)
    return seen


def test_a_renamed_department_keeps_its_row_and_the_name_of_each_day():
    bureau = department(county(), "贸易局", "department")
    succession.rename(bureau, "海丰县商务局", NOW)
    succession.rename(fresh(bureau), "海丰县商务和投资促进局", replace(NOW, on=DAY, at=AT))
    bureau = fresh(bureau)
    assert units.name_on(bureau, BEFORE) == "海丰县贸易局"
    assert units.name_on(bureau, DAY) == "海丰县商务和投资促进局"
    assert [row.kind for row in Succession.objects.all()] == ["renamed", "renamed"]
    verbs = set(Entry.objects.values_list("chain", "verb"))
    assert verbs == {(bureau.chain, "renamed")}


def test_a_change_whose_name_was_taken_meanwhile_waits_and_holds_up_no_other():
    place, day = county(), DAY + timedelta(days=30)
    bureau, other = (
        department(place, "贸易局", "department"),
        department(place, "农机局", "department"),
    )
    later = replace(NOW, on=day)
    succession.rename(bureau, "海丰县商务局", later)
    succession.rename(other, "海丰县农业农村局", later)
    taken = department(place, "商务局", "department")
    at = AT + timedelta(days=30)
    assert succession.apply_due(at) == 1
    assert (fresh(bureau).name, fresh(other).name) == ("海丰县贸易局", "海丰县农业农村局")
    succession.rename(taken, "海丰县投资促进局", replace(NOW, on=day, at=at))
    assert succession.apply_due(at) == 1
    assert fresh(bureau).name == "海丰县商务局"


def test_a_rename_to_the_same_name_is_refused():
    bureau = department(county())
    with pytest.raises(Invalid, match="新名称应与“海丰县应急管理局”不同"):
        succession.rename(bureau, bureau.name, NOW)
    assert not Succession.objects.exists()


def test_a_change_needs_its_basis_and_the_right_to_make_it():
    bureau = department(county())
    with pytest.raises(Invalid, match="依据"):
        succession.rename(bureau, "新名", replace(NOW, reason=" "))
    worker = viewer_in(bureau, "worker")
    with pytest.raises(NotAllowed):
        succession.rename(bureau, "新名", replace(NOW, by=worker))
    assert not Succession.objects.exists()
    assert fresh(bureau).name == "海丰县应急管理局"


def test_a_change_ahead_of_its_day_is_applied_on_it_once(followed):
    bureau = department(county(), "贸易局", "department")
    row = succession.rename(bureau, "海丰县商务局", replace(NOW, on=DAY + timedelta(days=30)))
    assert row.applied_at is None
    assert succession.apply_due(AT + timedelta(days=29)) == 0
    assert fresh(bureau).name == "海丰县贸易局"
    day = AT + timedelta(days=30)
    assert succession.apply_due(day) == 1
    assert succession.apply_due(day) == 0
    assert fresh(bureau).name == "海丰县商务局"
    assert fresh(row).applied_at == day
    assert len(followed) == 1
    assert units.name_on(fresh(bureau), DAY) == "海丰县贸易局"


def test_the_merged_unit_s_charges_go_to_the_new_one_and_its_people_leave(followed):
    old, new = department(county(), "安监局"), department(county(), "应急管理局")
    plants = [enterprise(old) for _ in range(3)]
    head = person_in(post(old, "department_leader"))
    units.add_alias(old, "县安监局", place=county(), by=SETUP, at=AT)
    succession.merge([old], new, NOW)
    assert {fresh(plant).supervisor for plant in plants} == {new}
    assert (fresh(old).status, fresh(old).until) == ("closed", DAY)
    assert terms.holder(head.post, BEFORE) == head
    assert terms.holder(head.post, DAY) is None
    [change] = followed
    assert (change.row.old_unit, change.row.new_unit) == (old, new)


def test_an_old_name_leads_to_the_successor_after_the_merger_and_to_itself_before():
    old, new = department(county(), "安监局"), department(county(), "应急管理局")
    last = department(county(), "应急和消防管理局")
    succession.merge([old], new, NOW)
    succession.merge([fresh(new)], last, replace(NOW, on=DAY + timedelta(days=1)))
    succession.apply_due(AT + timedelta(days=1))
    assert units.find("海丰县安监局", place=county(), on=BEFORE) == old
    assert units.find("海丰县安监局", place=county(), on=DAY) == new
    assert units.find("海丰县安监局", place=county(), on=DAY + timedelta(days=1)) == last


def test_merging_a_supervisor_into_its_own_charge_makes_no_ring():
    above = committee_office(county())
    old = department(county(), "安监局")
    new = department(county(), "应急管理局")
    Unit.objects.filter(pk=old.pk).update(supervisor=above)
    Unit.objects.filter(pk=new.pk).update(supervisor=old)
    succession.merge([old], new, NOW)
    assert fresh(new).supervisor == above


def test_nothing_merges_into_itself():
    bureau = department(county())
    with pytest.raises(Invalid, match="不能并入自己"):
        succession.merge([bureau], bureau, NOW)
    assert fresh(bureau).until is None


def test_a_split_gives_each_part_what_is_named_for_it_and_the_heir_the_rest(followed):
    old = department(county(), "建设交通局", "department")
    build, traffic = (department(county(), name, "department") for name in ("住建局", "交通局"))
    for_build, for_traffic, left = enterprise(old), enterprise(old), enterprise(old)
    succession.split(old, heir=build, parts={traffic: [for_traffic]}, decision=NOW)
    assert fresh(for_traffic).supervisor == traffic
    assert {fresh(for_build).supervisor, fresh(left).supervisor} == {build}
    assert fresh(old).status == "closed"
    assert units.find(old.name, place=county(), on=DAY) == build
    assert [(change.row.new_unit, change.row.rest) for change in followed] == [
        (traffic, False),
        (build, True),
    ]


def test_a_recoded_place_takes_its_subtree_along_and_answers_to_the_old_code(followed):
    place = county("370282", "即墨市")
    station = town(place, "通济镇")
    plant = enterprise(station)
    neighbour = enterprise(town(county("370283", "平度市"), "南村镇"))
    succession.recode(place, "370215", NOW)
    path = place.path.replace("370282", "370215")
    assert fresh(place).path == path
    assert fresh(station.place).path == f"{path}370282100/"
    assert fresh(plant).place_path == fresh(station.place).path
    assert fresh(neighbour).place_path == neighbour.place_path
    assert places.place("370282") == place
    [change] = followed
    assert (change.old_path, change.new_path) == (place.path, path)


def test_a_code_that_is_taken_is_refused():
    place = county()
    with pytest.raises(Invalid, match="区划代码 441500 已有"):
        succession.recode(place, "441500", NOW)
    assert fresh(place).code == "441521"


def test_a_renamed_place_keeps_the_name_of_each_day():
    place = county("370282", "即墨市")
    succession.rename(place, "即墨区", NOW)
    assert (places.name_on(fresh(place), BEFORE), places.name_on(fresh(place), DAY)) == (
        "即墨市",
        "即墨区",
    )


def test_a_moved_place_takes_its_subtree_along_and_cannot_move_below_itself():
    place, city = county(), county("230902", "新兴区").parent
    plant = enterprise(town(place))
    with pytest.raises(Invalid, match="不能划入自己的下级可塘镇"):
        succession.move(place, plant.place, NOW)
    succession.move(place, city, NOW)
    assert fresh(place).path == f"{city.path}441521/"
    assert fresh(place).parent == city
    assert fresh(plant).place_path == f"{city.path}441521/441521100/"


def test_a_merged_place_ends_and_its_units_and_parts_live_in_the_other(followed):
    old, new = county("510626", "罗江县"), county("510604", "罗江区")
    plant = enterprise(town(old, "金山镇"))
    office = committee_office(old)
    succession.merge([old], new, NOW)
    assert (fresh(old).until, fresh(old).path) == (DAY, old.path)
    assert (fresh(office).place, fresh(office).place_path) == (new, new.path)
    assert fresh(plant.place).parent == new
    assert fresh(plant).place_path == fresh(plant.place).path == f"{new.path}510626100/"
    assert (followed[0].old_path, followed[0].new_path) == (old.path, new.path)


def test_a_moved_unit_is_closed_nowhere_and_says_where_it_was(followed):
    place = county()
    plant, other = enterprise(town(place)), town(place, "大湖镇").place
    row = succession.move(plant, other, NOW)
    assert (fresh(plant).place_path, fresh(plant).status) == (other.path, "operating")
    assert (row.before, row.after) == ("可塘镇", "大湖镇")
    assert (followed[0].row.subject, followed[0].new_path) == (plant, other.path)


def test_units_are_transferred_to_another_supervisor_but_never_in_a_ring():
    bureau, station = department(county()), town(county())
    plants = [enterprise(station) for _ in range(3)]
    rows = succession.transfer(plants, bureau, NOW)
    assert {fresh(plant).supervisor for plant in plants} == {bureau}
    assert [(row.old_unit, row.new_unit) for row in rows] == [(station, bureau)] * 3
    with pytest.raises(Invalid, match="不能反过来监管它"):
        succession.transfer([bureau], fresh(plants[0]), NOW)
    with pytest.raises(Invalid):
        succession.transfer([bureau], bureau, NOW)
    assert fresh(bureau).supervisor is None
    assert Succession.objects.count() == 3


def test_a_place_s_units_are_transferred_together_whoever_else_watches_stays():
    old, new = department(county(), "住建局"), department(county(), "综合执法局")
    here, there = town(county()).place, town(county(), "大湖镇").place
    moved, elsewhere, foreign = enterprise(old), enterprise(old), enterprise(new)
    Unit.objects.filter(pk=moved.pk).update(place=here, place_path=here.path)
    Unit.objects.filter(pk=elsewhere.pk).update(place=there, place_path=there.path)
    succession.transfer_place(here, old=old, new=new, decision=NOW)
    assert fresh(moved).supervisor == new
    assert fresh(elsewhere).supervisor == old
    assert fresh(foreign).supervisor == new


def test_a_follower_that_fails_leaves_everything_as_it_was(monkeypatch):
    def broken(change):
        raise RuntimeError("disk full")

    monkeypatch.setattr(succession, "_followers", [broken])
    bureau = department(county())
    with pytest.raises(RuntimeError, match="disk full"):
        succession.rename(bureau, "新名", NOW)
    assert fresh(bureau).name == "海丰县应急管理局"
    assert not Succession.objects.exists()
    assert not Entry.objects.exists()


def test_a_thousand_charges_change_hands_in_as_many_statements_as_ten():
    assert statements_of_a_merger("甲", 10) == statements_of_a_merger("乙", 1000)


def statements_of_a_merger(mark: str, charges: int) -> int:
    """Merge a department that answers for so many units; return how many statements it took."""
    place = county()
    old, new = department(place, f"{mark}安监局"), department(place, f"{mark}应急管理局")
    facts = {"kind": "enterprise", "place": place, "place_path": place.path, "supervisor": old}
    Unit.objects.bulk_create(Unit(name=f"{mark}厂{n}", **facts) for n in range(charges))
    with CaptureQueriesContext(connection) as asked:
        succession.merge([old], new, NOW)
    assert Unit.objects.filter(supervisor=new).count() == charges
    return len(asked)


def test_a_change_of_years_ago_names_the_days_between_rightly():
    bureau = department(county(), "甲局")
    succession.rename(bureau, "乙局", replace(NOW, on=date(2018, 1, 1)))
    succession.rename(fresh(bureau), "丙局", replace(NOW, on=date(2021, 1, 1)))
    names = [units.name_on(fresh(bureau), date(year, 6, 1)) for year in (2017, 2019, 2023)]
    assert names == ["海丰县甲局", "乙局", "丙局"]
    assert Place.objects.count() == 4


def untouched(unit):
    """What a refused change of a unit must leave: its row, no change, no line of the trace."""
    kept = ("name", "place_id", "supervisor_id", "status", "until")
    assert all(getattr(fresh(unit), name) == getattr(unit, name) for name in kept)
    assert not Succession.objects.exists()
    assert not Entry.objects.exists()


def test_a_unit_does_not_change_by_itself_what_it_is():
    station = town(county())
    plant = enterprise(station)
    by = viewer_in(plant, "enterprise_principal")
    mine = replace(NOW, by=by)
    for act in (
        lambda: succession.rename(plant, "海丰县新厂", mine),
        lambda: succession.transfer([plant], committee_office(county()), mine),
        lambda: succession.move(plant, county(), mine),
        lambda: units.stop(plant, reason="检修", by=by, at=AT),
        lambda: units.tag(plant, "规模以上", since=DAY, by=by, at=AT),
    ):
        with pytest.raises(NotAllowed, match="不由本单位自己改") as refused:
            act()
        assert refused.value.can == station.name
    untouched(plant)
    assert not plant.tags.exists()
    succession.rename(plant, "海丰县新厂", replace(NOW, by=viewer_in(station, "town_station")))


def test_a_unit_is_not_moved_or_registered_into_a_place_outside_one_s_own():
    station = town(county())
    plant, far = enterprise(station), county("441523", "陆河县")
    by = viewer_in(station, "town_station")
    with pytest.raises(NotAllowed, match="陆河县不在您的辖区"):
        succession.move(plant, far, replace(NOW, by=by))
    with pytest.raises(NotAllowed, match="陆河县不在您的辖区"):
        units.register(
            name="陆河纸厂", kind="enterprise", place=far, supervisor=station, by=by, at=AT
        )
    with pytest.raises(NotAllowed, match="陆河县不在您的辖区"):
        units.add_alias(plant, "纸厂", place=far, by=by, at=AT)
    untouched(plant)
    assert not Unit.objects.filter(place=far).exists()
    assert not plant.aliases.exists()


def test_a_unit_that_ended_does_not_change_any_more():
    bureau, office = department(county()), committee_office(county())
    Unit.objects.filter(pk=bureau.pk).update(status=Unit.Status.CLOSED, until=BEFORE)
    bureau = fresh(bureau)
    with pytest.raises(WrongState, match="已于 2024-03-11 终止"):
        succession.merge([bureau], office, NOW)
    untouched(bureau)


def test_a_name_taken_in_the_place_is_refused_in_words():
    bureau, other = department(county()), department(county(), "贸易局", "department")
    with pytest.raises(Invalid, match="海丰县已有同名的单位") as refused:
        succession.rename(bureau, other.name, NOW)
    assert refused.value.field == "name"
    untouched(bureau)
