"""事项: the list, the form read off the flow, why not, conflict, and what follows an act."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.trace.models import Entry, Matter
from tests.surfaces.twins import PDF, County


def page(county: County, role: str) -> str:
    return county.browser(role).get(f"/matters/{county.task.number}").content.decode()


def now_is(county: County) -> Matter:
    return Matter.objects.everywhere("test").get(pk=county.task.pk)


def take(county: County, role: str, **given):
    given = {"revision": now_is(county).revision, "act": "take"} | given
    return county.browser(role).post(f"/matters/{county.task.number}/step", given)


def run_to_submitted(county: County) -> None:
    assert take(county, "safety_officer", **{"step-plan": "分三步"}).status_code == 302
    proof = SimpleUploadedFile("完成情况.pdf", PDF)
    given = {"step-step": "submit", "step-result": "机制已建", "proof-task_result": proof}
    assert take(county, "safety_officer", **given).status_code == 302


def test_the_form_of_the_next_step_is_read_off_the_flow(county):
    shown = page(county, "safety_officer")
    assert "这一步：报送工作方案" in shown
    assert "工作方案" in shown
    assert "系统" not in shown.split("<textarea")[1].split("</textarea>")[0]


def test_who_is_not_next_is_told_who_is_and_why_his_buttons_are_shut(county):
    shown = page(county, "office_clerk")
    assert "这一步不由您办" in shown
    assert "“报送工作方案”由甲塑料制品厂（责任单位）办理" in shown
    assert "您的岗位不能“终止”" in shown


def test_after_an_act_the_page_says_who_has_it_now_and_by_when(county):
    response = take(county, "safety_officer", **{"step-plan": "分三步"})
    shown = county.browser("safety_officer").get(response["Location"]).content.decode()
    assert now_is(county).state == "running"
    assert "分三步" in shown


def test_an_empty_field_is_named_and_nothing_happens(county):
    before = Entry.objects.count()
    response = take(county, "safety_officer", **{"step-plan": "  "})
    assert response.status_code == 422
    assert "还没有填写“工作方案”" in response.content.decode()
    assert Entry.objects.count() == before


def test_choices_tell_their_consequences_and_none_is_made_beforehand(county):
    run_to_submitted(county)
    shown = page(county, "office_clerk")
    assert "验收通过" in shown
    assert "转到“退回”" in shown
    assert "办结；告知责任单位" in shown
    assert " checked" not in shown


def test_without_a_choice_nothing_is_concluded(county):
    run_to_submitted(county)
    response = take(county, "office_clerk", **{"step-opinion": "看过"})
    assert response.status_code == 422
    assert "还没有选择“结论”" in response.content.decode()
    assert now_is(county).state == "submitted"


def test_a_rejection_asks_for_the_new_date(county):
    run_to_submitted(county)
    response = take(
        county, "office_clerk", **{"step-step": "send_back", "step-opinion": "机制没有覆盖镇级"}
    )
    assert response.status_code == 422
    assert "还没有填写“重新办理期限”" in response.content.decode()
    assert now_is(county).state == "submitted"


def test_all_that_the_chosen_step_misses_is_named_at_once(county):
    run_to_submitted(county)
    shown = take(county, "office_clerk", **{"step-step": "send_back"}).content.decode()
    for title in ("验收意见", "重新办理期限"):
        assert f"还没有填写“{title}”。</p>" in shown
    assert 'data-only="send_back"><label for="id_step-again_by"' in shown
    assert now_is(county).state == "submitted"


def test_a_proof_of_one_way_out_is_asked_for_only_on_that_way(county):
    assert take(county, "safety_officer", **{"step-plan": "分三步"}).status_code == 302
    shown = page(county, "safety_officer")
    assert 'data-only="submit"><i class="ic ic-doc"></i>' in shown
    assert "选“报请验收”时要有。" in shown
    assert "项必备" not in shown


def test_missing_proof_keeps_the_step_shut_by_name(county):
    assert take(county, "safety_officer", **{"step-plan": "分三步"}).status_code == 302
    response = take(county, "safety_officer", **{"step-step": "submit", "step-result": "机制已建"})
    assert "还缺“完成情况佐证”" in response.content.decode()
    assert now_is(county).state == "running"


def test_the_second_of_two_editors_is_told_and_keeps_his_words(county):
    stale = now_is(county).revision
    assert take(county, "safety_officer", **{"step-plan": "分三步"}).status_code == 302
    given = {"step-step": "report", "step-progress": "我写的进展", "revision": stale}
    response = take(county, "enterprise_principal", **given)
    shown = response.content.decode()
    assert response.status_code == 409
    assert "没有保存：别人刚改过" in shown
    assert "我写的进展" in shown


def test_the_list_puts_the_worst_first_and_finds_by_number(county):
    browser = county.browser("office_clerk")
    assert county.task.title in browser.get("/matters").content.decode()
    found = browser.get("/matters", {"q": county.task.number}).context["page"].rows
    assert [matter.pk for matter in found] == [county.task.pk]


def test_the_list_says_whose_turn_it_is_not_only_whose_matter(county):
    owed = Obligation.objects.everywhere("test").filter(matter=county.task, done_at=None)
    turn = owed.order_by("-stage", "current_due")[0].holder
    browser = county.browser("office_clerk")
    turns = browser.get("/matters", {"q": county.task.number}).context["turns"]
    assert turns == {county.task.pk: (turn.pk, turn.name)}
    owed.update(holder=county.units["bureau"])
    page = browser.get("/matters", {"q": county.task.number}).content.decode()
    assert f'data-l="轮到谁"><a class="q" href="/units/{county.units["bureau"].pk}"' in page
    assert f"责任单位 {county.task.unit.name}" in page


def test_another_countys_matter_does_not_exist_here(county, twin):
    browser = county.browser("office_leader")
    assert browser.get(f"/matters/{twin.task.number}").status_code == 404
    before = Entry.objects.count()
    given = {"revision": 1, "act": "take", "step-plan": "代写"}
    assert browser.post(f"/matters/{twin.task.number}/step", given).status_code == 404
    assert Entry.objects.count() == before


def test_a_matters_page_takes_a_fixed_number_of_queries(county):
    browser = county.browser("office_clerk")
    browser.get(f"/matters/{county.task.number}")
    with CaptureQueriesContext(connection) as asked:
        browser.get(f"/matters/{county.task.number}")
    # One of them for the offices offered to whom she gives the task.
    assert len(asked) <= 26
    assert len({one["sql"] for one in asked.captured_queries}) == len(asked)
