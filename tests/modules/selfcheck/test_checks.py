"""A post goes through its list; that alone meets what it owes; what it misses climbs by itself."""

from decimal import Decimal
from typing import Any

import pytest

from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Fulfilment, Obligation
from bihuan.kernel.obligations.sweep import sweep
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, ProofMissing, Refused, WrongState
from bihuan.kernel.trace.models import Evidence
from bihuan.modules.hazards.models import Hazard
from bihuan.modules.selfcheck import carrying, checks
from bihuan.modules.selfcheck.list_flow import PostListFlow
from bihuan.modules.selfcheck.models import Check, CheckAnswer, PostList
from tests.modules.selfcheck.conftest import DAY, Plant, matter_of, picture
from tests.testapp.performing import fresh, snapshot
from tests.testapp.world import moment
from tests.walks import covering

BAD = checks.Seen("bad", says="铅封断裂")


def test_every_way_through_a_list_ends_with_nothing_owed(here: Plant):
    for walk in covering(PostListFlow):
        record: Any = here.draft("worker", "own", every=7)
        for step in walk:
            if step.name == "check":
                here.check(record, "worker")
                continue
            key = "owner" if step.who is PostListFlow.principal else "officer"
            facts: dict[str, Any] = {name: "同意" for name in step.asks if name == "opinion"}
            if step.name == "approve":
                facts = {"since": DAY.date(), "next_on": DAY.date()}
            record = here.take(record, step.name, key, **facts)
        assert matter_of(record).closed_at, [one.name for one in walk]
        left = Obligation.objects.everywhere("test").filter(matter=record.pk, done_at=None)
        assert not left.exists(), [one.name for one in walk]
        for later in PostList.objects.filter(matter__closed_at=None):
            here.take(later, "drop", "officer", opinion="不需要")


def test_the_rule_of_the_document_asks_and_the_check_alone_meets_it(here: Plant):
    record = here.used()
    assert record.rule is not None
    assert (record.rule.clause.no, record.next_on) == ("2", None)
    materialise(DAY)
    [row] = here.owes("check.day")
    made = here.check(record)
    met = Fulfilment.objects.get(obligation=row)
    assert (made.obligation_id, made.abnormal, met.mode) == (row.pk, 0, "zero")
    assert (met.led_by_id, met.happened_at) == (here.terms["officer"].person_id, DAY)
    assert here.owes("check.day") == []
    [kept] = Evidence.objects.filter(chain=row.chain, kind="检查记录")
    assert "实测 70 ℃" in checks.written(made)
    assert kept.name.endswith(".txt")
    # Looked at once more the same day: it stands beside what was owed.
    assert here.check(record, at=moment("2025-03-03", 15)).obligation is None


def test_nothing_is_assumed_and_what_is_abnormal_says_what_was_seen(here: Plant):
    record = here.used()
    materialise(DAY)
    before = [snapshot(), Check.objects.count()]
    for says, given in (
        ("还有 2 项没有结论：第 1、4 项", {"n1": checks.Seen(), "n4": checks.Seen()}),
        ("还有 1 项没有结论：第 3 项", {"without": 3}),
        ("第 1 项异常，写明看到了什么", {"n1": checks.Seen("bad")}),
        ("第 3 项异常，写明", {"n3": checks.Seen(value=Decimal("80.5"))}),
        ("第 5 项要拍照", {"n5": checks.Seen("fine")}),
        ("只有正常、异常、不涉及", {"n1": checks.Seen("good")}),
        ("别的清单不选", {"phase": "before"}),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=says):
            here.check(record, **given)
    for key, what in (("worker", NotAllowed), ("foreman", Refused)):
        with pytest.raises(what):
            here.check(record, key)
    with pytest.raises(ProofMissing, match="逐项填写"):
        here.take(record, "check", "officer")
    assert [snapshot(), Check.objects.count()] == before


def test_what_is_abnormal_becomes_a_hazard_of_the_enterprise_with_its_photograph(here: Plant):
    record = here.used()
    materialise(DAY)
    shot = checks.Seen("bad", says="呼吸阀堵塞", photo=picture())
    made = here.check(record, n1=BAD, n5=shot)
    assert made.abnormal == 2
    [seal, valve] = Hazard.objects.filter(matter__parent=record.pk).order_by("pk")
    assert (seal.unit, seal.channel, seal.spot) == (here.plant, "self", "反应釜")
    assert seal.says == "安全阀铅封完好：铅封断裂"
    assert Evidence.objects.filter(chain=valve.matter.chain, kind="photo_found").count() == 1
    answered = CheckAnswer.objects.filter(of_check=made, verdict="bad")
    assert {one.hazard_id for one in answered} == {seal.pk, valve.pk}
    assert Fulfilment.objects.get(obligation=made.obligation).mode == "findings"


