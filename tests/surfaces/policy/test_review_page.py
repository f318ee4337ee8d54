"""Deciding beside the text: each act, each refusal, with script and without."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from bihuan.kernel.orgs.models import Unit, UnitAlias
from bihuan.modules.policy.models import Proposal, Review
from tests.kernel import factories

PART = {"HTTP_HX_REQUEST": "true"}
State = Proposal.State


def one(review: Review, kind: str, words: str = "") -> Proposal:
    rows = [p for p in review.proposals.filter(kind=kind) if words in str(p.data)]
    assert rows, f"no {kind} with {words}"
    return rows[0]


def decide(browser: Client, proposal: Proposal, act: str, **given: Any) -> HttpResponse:
    headers = given.pop("headers", PART)
    proposal.review.matter.refresh_from_db()
    given = {"revision": proposal.review.matter.revision, "act": act} | given
    address = f"/policies/reviews/{proposal.review_id}/proposals/{proposal.pk}"
    return browser.post(address, given, **headers)


def state(proposal: Proposal) -> str:
    proposal.refresh_from_db()
    return proposal.state


def everything(review: Review) -> list[tuple[int, str, dict[str, Any], str]]:
    return [(p.pk, p.state, p.data, p.reason) for p in review.proposals.order_by("pk")]


def test_the_page_shows_the_text_untouched_beside_the_first_open_clause(
    clerk: Client, small: Review
) -> None:
    page = clerk.get(f"/policies/reviews/{small.pk}").content.decode()
    assert "审阅：海丰县安全生产委员会关于做好道路交通安全工作的通知" in page
    assert "2025年8月份前" in page
    assert "有两种读法，系统不替您选" in page
    assert " checked" not in page
    assert "送批准人" in page


def test_a_mark_in_the_text_leads_to_its_proposal_and_back(clerk: Client, small: Review) -> None:
    found = one(small, "recurring")
    address = f"/policies/reviews/{small.pk}?clause={found.clause_id}&at={found.pk}"
    page = clerk.get(address).content.decode()
    assert f'id="s{found.pk}" data-k="周"' in page
    assert f'href="?clause={found.clause_id}&amp;at={found.pk}#p{found.pk}"' in page
    assert f'href="#s{found.pk}"' in page
    assert f'id="p{found.pk}"' in page


def test_a_part_of_the_page_is_answered_with_that_part_alone(clerk: Client, small: Review) -> None:
    found = one(small, "recurring")
    part = clerk.get(f"/policies/reviews/{small.pk}?clause={found.clause_id}", **PART)
    assert part.content.decode().lstrip().startswith('<section class="p" id="panel"')


def test_adopting_answers_with_the_parts_that_changed(clerk: Client, small: Review) -> None:
    found = one(small, "deadline", "2025年6月底前")
    answer = decide(clerk, found, "accept")
    page = answer.content.decode()
    assert (answer.status_code, state(found)) == (200, State.ACCEPTED)
    assert answer["HX-Trigger"] == "decided"
    for part in ("panel", "counts", "unresolved", "acts", f"c{found.clause_id}"):
        assert page.count(f'id="{part}"') == 1
    assert "已采用 李红（虚构）" in page


def test_adopting_works_without_script_too(clerk: Client, small: Review) -> None:
    found = one(small, "deadline", "2025年6月底前")
    answer = decide(clerk, found, "accept", headers={})
    assert answer.url == f"/policies/reviews/{small.pk}?clause={found.clause_id}#panel"
    assert state(found) == State.ACCEPTED


def test_of_two_readings_one_must_be_chosen(clerk: Client, small: Review) -> None:
    found, before = one(small, "deadline", "8月份前"), everything(small)
    answer = decide(clerk, found, "accept")
    assert answer.status_code == 422
    assert "有两种读法：2025-07-31 或 2025-08-31。请选一种" in answer.content.decode()
    assert everything(small) == before
    decide(clerk, found, "accept", reading="alt")
    assert (state(found), found.data["date"]) == (State.ACCEPTED, "2025-08-31")


def test_two_readings_may_be_left_to_the_issuer(clerk: Client, small: Review) -> None:
    found = one(small, "deadline", "8月份前")
    decide(clerk, found, "open")
    assert state(found) == State.REJECTED
    assert "留待设定" in found.reason


def test_a_correction_without_a_reason_keeps_what_was_typed(clerk: Client, small: Review) -> None:
    found, before = one(small, "recurring"), everything(small)
    typed = {"subject": "县交通局", "action": "查客运", "per": "quarter", "times": "2"}
    answer = decide(clerk, found, "correct", **typed, reason="")
    assert answer.status_code == 422
    assert "还没有填写“改正的理由”" in answer.content.decode()
    assert 'value="查客运"' in answer.content.decode()
    assert everything(small) == before
    decide(clerk, found, "correct", **typed, reason="县里每季查两次")
    assert state(found) == State.CORRECTED
    assert (found.data["per"], found.data["times"]) == ("quarter", 2)


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("recurring", {"per": "month", "times": "两次"}, "“次数”要填数字，如 2"),
        ("recurring", {"per": "month", "times": "0"}, "次数应为不小于 1 的整数"),
        ("deadline", {"date": "六月底"}, "日期应如 2018-12-31"),
        ("responsible", {"unit": "", "role": "lead"}, "请写明单位名称"),
    ],
)
def test_a_correction_no_duty_can_be_made_of_says_what_would_be_right(
    clerk: Client, small: Review, kind: str, typed: dict[str, str], says: str
) -> None:
    found, before = one(small, kind), everything(small)
    answer = decide(clerk, found, "correct", **typed, reason="试")
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert everything(small) == before


def test_rejecting_needs_a_reason_and_undoing_brings_back(clerk: Client, small: Review) -> None:
    found = one(small, "recurring")
    assert "不采用的理由" in decide(clerk, found, "reject", why=" ").content.decode()
    assert state(found) == State.PROPOSED
    decide(clerk, found, "reject", why="是举例")
    assert (state(found), found.reason) == (State.REJECTED, "是举例")
    decide(clerk, found, "undo")
    assert state(found) == State.PROPOSED


def test_a_frequency_can_be_marked_as_not_set(clerk: Client, small: Review) -> None:
    found = one(small, "recurring")
    decide(clerk, found, "open")
    assert (state(found), found.data["times"]) == (State.CORRECTED, None)


def test_one_proposal_is_split_into_two(clerk: Client, small: Review) -> None:
    found = one(small, "responsible", "县财政局")
    parts = {"1-unit": "县财政局", "1-role": "lead", "2-unit": "县审计局", "2-role": "share"}
    decide(clerk, found, "split", **parts)
    assert state(found) == State.MERGED
    assert [(p.data["unit"], p.data["role"]) for p in found.successors.order_by("pk")] == [
        ("县财政局", "lead"),
        ("县审计局", "share"),
    ]


def test_proposals_of_one_kind_are_merged(clerk: Client, small: Review) -> None:
    first, second = one(small, "responsible", "县交通局"), one(small, "responsible", "县财政局")
    assert first.clause_id == second.clause_id
    assert decide(clerk, first, "merge").status_code == 422
    decide(clerk, first, "merge", **{"with": second.pk})
    assert (state(first), state(second)) == (State.MERGED, State.MERGED)


def test_a_printed_name_is_tied_to_a_unit_of_the_register(
    clerk: Client, small: Review, office: Unit
) -> None:
    found = one(small, "responsible", "县农业局")
    agriculture = factories.department(office.place, "农业农村局")
    missing = decide(clerk, found, "unit", registered="某某局").content.decode()
    assert "单位库里没有“某某局”" in missing
    assert not UnitAlias.objects.exists()
    decide(clerk, found, "unit", registered=agriculture.name)
    assert (state(found), found.data["unit_id"]) == (State.CORRECTED, agriculture.pk)
    assert UnitAlias.objects.get().unit == agriculture


def test_the_plain_ones_of_a_clause_are_adopted_together_and_doubtful_ones_stay(
    clerk: Client, small: Review
) -> None:
    august = one(small, "deadline", "8月份前")
    address = f"/policies/reviews/{small.pk}/clauses/{august.clause_id}"
    clerk.post(address, {"revision": small.matter.revision}, **PART)
    others = small.proposals.filter(clause=august.clause_id).exclude(pk=august.pk)
    assert {p.state for p in others} == {State.ACCEPTED}
    assert state(august) == State.PROPOSED


def test_the_second_of_two_reviewers_is_told_and_loses_nothing(
    clerk: Client, leader: Client, small: Review
) -> None:
    mine, theirs = one(small, "recurring"), one(small, "deadline", "2025年6月底前")
    decide(leader, theirs, "accept")
    before = everything(small)
    typed = {"action": "查客运", "per": "month", "times": "3", "reason": "从严"}
    answer = decide(clerk, mine, "correct", revision=0, **typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "没有保存：" in page
    assert "王主任" in page
    assert 'value="查客运"' in page
    assert 'value="从严"' in page
    assert everything(small) == before


def test_what_is_decided_is_not_decided_again(clerk: Client, small: Review) -> None:
    found = one(small, "recurring")
    decide(clerk, found, "accept")
    answer = decide(clerk, found, "accept")
    assert answer.status_code == 409
    assert "已有结论" in answer.content.decode()


def test_whoever_is_not_of_the_office_reads_but_does_not_decide(
    small: Review, office: Unit, sign_in
) -> None:
    department = factories.department(office.place)
    post = factories.post(department, "department_clerk")
    auditor = sign_in(factories.person_in(factories.post(office, "auditor"), "审计"))
    page = auditor.get(f"/policies/reviews/{small.pk}").content.decode()
    assert 'name="act"' not in page
    assert "您的岗位只能看" in page
    found, before = one(small, "recurring"), everything(small)
    assert decide(auditor, found, "accept").status_code == 403
    assert decide(sign_in(factories.person_in(post)), found, "accept").status_code == 404
    assert everything(small) == before


def test_a_form_from_another_sign_in_is_not_taken(clerk: Client, small: Review) -> None:
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    strict.cookies = clerk.cookies
    found, before = one(small, "recurring"), everything(small)
    answer = decide(strict, found, "accept", headers={})
    assert answer.status_code == 403
    assert "不是在本次登录里打开的" in answer.content.decode()
    assert everything(small) == before


def test_a_decision_is_submitted_never_followed(clerk: Client, small: Review) -> None:
    found = one(small, "recurring")
    address = f"/policies/reviews/{small.pk}/proposals/{found.pk}"
    assert clerk.get(address).status_code == 405
    assert decide(clerk, found, "explode").status_code == 404
    assert state(found) == State.PROPOSED


def test_a_proposal_of_another_review_is_not_there(clerk: Client, small: Review) -> None:
    address = f"/policies/reviews/{small.pk}/proposals/999999"
    assert clerk.post(address, {"act": "accept"}).status_code == 404
    assert clerk.get("/policies/reviews/999999").status_code == 404
