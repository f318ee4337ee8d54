"""Which tier supervises an enterprise: the rules give, a person decides, gaps are listed."""

from datetime import timedelta

import pytest

from bihuan.kernel.law.models import Document, Setting
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.trace.models import Entry
from bihuan.modules.dossier import gaps, routing, rules, sources
from bihuan.modules.dossier.binding import Binding
from bihuan.modules.dossier.models import Dossier, LinkCharge, RoutingDecision
from tests.kernel import factories

from .conftest import AT, TODAY

TABLE = "510600/deyang-2017"


def everything():
    models = (Dossier, RoutingDecision, LinkCharge, Unit, Setting)
    return [list(m.objects.order_by("pk").values()) for m in models], Entry.objects.count()


@pytest.mark.parametrize(("facts", "tier", "also"), [
    ({"ownership": "central", "form": "second", "above_scale": True}, "city", ["county"]),
    ({"ownership": "city", "form": "head", "above_scale": False}, "city", ["town", "county"]),
    ({"ownership": "central", "form": "branch", "above_scale": True}, "county", []),
    ({"ownership": "central", "form": "branch", "above_scale": False}, "town", ["county"]),
    ({"ownership": "private", "form": "single", "above_scale": False}, "town", ["county"]),
    ({"ownership": "private", "form": "single", "above_scale": True}, "county", []),
])  # fmt: skip
def test_the_first_rule_in_their_order_gives_the_tier_and_the_others_are_kept(facts, tier, also):
    found = rules.route(facts, sources.tables()[TABLE].rules)
    assert found.rule.tier == tier
    assert [one.tier for one in found.also] == also


@pytest.mark.parametrize(("facts", "missing"), [
    ({}, ("ownership", "form")), ({"ownership": "central"}, ("form",)),
    ({"ownership": "private"}, ("above_scale",)),
    ({"ownership": "city", "form": "plant"}, ("above_scale",)),
])  # fmt: skip
def test_what_turns_on_a_fact_nobody_stated_is_not_guessed(facts, missing):
    found = rules.route(facts, sources.tables()[TABLE].rules)
    assert found.rule is None
    assert found.missing == missing


def test_a_decision_keeps_rule_clause_facts_day_and_person(city):
    city.keep(ownership="private", form="single", above_scale=False)
    assert city.dossier().tier_due == "town"
    assert Dossier.objects.filter(routing.waiting()).count() == 1
    made = routing.decide(city.firm, "town", since=TODAY, supervisor=city.town,
                          by=city.viewer(), at=AT)  # fmt: skip
    assert made.rule == f"{TABLE}#below_scale"
    assert made.clause.no == "6"
    assert made.facts["above_scale"] is False
    assert made.by.name == "周clerk"
    city.firm.refresh_from_db()
    assert city.firm.supervisor == city.town
    assert not Dossier.objects.filter(routing.waiting()).exists()


def test_changed_facts_ask_for_a_new_decision_and_decide_nothing(city):
    city.keep(ownership="private", form="single", above_scale=False)
    routing.decide(city.firm, "town", since=TODAY, by=city.viewer(), at=AT)
    city.keep(above_scale=True)
    held = city.dossier()
    assert (held.tier, held.tier_due) == ("town", "county")
    assert Dossier.objects.filter(routing.waiting()).exists()
    assert RoutingDecision.objects.count() == 1


def test_another_tier_than_the_rules_give_needs_a_reason(city):
    city.keep(ownership="private", form="single", above_scale=False)
    before = everything()
    with pytest.raises(Invalid) as refused:
        routing.decide(city.firm, "county", since=TODAY, by=city.viewer(), at=AT)
    assert refused.value.field == "reason"
    assert everything() == before
    made = routing.decide(city.firm, "county", since=TODAY, reason="涉氨制冷，由县里监管",
                          by=city.viewer(), at=AT)  # fmt: skip
    assert (made.due, made.tier) == ("town", "county")