def test_a_missed_check_climbs_with_nobody_reporting_it(here: Plant):
    # No list, no sign-in, no record: the enterprise never opened the system.
    materialise(moment("2025-03-03", 1))
    materialise(moment("2025-03-08", 1))
    sweep(moment("2025-03-08", 1))
    missed = here.owes("check.day")[0]
    assert (missed.period, missed.stage) == ("2025-03-03", 2)
    orders = Obligation.objects.everywhere("test").filter(parent=missed, kind="supervise")
    assert [one.holder for one in orders] == [here.bureau]
    # A check of today is none of the days before.
    record = here.used()
    here.check(record, at=moment("2025-03-08"))
    left = [one.period for one in here.owes("check.day")]
    assert "2025-03-03" in left
    assert "2025-03-08" not in left


def test_a_shift_is_checked_before_during_and_after_by_every_post_that_has_a_list(here: Plant):
    first = here.used("foreman", "shift")
    second = here.terms["foreman"].post
    other = here.used("mate", "shift")
    assert second != other.post
    materialise(DAY)
    [row] = here.owes("team.check", here.team)
    assert row.times_needed == 3
    with pytest.raises(Invalid, match="选班前、班中或班后"):
        here.check(first, "foreman")
    for n, phase in enumerate(("before", "during", "after"), 1):
        here.check(first, "foreman", phase=phase, obligation=row)
        assert Fulfilment.objects.filter(obligation=row).count() == n - 1
        here.check(other, "mate", phase=phase, obligation=row)
        assert Fulfilment.objects.filter(obligation=row).count() == n
    assert here.owes("team.check", here.team) == []
    before = Check.objects.count()
    with pytest.raises(WrongState, match="不是这份清单现在要查的"):
        here.check(first, "foreman", phase="after", obligation=row)
    assert Check.objects.count() == before


def test_where_no_document_says_how_often_the_enterprise_does_and_unset_stays_unset(here: Plant):
    free = here.used("worker", "own")
    assert free.rule is None
    own = here.used("worker", "week", every=7, next_on="2025-03-05")
    owed = Obligation.objects.everywhere("test").filter(matter__in=[free.pk, own.pk], done_at=None)
    assert [(one.matter_id, f"{one.current_due:%Y-%m-%d}") for one in owed] == [
        (own.pk, "2025-03-05")
    ]
    assert owed.get().post == here.terms["worker"].post
    here.check(own, "worker", at=moment("2025-03-04"))
    [following] = owed.filter(done_at=None)
    assert f"{following.current_due:%Y-%m-%d}" == "2025-03-11"
    here.check(free, "worker")
    assert Check.objects.get(list=free).obligation is None


def test_who_may_draw_up_a_list_for_which_post_and_how_often(here: Plant):
    here.used()
    before = snapshot()
    for says, what, key, given in (
        ("已有", Invalid, "officer", {}),
        ("已由文件规定", Invalid, "foreman", {"level": "shift", "every": 1}),
        ("1 以上", Invalid, "worker", {"level": "own", "every": 0}),
        ("不在本单位", Invalid, "clerk", {}),
    ):
        with pytest.raises(what, match=says):
            here.draft(key, **given)
    assert snapshot() == before
    # 安全管理人员 is named: another post's daily list is the enterprise's own affair.
    assert here.draft("worker", "day").rule is None


def test_the_next_edition_takes_the_place_of_the_one_before(here: Plant):
    record = here.used()
    here.take(record, "revise", "officer")
    later = PostList.objects.get(previous=record)
    assert (later.version, later.items.count(), later.rule) == (2, 5, record.rule)
    before = snapshot()
    with pytest.raises(WrongState, match="已经在编制"):
        here.take(record, "revise", "officer")
    assert snapshot() == before
    here.take(later, "submit", "officer")
    for says, since in (("不能早于今天", "2025-03-02"),):
        with pytest.raises(Invalid, match=says):
            here.take(later, "approve", "owner", since=since)
    here.take(later, "approve", "owner", since=DAY.date())
    record.refresh_from_db()
    assert (fresh(record.matter).state, record.until) == ("retired", DAY.date())
    assert list(carrying.in_use(DAY.date())) == [later]


def test_posts_without_a_list_are_named(here: Plant):
    here.used()
    rows = {one.title: one.listed for one in carrying.posts(here.plant, DAY.date())}
    assert [title for title, listed in rows.items() if listed] == ["officer岗"]
    assert {"owner岗", "worker岗", "foreman岗", "mate岗"} < set(rows)
