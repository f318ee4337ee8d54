"""Sealed queries answer only when they say who is looking, whatever their shape."""

from dataclasses import replace

import pytest
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Prefetch

from bihuan.kernel.notices import notices
from bihuan.kernel.notices.models import Delivery, Notice, Reading
from bihuan.kernel.orgs.authority import units_seen
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.scope import Unscoped
from tests.kernel.factories import (
    AT,
    committee_office,
    county,
    department,
    enterprise,
    town,
    viewer_in,
)

pytestmark = pytest.mark.django_db
N = Notice.objects

SHAPES = {
    "list": lambda: list(N.all()),
    "filter": lambda: list(N.filter(stage=1)),
    "exclude": lambda: list(N.exclude(stage=1)),
    "count": lambda: N.count(),
    "exists": lambda: N.exists(),
    "first": lambda: N.first(),
    "last": lambda: N.order_by("pk").last(),
    "get": lambda: N.get(stage=1),
    "latest": lambda: N.latest("created_at"),
    "earliest": lambda: N.earliest("created_at"),
    "in_bulk": lambda: N.in_bulk(),
    "contains": lambda: N.all().contains(Notice(pk=1)),
    "aggregate": lambda: N.aggregate(Count("pk")),
    "annotate": lambda: list(N.annotate(n=Count("readings"))),
    "values": lambda: list(N.values("subject")),
    "values_list": lambda: list(N.values_list("pk", flat=True)),
    "iterator": lambda: list(N.iterator()),
    "datetimes": lambda: list(N.datetimes("created_at", "day")),
    "slice": lambda: list(N.all()[:3]),
    "index": lambda: N.order_by("pk")[0],
    "select_related": lambda: list(N.select_related("unit")),
    "select_for_update": lambda: list(N.select_for_update()),
    "distinct": lambda: list(N.distinct()),
    "union": lambda: list(N.all().union(N.all())),
    "union of seen and all": lambda: list(N.everywhere("test").union(N.all())),
    "seen or all": lambda: list(N.everywhere("test") | N.all()),
    "all or seen": lambda: list(N.all() | N.everywhere("test")),
    "subquery": lambda: list(Unit.objects.filter(notices__in=N.all())),
    "pk in subquery": lambda: list(Reading.objects.filter(notice__in=N.values("pk"))),
    "exists subquery": lambda: list(Unit.objects.filter(Exists(N.filter(unit=OuterRef("pk"))))),
    "prefetch": lambda: list(Unit.objects.prefetch_related("notices")),
    "prefetch object": lambda: list(Unit.objects.prefetch_related(Prefetch("notices", N.all()))),
    "related manager": lambda: list(Unit.objects.get().notices.all()),
    "related manager count": lambda: Unit.objects.get().notices.count(),
    "many to many": lambda: list(Delivery(pk=1).notices.all()),
    "update": lambda: N.update(stage=2),
    "filtered update": lambda: N.filter(stage=1).update(stage=F("stage") + 1),
    "bulk_update": lambda: N.bulk_update([Notice(pk=1, stage=2)], ["stage"]),
    "delete": lambda: N.all().delete(),
    "filtered delete": lambda: N.filter(stage=1).delete(),
    "get_or_create": lambda: N.get_or_create(key="k"),
    "update_or_create": lambda: N.update_or_create(key="k"),
    "raw": lambda: list(N.raw("SELECT * FROM notices_notice")),
    "explain": lambda: N.all().explain(),
}


@pytest.fixture
def notice():
    office = committee_office(county())
    return notices.write(
        key="o1:1:holder", unit=office, post=None, chain="o1", template="prompt",
        subject="3 月检查", facts={}, stage=1, urgent=False, at=AT,
    )  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_query_without_a_scope_raises_whatever_its_shape(notice, shape):
    with pytest.raises(Unscoped), transaction.atomic():
        SHAPES[shape]()
    assert list(N.everywhere("test").values_list("stage", flat=True)) == [1]


def test_everywhere_wants_a_reason():
    with pytest.raises(Unscoped, match="reason"):
        N.everywhere("")


def test_a_scope_survives_filters_slices_and_updates(notice):
    seen = N.everywhere("test").filter(stage=1).order_by("pk")
    assert seen.exists()
    assert list(seen[:1]) == [notice]
    assert seen.update(stage=2) == 1


def test_rows_reached_from_a_visible_row_need_no_scope_of_their_own(notice):
    person = viewer_in(notice.unit, "office_clerk").person_id
    reading = Reading.objects.create(notice=notice, person_id=person, at=AT)
    assert Reading.objects.get(pk=reading.pk).notice == notice
    notice.refresh_from_db()
    notice.delete()
    assert not N.everywhere("test").exists()


def test_a_post_that_reads_nothing_sees_no_row(notice):
    keeper = viewer_in(notice.unit, "administrator")
    assert list(N.visible_to(keeper)) == []
    assert list(N.visible_to(viewer_in(notice.unit, "office_clerk"))) == [notice]


def test_units_are_seen_by_place_by_supervision_and_as_ones_own():
    place = county()
    office, bureau, station = committee_office(place), department(place), town(place)
    plant = enterprise(station)
    watched = enterprise(bureau)
    other = county("230902", "新兴区")
    foreign = enterprise(town(other, "红旗镇"))

    def seen(viewer):
        return set(Unit.objects.filter(units_seen(viewer)))

    assert seen(viewer_in(office, "office_clerk")) == {office, bureau, station, plant, watched}
    assert seen(viewer_in(bureau, "department_clerk")) == {bureau, watched}
    assert seen(viewer_in(station, "town_station")) == {station, plant}
    assert seen(viewer_in(plant, "safety_officer")) == {plant}
    opened = replace(viewer_in(plant, "safety_officer"), opened=(other.path,))
    assert seen(opened) == {plant, foreign, foreign.supervisor}


def test_a_county_whose_code_begins_like_another_is_not_below_it():
    short, long = county("441521"), county("4415210", "另一县")
    foreign = committee_office(long)
    viewer = viewer_in(committee_office(short), "office_clerk")
    assert not Unit.objects.filter(units_seen(viewer), pk=foreign.pk).exists()
