"""A list from what law and rules say to the signature of the holder, and the version after it."""

from datetime import date

import pytest

from bihuan.kernel.law.models import Clause, Rule
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Term
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, NotFound, ProofMissing, WrongState
from bihuan.kernel.trace.models import Entry
from bihuan.modules.responsibility import drafting, drafts, lists, statutory, years
from bihuan.modules.responsibility.models import DutyItem, Signature, YearList
from tests.kernel import factories
from tests.modules.accountability.conftest import DAY
from tests.modules.responsibility.conftest import Lists
from tests.testapp.performing import snapshot
from tests.testapp.world import moment

MARCH, NEXT = date(2025, 3, 10), date(2025, 9, 1)


def says(items: object) -> list[str]:
    return [item.says for item in items]  # type: ignore[attr-defined]


def test_the_list_of_an_enterprises_head_is_filled_in_from_the_law_word_for_word(here: Lists):
    made = here.drafted("owner", "safety")
    law = [i for i in made.items.select_related("clause") if i.origin == "law"]
    assert [i.clause.path for i in law if i.clause] == ["第五条", *["第二十一条"] * 7]
    assert "及时、如实报告生产安全事故" in says(law)
    assert all(i.rule for i in made.items.filter(origin="rule"))
    assert made.items.filter(origin="rule").exists()


def test_every_statutory_item_stands_in_its_article(here: Lists):
    for one in statutory.statutory():
        clause = Clause.objects.filter(document__key=one.document, path=one.clause).first()
        for item in one.items if clause else ():
            assert item in clause.text  # type: ignore[union-attr]


def test_the_mayors_list_holds_the_rules_that_name_him_and_no_others(here: Lists):
    made = here.drafted("mayor", "clerk")
    rules = [i.rule for i in made.items.select_related("rule") if i.rule]
    assert {r.key.partition("#")[2] for r in rules} >= {"led.month", "study.month"}
    assert all("government" in [*r.slots, r.lead] or not (r.slots or r.lead) for r in rules)


def test_a_second_person_approves_and_only_the_holder_signs(here: Lists):
    made = here.drafted("mayor", "clerk")
    matter = here.take(made.matter, "submit", "clerk")
    before = snapshot()
    with pytest.raises(NotAllowed):
        here.take(matter, "approve", "clerk", since=MARCH)
    with pytest.raises(Invalid, match="还没有填写“施行日期”"):
        here.take(matter, "approve", "head")
    assert snapshot() == before
    matter = here.take(matter, "approve", "head", since=MARCH)
    owed = Obligation.objects.everywhere("test").get(matter=matter, done_at=None)
    assert (owed.holder, owed.post) == (here.units["town"], here.post("mayor"))
    before = snapshot()
    with pytest.raises(NotAllowed, match="您的岗位不能“签订责任书”") as refusal:
        here.take(matter, "confirm", "station")
    assert "本人" in refusal.value.can
    assert snapshot() == before
    here.take(matter, "confirm", "mayor")
    assert Signature.objects.get(list=made).person == here.terms["mayor"].person


def test_an_empty_list_is_not_sent_up(here: Lists):
    made = here.drafted("station", "clerk")
    made.items.all().delete()
    with pytest.raises(ProofMissing, match="清单里还没有一条内容"):
        here.take(made.matter, "submit", "clerk")


def test_a_change_makes_a_new_version_and_the_old_one_is_read_at_its_day(here: Lists):
    first, matter = here.approved("mayor", "clerk", "head", MARCH)
    here.take(matter, "confirm", "mayor")
    later = moment("2025-08-20")
    second = here.drafted("mayor", "clerk", later)
    assert second.version == 2
    assert says(second.items.all()) == says(first.items.all())
    gone = second.items.first()
    assert gone
    viewer = here.viewer("clerk", later)
    drafts.drop(second, gone.pk, revision=second.matter.revision, by=viewer, at=later)
    second.matter.refresh_from_db()
    drafting.add(
        second, drafting.Item("每周到一家重点企业检查"), revision=second.matter.revision,
        by=viewer, at=later,
    )  # fmt: skip
    matter = here.take(second.matter, "submit", "clerk", at=later)
    before = snapshot()
    with pytest.raises(Invalid, match="施行日期要晚于第1版的 2025-03-10"):
        here.take(matter, "approve", "head", at=later, since=MARCH)
    with pytest.raises(Invalid, match="没有公布的清单不能追溯"):
        here.take(matter, "approve", "head", at=later, since=date(2025, 8, 19))
    assert snapshot() == before
    here.take(matter, "approve", "head", at=later, since=NEXT)
    mayor = here.post("mayor")
    assert lists.in_force(mayor, date(2025, 8, 31)) == first
    assert lists.in_force(mayor, NEXT) == second
    assert lists.in_force(mayor, date(2025, 3, 9)) is None
    first.matter.refresh_from_db()
    assert (first.matter.state, says(first.items.all())[0]) == ("replaced", gone.says)
    fixed = Entry.objects.filter(chain=second.matter.chain, verb="fixed")
    assert fixed.count() == 1


