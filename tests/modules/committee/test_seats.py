"""Who sits on a committee on which day, what is traced of it, and who must direct it."""

from datetime import date

import pytest

from bihuan.kernel.law.models import Clause, Number
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place, Post, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed
from bihuan.kernel.orgs.succession import Decision, merge
from bihuan.kernel.orgs.viewer import Machine, Viewer
from bihuan.kernel.trace.models import Entry
from bihuan.modules.committee import seats
from bihuan.modules.committee.models import Seat
from tests.modules.committee.conftest import DAY, named
from tests.testapp.world import County, moment, unit

FROM = date(2025, 2, 1)


def sitting(body: Unit, on: date) -> list[tuple[str, str, str]]:
    return [
        (one.seat.part, one.seat.unit.name, one.term.person.name if one.term else "")
        for one in seats.composition(body, on)
    ]


def test_the_composition_of_any_day_names_who_held_the_post_then(
    here: County, committee: Unit, clerk: Viewer
):
    assert sitting(committee, date(2025, 1, 1)) == []
    assert sitting(committee, date(2025, 3, 1)) == [
        ("director", "县人民政府", "陈县长"),
        ("member", "县公安局", ""),
        ("member", "县应急管理局", ""),
        ("office", "县安委办", ""),
    ]
    police = Seat.objects.get(unit=named("县公安局"))
    seats.leave(police, until=FROM, reason="调整", by=clerk, at=DAY)
    assert ("member", "县公安局", "") in sitting(committee, date(2025, 1, 31))
    assert ("member", "县公安局", "") not in sitting(committee, FROM)
    verbs = Entry.objects.filter(chain=committee.chain).order_by("seq")
    assert [entry.verb for entry in verbs] == ["seat_taken"] * 4 + ["seat_left"]


def test_a_seat_is_refused_without_right_basis_or_room(
    here: County, committee: Unit, clerk: Viewer
):
    before = list(Seat.objects.values()), Entry.objects.count()
    police = named("县公安局")
    stranger = here.person("外人", here.enterprise, roles.FULFIL, sees="own")
    mayor = Post.objects.get(title="县长")

    def take(by: Viewer = clerk, part: str = "member", **given: object) -> Seat:
        known = {"post": None, "since": FROM, "reason": "文件", "by": by, "at": DAY} | given
        return seats.take(committee, part, police, **known)  # type: ignore[arg-type]

    with pytest.raises(NotAllowed, match="维护单位"):
        take(by=stranger)
    with pytest.raises(Invalid, match="不是县公安局的岗位"):
        take(part="deputy", post=mayor)
    with pytest.raises(Invalid, match="还没有填写依据"):
        take(part="deputy", reason=" ")
    with pytest.raises(Invalid, match="请先登记离任"):
        take()
    with pytest.raises(Invalid, match="请先登记离任") as refusal:
        take(part="office")
    assert refusal.value.field == "since"
    with pytest.raises(Invalid, match="不是安委会"):
        seats.take(police, "member", police, post=None, since=FROM, reason="文", by=clerk, at=DAY)
    assert (list(Seat.objects.values()), Entry.objects.count()) == before


def test_a_merged_unit_hands_its_seat_to_its_successor_from_the_day(
    here: County, committee: Unit, clerk: Viewer
):
    heir = unit("县应急和消防局", "department", here.place, here.office)
    decision = Decision(on=date(2025, 3, 1), reason="机构改革", by=Machine("test"), at=DAY)
    merge([here.regulator], heir, decision)
    assert ("member", "县应急管理局", "") in sitting(committee, date(2025, 2, 28))
    after = sitting(committee, date(2025, 3, 1))
    assert ("member", "县应急和消防局", "") in after
    assert ("member", "县应急管理局", "") not in after


def test_directors_are_judged_only_where_the_document_says_who_directs(
    here: County, committee: Unit, clause: Clause
):
    on = date(2025, 3, 1)
    assert seats.unfit(committee, seats.composition(committee, on)) == []
    Number.objects.create(
        key="441521/plan#committee.director", clause=clause, place=here.place,
        says="主任由政府主要负责同志担任", value="政府主要负责人", use="set",
    )  # fmt: skip
    assert seats.unfit(committee, seats.composition(committee, on)) == []
    Post.objects.filter(title="县长").update(lead="portfolio")
    assert seats.unfit(committee, seats.composition(committee, on)) == [
        ("主任不是政府主要负责人", clause)
    ]


def test_a_town_has_two_heads_where_its_document_says_so(
    here: County, clause: Clause, clerk: Viewer
):
    place = Place.objects.create(
        code="441521100", name="附城镇", level="town", parent=here.place,
        path=f"{here.place.path}441521100/",
    )  # fmt: skip
    town = unit("附城镇人民政府", "town_government", place, here.office)
    Number.objects.create(
        key="441521/plan#committee.town", clause=clause, place=here.place, says="书记任第一主任",
        value="党委主要负责人、政府主要负责人", use="set",
    )  # fmt: skip
    mayor = Post.objects.create(
        unit=town, title="镇长", role_id=_role(here, town), lead="government"
    )
    seats.take(town, "director", town, post=mayor, since=FROM, reason="文件", by=clerk, at=DAY)
    missing = seats.unfit(town, seats.composition(town, DAY.date()))
    assert missing == [("还没有第一主任，应为党委主要负责人", clause)]


def _role(here: County, town: Unit) -> str:
    viewer = here.person("某人", town, roles.FULFIL)
    return Post.objects.get(pk=viewer.post_id).role_id


def test_a_quorum_is_unset_until_a_document_or_a_named_person_says_it(
    here: County, committee: Unit, clause: Clause, clerk: Viewer
):
    assert seats.quorum(committee, DAY) is None
    plain = here.person("旁人", here.office, roles.FULFIL)
    with pytest.raises(NotAllowed):
        seats.set_quorum(committee, "1/2", reason="惯例", by=plain, at=DAY)
    with pytest.raises(Invalid, match="只能选"):
        seats.set_quorum(committee, "0.4", reason="惯例", by=clerk, at=DAY)
    assert seats.quorum(committee, DAY) is None
    seats.set_quorum(committee, "1/2", reason="议事规则", by=clerk, at=DAY)
    kept = seats.quorum(committee, DAY)
    assert kept is not None
    assert kept.says == "全体成员过半数"
    assert "李红" in kept.basis
    assert seats.quorum(committee, moment("2025-02-01")) is None
    Number.objects.create(
        key="441521/plan#committee.quorum", clause=clause, place=here.place, says="三分之二以上",
        value="2/3", use="ratio",
    )  # fmt: skip
    fixed = seats.quorum(committee, DAY)
    assert fixed is not None
    assert fixed.share == "2/3"
