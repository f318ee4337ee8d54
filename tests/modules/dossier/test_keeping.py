"""Facts of an enterprise: one door, a day from which they hold, who may say what, what it was."""

from datetime import date, datetime, timedelta

import pytest

from bihuan.kernel.orgs import succession
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.refusals import Conflict, Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.succession import Decision
from bihuan.kernel.trace.models import Entry
from bihuan.lib.clocks import SHANGHAI
from bihuan.modules.dossier import duplicates, industries, keeping, people, unlicensed
from bihuan.modules.dossier.models import Contact, Credential, Dossier, FactChange

from .conftest import AT, CODE, TODAY


def everything():
    """What a refused act must leave as it was."""
    models = (Unit, UnitTag, Dossier, FactChange, Contact, Credential)
    return [list(m.objects.order_by("pk").values()) for m in models], Entry.objects.count()


def test_a_fact_holds_from_its_day_and_the_day_before_keeps_what_was_known(here):
    keeping.keep(here.firm, {"scale": "small"}, since=date(2025, 1, 1), by=here.viewer(), at=AT)
    keeping.keep(here.firm, {"scale": "medium"}, since=date(2025, 3, 1), basis="2024年报",
                 by=here.viewer(), at=AT)  # fmt: skip
    assert keeping.values(here.firm)["scale"] == "medium"
    before = keeping.values_on([here.firm], date(2025, 2, 28))
    assert before[here.firm.pk]["scale"] == "small"
    last = next(keeping.history(here.firm, "scale"))
    assert (last.old, last.new, last.since) == ("small", "medium", date(2025, 3, 1))
    assert (last.basis, last.by.name) == ("2024年报", "周clerk")


def test_a_fact_of_the_register_is_put_right_there_and_kept_once(here):
    here.keep(headcount=35, industry="C3391", legal_representative="王五")
    firm = Unit.objects.get(pk=here.firm.pk)
    assert (firm.headcount, firm.industry) == (35, "3391")
    assert firm.attributes["legal_representative"] == "王五"
    assert here.dossier().facts == {}
    assert industries.called("3391") == "C3391 黑色金属铸造"


def test_what_is_the_same_changes_nothing(here):
    here.keep(scale="small", headcount=12)
    before = everything()
    assert here.keep(scale="small", headcount=12) == []
    assert everything() == before


def test_the_categories_of_the_register_follow_from_facts(here):
    here.keep(above_scale=True, ownership="city")
    running = set(here.firm.tags.filter(until=None).values_list("tag", flat=True))
    assert running == {"规模以上", "区属以上"}
    here.keep(above_scale=False, ownership="private")
    assert not here.firm.tags.filter(until=None).exists()


@pytest.mark.parametrize(("facts", "field"), [
    ({"scale": "huge"}, "scale"), ({"full_time": "三"}, "full_time"),
    ({"full_time": -1}, "full_time"),
    ({"industry": "C9999"}, "industry"), ({"side_industries": "C2922、X1"}, "side_industries"),
    ({"above_scale": "也许"}, "above_scale"),
    ({"renovation_deadline": "明年"}, "renovation_deadline"),
    ({"sites": "长" * 401}, "sites"), ({"colour": "红"}, "colour"),
])  # fmt: skip
def test_a_wrong_value_is_refused_by_its_name_and_changes_nothing(here, facts, field):
    before = everything()
    with pytest.raises(Invalid) as refused:
        here.keep(**facts)
    assert refused.value.field == field
    assert everything() == before


def test_an_enterprise_states_its_own_staff_but_not_what_decides_its_rules(here):
    here.keep(by="owner", full_time=2, boilers=1)
    assert all(change.own for change in keeping.history(here.firm))
    before = everything()
    for key, value in (("scale", "micro"), ("headcount", 3), ("above_scale", False)):
        with pytest.raises(NotAllowed) as refused:
            here.keep(by="owner", **{key: value})
        assert refused.value.can == here.bureau.name
    assert everything() == before


@pytest.mark.parametrize("who", ["worker", "auditor"])
def test_who_does_not_maintain_units_enters_nothing(here, who):
    before = everything()
    with pytest.raises(NotAllowed):
        here.keep(by=who, full_time=2)
    assert everything() == before


def test_a_neighbour_enters_nothing(here, elsewhere):
    before = everything()
    with pytest.raises(NotAllowed):
        keeping.keep(here.firm, {"full_time": 1}, by=elsewhere.viewer(), at=AT)
    assert everything() == before


def test_a_day_to_come_an_ended_unit_and_an_office_are_refused(here):
    before = everything()
    with pytest.raises(Invalid):
        keeping.keep(here.firm, {"scale": "small"}, since=TODAY + timedelta(days=1),
                     by=here.viewer(), at=AT)  # fmt: skip
    with pytest.raises(WrongState):
        here.keep(here.bureau, scale="small")
    assert everything() == before
    Unit.objects.filter(pk=here.firm.pk).update(until=TODAY)
    here.firm.refresh_from_db()
    with pytest.raises(WrongState):
        here.keep(scale="small")