def test_what_is_sent_up_is_not_changed_and_a_stranger_changes_nothing(here: Lists):
    made = here.drafted("mayor", "clerk")
    matter = here.take(made.matter, "submit", "clerk")
    item = made.items.first()
    assert item
    before = snapshot(), made.items.count()
    with pytest.raises(WrongState, match="不能再改"):
        drafts.drop(
            made, item.pk, revision=matter.revision, by=here.viewer("clerk"), at=DAY
        )  # fmt: skip
    other = here.drafted("owner", "safety")
    with pytest.raises((NotAllowed, NotFound)):
        drafting.add(
            other, drafting.Item("加一条"), revision=other.matter.revision,
            by=here.viewer("organiser"), at=DAY,
        )  # fmt: skip
    with pytest.raises(WrongState, match="正在编制"):
        here.drafted("mayor", "clerk")
    assert made.items.count() == before[1]


def test_items_without_a_rule_are_told_and_so_are_those_whose_rule_ended(here: Lists):
    made, _ = here.approved("mayor", "clerk", "head", MARCH)
    plain = DutyItem.objects.create(list=made, position=99, says="联系企业")
    [item] = [i for i in made.items.select_related("rule") if i.rule and "led" in i.rule.key]
    assert lists.uncarried(made.items.select_related("rule"), MARCH) == {plain.pk}
    Rule.objects.filter(pk=item.rule_id).update(in_force_until=NEXT)
    assert lists.uncarried(made.items.select_related("rule"), NEXT) == {plain.pk, item.pk}


def test_the_rate_counts_only_signatures_of_who_holds_the_post(here: Lists):
    _, matter = here.approved("mayor", "clerk", "head", MARCH)
    clerk = here.viewer("clerk", moment("2025-04-01"))
    whole = lists.rates(clerk, clerk.on)[0]
    assert (whole.listed, whole.signed) == (1, 0)
    here.take(matter, "confirm", "mayor", at=moment("2025-03-20"))
    town = next(r for r in lists.rates(clerk, clerk.on) if r.place.name == "石洞子沟镇")
    assert (town.held, town.listed, town.signed, town.rate) == (2, 1, 1, "50.0%")
    Term.objects.filter(pk=here.terms["mayor"].pk).update(until=date(2025, 5, 1))
    here.terms["next"] = factories.person_in(here.post("mayor"), "新镇长", since=date(2025, 5, 1))
    after = here.viewer("clerk", moment("2025-05-02"))
    town = next(r for r in lists.rates(after, after.on) if r.place.name == "石洞子沟镇")
    assert (town.listed, town.signed) == (1, 0)
    here.take(matter, "sign_again", "next", at=moment("2025-05-03"))
    assert lists.posts(after, after.on).get(pk=here.post("mayor").pk).signed


def test_nobody_reads_the_lists_of_another_place(here: Lists):
    made, _ = here.approved("mayor", "clerk", "head", MARCH)
    away = factories.viewer_in(factories.committee_office(
        factories.county("130803", "双滦区")
    ), "office_clerk")  # fmt: skip
    for look in (lambda: lists.list_of(away, made.matter.number),
                 lambda: lists.post_of(away, made.post_id)):  # fmt: skip
        with pytest.raises(NotFound):
            look()
    assert not lists.posts(away, MARCH).filter(pk=made.post_id).exists()


def test_the_years_tasks_are_followed_by_the_obligations_of_the_kernel(here: Lists):
    _, matter = here.approved("mayor", "clerk", "head", MARCH)
    here.take(matter, "confirm", "mayor")
    at = moment("2025-03-12")
    clerk = here.viewer("clerk", at)
    made = years.draft(
        here.post("mayor"), 2025, clause=None, superior=False, by=clerk, at=at
    )  # fmt: skip
    year = YearList.objects.get(pk=made.pk)
    assert year.filed_with == here.units["office"]
    with pytest.raises(Invalid, match="期限要在 2025 年内"):
        years.add(year, "修订预案", date(2026, 1, 1), revision=made.revision, by=clerk, at=at)
    own = years.add(
        year, "修订镇级预案", date(2025, 4, 30), revision=made.revision, by=clerk, at=at
    )  # fmt: skip
    matter = here.take(year.matter, "submit", "clerk", at=at, points="抓带队检查")
    matter = here.take(matter, "approve", "head", at=at)
    own.refresh_from_db()
    assert own.obligation
    assert (own.obligation.post, own.obligation.current_due) == (
        here.post("mayor"), moment("2025-04-30", 23).replace(minute=59, second=59)
    )  # fmt: skip
    materialise(moment("2025-04-01"))
    found = {one.item.says: one for one in years.followed(year, date(2025, 5, 2))}
    assert found["修订镇级预案"].state == "late"
    led = next(one for one in found.values() if one.item.rule and "led" in one.item.rule.key)
    assert led.lines
    assert {n.obligation.slot for n in led.lines} == {"government"}
    before = {one.item.says: one.state for one in years.followed(year, date(2025, 4, 20))}
    assert before["修订镇级预案"] == "running"
    with pytest.raises(WrongState, match="已经有了"):
        years.draft(here.post("mayor"), 2025, clause=None, superior=False, by=clerk, at=at)
    matter = here.take(matter, "file", "clerk", at=at)
    owed = Obligation.objects.everywhere("test").get(matter=matter, done_at=None)
    assert (owed.step, owed.post) == ("sum_up", here.post("mayor"))
