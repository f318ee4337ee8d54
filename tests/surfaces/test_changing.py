"""Units and places change on pages: what was shown beforehand is what comes, or nothing is done."""

from typing import Any

import pytest

from bihuan.kernel.law.models import Clause
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Place, Succession, Term, Unit
from bihuan.kernel.trace.models import Entry
from bihuan.surfaces.workbench.queries import changing
from tests.kernel import factories
from tests.surfaces.twins import NOW, County

PAPER = {"on": "2025-03-12", "reason": "甲府〔2025〕7号"}


def filled(act: str, **given: Any) -> dict[str, Any]:
    """Return a form of an act as the page sends it."""
    return {f"{act}-{name}": value for name, value in (PAPER | given).items()}


def everything() -> tuple[int, ...]:
    """Count what nothing but a change may touch."""
    owed = Obligation.objects.everywhere("test").filter(done_at=None)
    return (Succession.objects.count(), Place.objects.count(), Entry.objects.count(),
            owed.count(), Unit.objects.filter(until=None).count())  # fmt: skip


def sums(county: County, *names: str) -> list[Any]:
    """Return the sums of units as the clerk sees them."""
    viewer = county.viewer("office_clerk")
    return [changing.sums_of_unit(viewer, Unit.objects.get(name=name), NOW) for name in names]


def test_a_merger_does_what_its_preview_said_and_loses_no_duty(county: County) -> None:
    clerk, bureau, town = (
        county.browser("office_clerk"),
        county.units["bureau"],
        county.units["town"],
    )
    Clause.objects.filter(pk=county.clause.pk).update(text=f"由{bureau.name}牵头。")
    Obligation.objects.everywhere("test").filter(pk=county.late.pk).update(holder=bureau)
    before = everything()
    form = filled("merge", into=town.name)
    looked = clerk.post(f"/units/{bureau.pk}/merge", form | {"look": "1"})
    assert looked.status_code == 200
    assert everything() == before, "looking does nothing"
    seen, page = looked.context["looked"], looked.content.decode()
    assert "还没有办理" in page
    holders = Term.objects.filter(post__unit=bureau, until=None).count()
    assert len(seen["seen"].people) + seen["seen"].more_people == holders
    assert [clause.pk for clause in seen["seen"].clauses] == [county.clause.pk]
    done = clerk.post(f"/units/{bureau.pk}/merge", form)
    assert done.status_code == 302
    assert sums(county, bureau.name, town.name) == seen["after"]
    assert everything()[3] == before[3], "no duty ends by it"
    page = clerk.get(f"/units/{bureau.pk}").content.decode()
    assert "甲府〔2025〕7号" in page
    listed = clerk.get("/changes").content.decode()
    assert bureau.name in listed
    assert county.terms["office_clerk"].person.name in listed


def test_a_split_does_what_its_preview_said(county: County) -> None:
    clerk, bureau, place = county.browser("office_clerk"), county.units["bureau"], county.place
    trade, labour = (factories.department(place, name) for name in ("商务局", "人社局"))
    firms = [factories.enterprise(bureau, f"甲第{n}厂") for n in range(3)]
    form = filled("split", part1=trade.name, takes1=f"{firms[0].name}\n{firms[1].name}",
                  heir=labour.name)  # fmt: skip
    seen = clerk.post(f"/units/{bureau.pk}/split", form | {"look": "1"}).context["looked"]
    assert clerk.post(f"/units/{bureau.pk}/split", form).status_code == 302
    assert sums(county, bureau.name, labour.name, trade.name) == seen["after"]
    assert {one.supervisor for one in Unit.objects.filter(name__endswith="厂", pk__in=[
        firm.pk for firm in firms[:2]])} == {trade}  # fmt: skip


def test_a_renamed_department_is_found_and_read_under_its_old_name(county: County) -> None:
    clerk, bureau = county.browser("office_clerk"), county.units["bureau"]
    form = filled("rename", name="甲县应急和消防局")
    assert clerk.post(f"/units/{bureau.pk}/rename", form).status_code == 302
    found = clerk.get("/search", {"q": bureau.name}).content.decode()
    assert "甲县应急和消防局" in found
    page = clerk.get(f"/units/{bureau.pk}").content.decode()
    assert f"曾用名</dt><dd>{bureau.name}" in page


@pytest.fixture
def towns(county: County) -> tuple[Place, Place]:
    """Two towns of the county, with a village and a works that owes something in the first."""
    first, second = (factories.town(county.place, name).place for name in ("西镇", "北镇"))
    village = Place.objects.create(
        code=f"{first.code}001", name="一村", level="village", parent=first,
        path=f"{first.path}{first.code}001/",
    )  # fmt: skip
    works = factories.unit("一村砖厂", "enterprise", village, county.units["bureau"])
    Obligation.objects.everywhere("test").filter(pk=county.late.pk).update(
        holder=works, place_path=village.path
    )
    return first, second