@pytest.mark.parametrize(("who", "given"), [
    ("owner", {}), ("worker", {}), ("clerk", {"tier": "province"}),
    ("clerk", {"since": TODAY + timedelta(days=1)}),
])  # fmt: skip
def test_who_may_not_or_what_is_wrong_decides_nothing(city, who, given):
    city.keep(ownership="private", form="single", above_scale=False)
    before = everything()
    facts = {"tier": "town", "since": TODAY} | given
    with pytest.raises((NotAllowed, Invalid)):
        routing.decide(city.firm, facts["tier"], since=facts["since"], by=city.viewer(who), at=AT)
    assert everything() == before


def test_the_order_of_overlapping_rules_is_set_by_a_named_person(city):
    city.keep(ownership="central", form="branch", above_scale=False)
    assert city.dossier().tier_due == "town"
    table = sources.tables()[TABLE]
    routing.arrange(table, ["second_tier", "others", "below_scale"], reason="市安委办会议纪要",
                    by=city.viewer("leader"), at=AT)  # fmt: skip
    assert city.dossier().tier_due == "county"
    given = Binding.of(city.firm.place_path, AT + timedelta(minutes=1))
    assert "周leader" in given.order
    before = everything()
    for order, who in ((["others"], "leader"), (["others", "second_tier", "below_scale"], "owner")):
        with pytest.raises((Invalid, NotAllowed)):
            routing.arrange(table, order, reason="纪要", by=city.viewer(who), at=AT)
    assert everything() == before


def test_a_draft_routes_nobody(city):
    Document.objects.filter(key=TABLE).update(status=Document.Status.DRAFT)
    city.keep(ownership="private", form="single", above_scale=False)
    assert city.dossier().tier_due == ""


def test_enterprises_and_areas_that_nobody_answers_for_are_listed(city, elsewhere):
    orphan = city.another("无主厂")
    Unit.objects.filter(pk=orphan.pk).update(supervisor=None)
    assert list(gaps.unsupervised(city.viewer())) == [orphan]
    assert list(gaps.unsupervised(elsewhere.viewer())) == []
    assert gaps.areas(city.viewer()) == []
    empty = factories.town(city.place, "空镇").place
    Unit.objects.filter(place=empty).update(until=TODAY)
    factories.unit("空镇的厂", "enterprise", empty, city.bureau)
    [area] = gaps.areas(city.viewer())
    assert (area.place, area.enterprises) == (empty, 1)


def test_a_link_nobody_answers_for_is_a_gap_and_one_of_two_is_doubled(city):
    cells = gaps.cells(city.viewer())
    chemicals = [cell for cell in cells if cell.link.sector == "危险化学品"]
    assert len(chemicals) == 10
    assert {cell.state for cell in cells} == {"gap"}
    link = chemicals[0].link
    facts = {"since": TODAY, "basis": "德安委〔2018〕1号", "by": city.viewer("leader"), "at": AT}
    charge = gaps.put_in_charge(link.key, city.bureau, **facts)
    assert gaps.cells(city.viewer())[0].state == ""
    gaps.put_in_charge(link.key, city.office, **facts)
    assert gaps.cells(city.viewer())[0].state == "doubled"
    before = everything()
    with pytest.raises(WrongState):
        gaps.put_in_charge(link.key, city.bureau, **facts)
    with pytest.raises(NotAllowed):
        gaps.put_in_charge(link.key, city.town, **facts | {"by": city.viewer("station")})
    with pytest.raises(Invalid):
        gaps.put_in_charge("某文件#危化/飞行", city.town, **facts)
    assert everything() == before
    gaps.relieve(charge, on=TODAY, by=city.viewer("leader"), at=AT)
    assert gaps.cells(city.viewer())[0].state == ""


def test_a_place_whose_documents_name_no_links_has_none(elsewhere):
    assert gaps.cells(elsewhere.viewer()) == []
