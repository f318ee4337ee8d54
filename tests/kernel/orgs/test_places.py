"""The region tree is loaded once and found by codes of any day."""

import pytest

from bihuan.kernel.orgs import places
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound
from bihuan.kernel.trace.models import Entry
from bihuan.lib.tables import Table
from tests.kernel.factories import AT, SETUP, committee_office, county, viewer_in

pytestmark = pytest.mark.django_db


def row(id_, name, parent, level):
    return {"id": id_, "code": "" if level == "zone" else id_, "name": name, "parent": parent,
            "level": level}  # fmt: skip


SMALL = [
    row("441521101", "可塘镇", "441521", "4"),
    row("440000", "广东省", "", "1"),
    row("441500", "汕尾市", "440000", "2"),
    row("ZONE-441521-01", "经济开发区", "441521", "zone"),
    row("441521", "海丰县", "441500", "3"),
]


def test_the_four_thousand_shipped_divisions_load_in_few_statements(django_assert_max_num_queries):
    rows = Table("divisions").rows
    with django_assert_max_num_queries(50):
        assert places.load_places(rows) == len(rows)
    village = Place.objects.filter(level="village").first()
    assert village.path.count("/") == len(places.ancestors(village.path)) == 6
    assert Place.objects.get(code="230900Z01").parent.code == "230900"


def test_rows_may_come_in_any_order_and_loading_again_changes_nothing():
    assert places.load_places(SMALL) == 5
    town = Place.objects.get(code="441521101")
    assert town.path == "0/440000/441500/441521/441521101/"
    assert Place.objects.get(name="经济开发区").code == "441521Z01"
    before = list(Place.objects.order_by("pk").values_list())
    assert places.load_places(SMALL) == 0
    assert list(Place.objects.order_by("pk").values_list()) == before


def test_a_division_whose_parent_is_nowhere_is_refused_whole():
    with pytest.raises(Invalid, match="区划城东镇的上级 441599 不在表中"):
        places.load_places([*SMALL, row("441599101", "城东镇", "441599", "4")])
    assert not Place.objects.exists()


def test_a_code_nobody_has_is_answered_plainly():
    with pytest.raises(NotFound, match="没有区划代码 999999"):
        places.place("999999")


def test_zones_get_codes_of_their_own_below_the_county():
    first = places.add_place("高新区", parent=county(), since=None, by=SETUP, at=AT)
    second = places.add_place("经开区", parent=county(), since=None, by=SETUP, at=AT)
    assert (first.code, second.code) == ("441521Z01", "441521Z02")
    assert second.path == f"{county().path}441521Z02/"
    assert Entry.objects.filter(chain="s", verb="place_added").count() == 2


def test_a_zone_of_a_name_that_is_there_is_refused():
    places.add_place("高新区", parent=county(), since=None, by=SETUP, at=AT)
    with pytest.raises(Invalid, match="海丰县已有“高新区”"):
        places.add_place("高新区", parent=county(), since=None, by=SETUP, at=AT)
    assert Place.objects.filter(level="zone").count() == 1


def test_a_worker_adds_no_zone():
    worker = viewer_in(committee_office(county()), "worker")
    with pytest.raises(NotAllowed):
        places.add_place("高新区", parent=county(), since=None, by=worker, at=AT)
    assert not Place.objects.filter(level="zone").exists()