def test_what_nobody_can_take_back_says_so_and_is_looked_at_first(
    county: County, towns: tuple[Place, Place]
) -> None:
    page = county.browser("office_clerk").get(f"/places/{towns[0].code}/changes").content.decode()
    for name in ("rename", "merge", "move", "part"):
        form = page.partition(f'id="act-{name}"')[2].partition("</details>")[0]
        final = name in ("merge", "part")
        assert f'action="/places/{towns[0].code}/changes/{name}#act-{name}"' in form
        assert ("不能撤回。</p>" in form) is final
        assert form.count('type="submit"') == (1 if final else 2)


def test_a_town_goes_into_another_with_the_sums_of_both(
    county: County, towns: tuple[Place, Place]
) -> None:
    first, second = towns
    clerk, viewer = county.browser("office_clerk"), county.viewer("office_clerk")
    form = filled("merge", into=second.name)
    address = f"/places/{first.code}/changes/merge"
    looked = clerk.post(address, form | {"look": "1"}).context["looked"]
    whole = changing.sums_of_place(viewer, county.place, NOW)
    assert [one.owed for one in looked["before"]] == [1, 0]
    assert clerk.post(address, form).status_code == 302
    second.refresh_from_db()
    assert [changing.sums_of_place(viewer, second, NOW)] == looked["after"]
    assert changing.sums_of_place(viewer, county.place, NOW) == whole
    old = clerk.get(f"/places/{first.code}/changes").content.decode()
    assert "已停用" in old
    assert "甲府〔2025〕7号" in old
    again = clerk.post(address, form)
    assert again.status_code == 409


def test_a_town_is_parted_with_the_village_and_all_that_is_owed_there(
    county: County, towns: tuple[Place, Place]
) -> None:
    first, _ = towns
    clerk, viewer = county.browser("office_clerk"), county.viewer("office_clerk")
    whole = changing.sums_of_place(viewer, county.place, NOW)
    form = filled("part", title="南镇", code="441521199", villages="一村")
    address = f"/places/{first.code}/changes/part"
    looked = clerk.post(address, form | {"look": "1"}).context["looked"]
    assert not Place.objects.filter(name="南镇").exists()
    done = clerk.post(address, form)
    assert done.status_code == 302, done.content.decode()
    made = Place.objects.get(name="南镇")
    first.refresh_from_db()
    now = [changing.sums_of_place(viewer, one, NOW) for one in (first, made)]
    assert now == looked["after"]
    assert changing.sums_of_place(viewer, county.place, NOW) == whole


REFUSED = (
    ("merge", {"into": "甲县"}, 422), ("merge", {"into": "西镇"}, 422),
    ("merge", {"into": "没有的镇"}, 422),
    ("merge", {"into": "北镇", "reason": ""}, 422), ("rename", {"name": "西镇"}, 422),
    ("move", {"to": "北镇"}, 422), ("move", {"to": "甲县"}, 422),
    ("part", {"title": "南镇", "code": "44", "villages": "一村"}, 422),
    ("part", {"title": "南镇", "code": "441521199", "villages": "九村"}, 422),
    ("part", {"title": "南镇", "code": "441521199"}, 422),
    ("part", {"title": "北镇", "code": "441521199", "villages": "一村"}, 422),
    ("part", {"title": "南镇", "code": "441521", "villages": "一村"}, 422),
)  # fmt: skip


def test_a_change_of_a_place_that_makes_no_sense_is_refused_whole(
    county: County, towns: tuple[Place, Place]
) -> None:
    clerk, before = county.browser("office_clerk"), everything()
    for act, given, status in REFUSED:
        for look in ({}, {"look": "1"}) if act != "part" and given != {"name": "西镇"} else ({},):
            form = filled(act, **given) | look
            answer = clerk.post(f"/places/{towns[0].code}/changes/{act}", form)
            assert answer.status_code == status, (act, given, look)
        assert everything() == before, (act, given)


def test_a_unit_is_not_merged_into_itself_nor_shown_so(county: County) -> None:
    clerk, bureau, before = county.browser("office_clerk"), county.units["bureau"], everything()
    for look in ({}, {"look": "1"}):
        form = filled("merge", into=bureau.name) | look
        answer = clerk.post(f"/units/{bureau.pk}/merge", form)
        assert answer.status_code == 422
        assert "不能并入自己" in answer.content.decode()
    assert everything() == before


def test_nobody_changes_his_own_place_or_one_next_door(
    county: County, twin: County, towns: tuple[Place, Place]
) -> None:
    clerk, before = county.browser("office_clerk"), everything()
    form = filled("rename", name="新名")
    assert clerk.post(f"/places/{county.place.code}/changes/rename", form).status_code == 403
    assert clerk.post(f"/places/{twin.place.code}/changes/rename", form).status_code == 404
    assert clerk.get(f"/places/{twin.place.code}/changes").status_code == 404
    worker = county.browser("safety_officer")
    assert worker.get(f"/places/{towns[0].code}/changes").status_code == 404
    assert worker.post(f"/places/{towns[0].code}/changes/rename", form).status_code in (403, 404)
    assert everything() == before