def test_the_second_editor_is_told_what_the_first_changed(here):
    here.keep(scale="small")
    before = everything()
    with pytest.raises(Conflict) as refused:
        keeping.keep(here.firm, {"scale": "medium"}, by=here.viewer("station"), at=AT, revision=0)
    assert "周clerk" in refused.value.says
    assert everything() == before


def test_all_classes_of_industry_of_an_enterprise_are_told_to_who_asks(here):
    here.keep(industry="3391", side_industries="F5169、C2922")
    here.firm.refresh_from_db()
    assert keeping.industries_of(here.firm) == ["3391", "2922", "5169"]
    found = Unit.objects.filter(industries.within("C"))
    assert here.firm in found
    assert here.firm in Unit.objects.filter(industries.within("33"))
    assert here.firm not in Unit.objects.filter(industries.within("F"))


def test_five_in_place_are_counted_from_what_is_stated(here):
    here.keep(by="owner", in_place_training=True, in_place_rescue=False, in_place_management=True)
    assert keeping.in_place(keeping.values(here.firm)) == 2


def test_a_contact_follows_another_and_two_can_be_called(here):
    name = people.name
    facts = {"since": date(2025, 1, 1), "by": here.viewer("owner"), "at": AT}
    name(here.firm, "principal", "王五", phone="13800000000", **facts)
    name(here.firm, "second", "赵六", phone="13800000001", **facts)
    name(here.firm, "principal", "钱七", **facts | {"since": date(2025, 2, 1)})
    assert {one.name for one in people.running(here.firm, TODAY)} == {"赵六", "钱七"}
    assert {one.name for one in people.running(here.firm, date(2025, 1, 15))} == {"王五", "赵六"}
    assert people.callable_(here.firm, TODAY) == 1
    before = everything()
    with pytest.raises(Invalid):
        name(here.firm, "principal", "孙八", **facts)
    with pytest.raises(Invalid):
        name(here.firm, "boss", "孙八", **facts)
    assert everything() == before


def test_an_unlicensed_unit_becomes_an_ordinary_one_with_its_history(here):
    facts = {"owner": "李四", "grid_person": "张网格", "found_by": "census", "measure": "责令停业"}
    made = unlicensed.enter(
        "石洞子沟无名作坊", place=here.town.place, supervisor=here.bureau, facts=facts,
        found_on=date(2025, 3, 1), by=here.viewer("station"), at=AT,
    )  # fmt: skip
    assert made.credit_code is None
    assert made.tags.get(until=None).tag == "无证"
    unlicensed.license_(made, CODE, on=TODAY, by=here.viewer(), at=AT)
    made.refresh_from_db()
    assert made.credit_code == CODE
    assert not made.tags.filter(until=None).exists()
    assert keeping.values(made)["owner"] == "李四"
    before = everything()
    with pytest.raises(WrongState):
        unlicensed.license_(made, CODE, on=TODAY, by=here.viewer(), at=AT)
    with pytest.raises(Invalid):
        unlicensed.enter("又一作坊", place=here.town.place, supervisor=None,
                         facts={"owner": "李四"}, found_on=TODAY, by=here.viewer(),
                         at=AT)  # fmt: skip
    assert everything() == before


def test_enterprises_entered_twice_are_found_and_merged_with_what_hangs_on_them(here):
    one = here.another("双桥区新兴塑料制品有限公司", credit_code=CODE)
    other = here.another("双桥新兴塑料制品公司", attributes={"address": "工业路1号"})
    here.another("双桥区远大机械有限公司")
    [pair] = duplicates.pairs(here.viewer())
    assert {pair.one, pair.other} == {one, other}
    here.keep(one, scale="small")
    here.keep(other, scale="medium", full_time=2)
    people.name(other, "safety", "赵六", since=TODAY, by=here.viewer(), at=AT)
    basis = Decision(TODAY, "同一家企业重复登记", here.viewer(), AT)
    succession.merge([other], one, basis)
    known = keeping.values(one)
    assert (known["scale"], known["full_time"]) == ("small", 2)
    assert one.contacts.get().name == "赵六"
    assert duplicates.pairs(here.viewer()) == []


def test_two_credit_codes_tell_two_firms_apart(here):
    here.another("双桥区新兴塑料制品有限公司", credit_code=CODE)
    here.another("双桥新兴塑料制品公司", credit_code="91441521FAKE000563")
    assert duplicates.pairs(here.viewer()) == []


def test_a_merger_in_the_past_is_no_reason_to_lose_a_later_fact(here):
    one, other = here.another("甲厂"), here.another("乙厂")
    later = datetime(2025, 3, 13, 9, 0, tzinfo=SHANGHAI)
    here.keep(other, lifts=3)
    succession.merge([other], one, Decision(TODAY, "并入", here.viewer(), later))
    assert keeping.values(one)["lifts"] == 3
