"""Sending up and releasing: locked until all is decided, by two people, ladders by name."""

from django.test import Client

from bihuan.kernel.law.models import Document, Ladder, Setting
from bihuan.kernel.orgs.models import Term
from bihuan.modules.policy.models import Review, Task
from tests.surfaces.policy.conftest import SMALL, decide_all, load, release, submit, take
from tests.surfaces.policy.test_documents import ROOT


def post(browser: Client, review: Review, step: str, **given: object):
    review.matter.refresh_from_db()
    given = {"revision": review.matter.revision} | given
    return browser.post(f"/policies/reviews/{review.pk}/steps/{step}", given)


def state(review: Review) -> str:
    review.matter.refresh_from_db()
    return review.matter.state


def test_sending_up_is_locked_until_every_item_is_decided(clerk: Client, small: Review) -> None:
    page = clerk.get(f"/policies/reviews/{small.pk}").content.decode()
    assert "处没有结论" in page
    assert "ic-lock" in page
    answer = post(clerk, small, "submit", advice="拟办")
    assert answer.status_code == 409
    assert "处没有结论" in answer.content.decode()
    assert ">拟办</textarea>" in answer.content.decode()
    assert state(small) == "reviewing"
    decide_all(small, clerk)
    assert "ic-lock" not in clerk.get(f"/policies/reviews/{small.pk}").content.decode()


def test_sending_up_needs_words_of_advice(clerk: Client, small: Review) -> None:
    decide_all(small, clerk)
    answer = post(clerk, small, "submit", advice=" ")
    assert answer.status_code == 422
    assert "还没有填写“拟办意见”" in answer.content.decode()
    assert state(small) == "reviewing"


def test_the_drafter_does_not_release_and_the_leader_does(
    clerk: Client, leader: Client, small: Review
) -> None:
    submit(small, clerk)
    own = clerk.get(f"/policies/reviews/{small.pk}").content.decode()
    assert "经办人本人不能批准" in own
    assert post(clerk, small, "release").status_code == 403
    assert not Task.objects.exists()
    take(small, leader, "release", opinion="同意")
    small.document.refresh_from_db()
    assert small.document.status == Document.Status.IN_FORCE
    assert Task.objects.filter(document=small.document).exists()


def test_a_leader_who_drafted_does_not_release_his_own(leader: Client, place) -> None:
    leader.post("/policies/new", {"place": place.code, "text": SMALL})
    review = Review.objects.get()
    submit(review, leader)
    answer = post(leader, review, "release")
    assert answer.status_code == 403
    assert "是您本人" in answer.content.decode()
    assert state(review) == "pending"


def test_ladders_are_suggested_and_adopted_by_name_only_when_ticked(
    clerk: Client, leader: Client, leader_term: Term, small: Review
) -> None:
    load(ROOT / "packs" / "CN" / "suggested.yaml")
    submit(small, clerk)
    page = leader.get(f"/policies/reviews/{small.pk}").content.decode()
    assert "系统建议值，文件未规定" in page
    assert "采用“文件任务”阶梯" in page
    assert "逾期 30 天督办责任单位、主管单位、安委办，拟督办单" in page
    assert " checked" not in page
    ladder = Ladder.objects.get(key="CN/suggested#task")
    take(small, leader, "release", opinion="同意", task_ladder=ladder.pk)
    small.refresh_from_db()
    assert (small.task_ladder, small.rule_ladder) == (ladder, None)
    assert {s.by_id for s in Setting.objects.filter(field="ladder")} == {leader_term.person_id}


def test_without_a_tick_no_ladder_is_adopted(clerk: Client, leader: Client, small: Review) -> None:
    load(ROOT / "packs" / "CN" / "suggested.yaml")
    release(small, clerk, leader)
    assert not Setting.objects.exists()


def test_what_was_sent_back_can_be_decided_again(
    clerk: Client, leader: Client, small: Review
) -> None:
    submit(small, clerk)
    assert "不能再改" in clerk.get(f"/policies/reviews/{small.pk}").content.decode()
    take(small, leader, "send_back", opinion="第三条再核")
    page = clerk.get(f"/policies/reviews/{small.pk}").content.decode()
    assert "第三条再核" in page
    assert 'value="undo"' in page


def test_the_preview_counts_what_a_release_then_creates(
    clerk: Client, leader: Client, small: Review
) -> None:
    submit(small, clerk)
    page = leader.get(f"/policies/reviews/{small.pk}/outcome").content.decode()
    take(small, leader, "release", opinion="同意")
    assert f"<b>{Task.objects.filter(document=small.document).count()} 项任务</b>" in page
    assert "县农业局" in page


def test_an_unknown_step_is_not_there(clerk: Client, small: Review) -> None:
    assert post(clerk, small, "explode").status_code == 404
