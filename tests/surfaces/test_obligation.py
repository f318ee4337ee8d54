"""One obligation's page: its words, its record, more time, an owner; and what is refused."""

from datetime import date, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.obligations import assignments
from bihuan.kernel.obligations.models import Extension, Obligation
from bihuan.kernel.trace.models import Entry, Evidence
from bihuan.surfaces import clock
from bihuan.surfaces.workbench.forms import lookups
from bihuan.surfaces.workbench.templatetags.bihuan import day
from tests.surfaces.twins import NOW, PDF, County


def now_is(o: Obligation) -> Obligation:
    return Obligation.objects.everywhere("test").get(pk=o.pk)


def record(county: County, **changed: Any) -> dict[str, Any]:
    """What an enterprise's principal fills in."""
    given = {
        "revision": county.duty.revision,
        "fulfil-mode": "findings",
        "fulfil-led_by": county.terms["enterprise_principal"].person_id,
        "fulfil-happened_at": "2025-03-11 09:30",
        "fulfil-place": "一车间",
        "fulfil-participants": "车间主任、安全员",
        "fulfil-findings": "看了三台注塑机的急停，一台失灵，已停用。",
    }
    return given | changed


def paper(name: str = "检查记录.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def send(county: County, given: dict[str, Any], role: str = "enterprise_principal"):
    return county.browser(role).post(f"/obligations/{county.duty.pk}/fulfil", given)


def test_the_page_marks_the_words_that_oblige_and_names_the_person_of_the_day(county):
    page = county.browser("office_clerk").get(f"/obligations/{county.duty.pk}").content.decode()
    assert "<mark>每月带队检查1次</mark>" in page
    assert county.terms["enterprise_principal"].person.name in page


def test_a_duty_is_met_with_its_proof(county):
    response = send(county, record(county, **{"proof-检查记录": paper()}))
    assert response.status_code == 302
    done = now_is(county.duty)
    assert (done.outcome, done.mode) == ("on_time", "findings")
    assert Evidence.objects.get(chain=done.chain).kind == "检查记录"


def test_missing_proof_is_named_and_nothing_typed_is_lost(county):
    response = send(county, record(county))
    page = response.content.decode()
    assert response.status_code == 409
    assert "还缺“检查记录”" in page
    assert "看了三台注塑机的急停" in page
    assert now_is(county.duty).times_done == 0


def test_files_sent_ahead_are_kept_and_the_words_stay(county):
    response = send(county, record(county, act="upload", **{"proof-检查记录": paper()}))
    assert response.status_code == 200
    assert "一台失灵" in response.content.decode()
    assert now_is(county.duty).done_at is None
    revision = now_is(county.duty).revision
    assert send(county, record(county, revision=revision)).status_code == 302


def test_a_program_is_no_proof(county):
    response = send(county, record(county, **{"proof-检查记录": paper("检查记录.exe")}))
    assert response.status_code == 422
    assert "不接收“检查记录.exe”这种文件" in response.content.decode()
    assert not Evidence.objects.filter(chain=county.duty.chain).exists()


def test_an_empty_record_says_at_each_field_what_is_missing(county):
    response = send(county, {"revision": county.duty.revision})
    page = response.content.decode()
    assert response.status_code == 422
    for words in ("还没有选择“结果”", "还没有填写“在哪里”", "还没有选择带队人（主持人）"):
        assert words in page
    assert now_is(county.duty).times_done == 0


def test_a_date_written_otherwise_is_answered_with_an_example(county):
    response = send(county, record(county, **{"fulfil-happened_at": "三月十一日"}))
    assert "时间要写成 2025-03-12 或 2025-03-12 14:30 这样。" in response.content.decode()


def test_what_was_done_this_morning_is_recorded_this_morning_by_its_day_alone(county, monkeypatch):
    ticks = count()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(milliseconds=next(ticks)))
    given = record(county, **{"fulfil-happened_at": "2025-03-12", "proof-检查记录": paper()})
    assert send(county, given).status_code == 302
    assert now_is(county.duty).fulfilments.get().happened_at == NOW - timedelta(minutes=1)


def test_who_forgot_a_field_is_told_that_the_files_stay(county):
    given = record(county, **{"fulfil-happened_at": "", "proof-检查记录": paper()})
    page = send(county, given).content.decode()
    assert "上传的 1 份文件已经存下，不用再传" in page
    assert "没有任何内容被改动" not in page
    assert Evidence.objects.filter(chain=county.duty.chain).count() == 1


def test_the_second_of_two_editors_is_told_and_keeps_his_words(county):
    boss = county.viewer("department_leader")
    assignments.assign(county.duty, holder=county.units["firm"], by=boss, at=NOW)
    response = send(county, record(county, **{"proof-检查记录": paper()}))
    page = response.content.decode()
    assert response.status_code == 409
    assert "没有保存：别人刚改过" in page
    assert "一台失灵" in page
    assert f'name="revision" value="{now_is(county.duty).revision}"' in page
    assert now_is(county.duty).times_done == 0


def test_a_proxy_writes_why(county):
    given = record(county, **{"fulfil-mode": "proxy", "proof-检查记录": paper()})
    response = send(county, given, "department_clerk")
    assert "还没有填写“代报原因”" in response.content.decode()
    given |= {"fulfil-proxy_reason": "企业断网", "proof-检查记录": paper()}
    given["revision"] = now_is(county.duty).revision
    assert send(county, given, "department_clerk").status_code == 302
    assert now_is(county.duty).mode == "proxy"


def test_who_does_not_owe_it_cannot_record_it(county):
    before = Entry.objects.count()
    response = send(county, record(county), "office_clerk")
    assert response.status_code == 403
    assert "由甲塑料制品厂办理" in response.content.decode()
    assert Entry.objects.count() == before


def test_more_time_moves_the_current_date_and_keeps_the_legal_one(county):
    given = {"decision-agreed": "yes", "decision-opinion": "同意"}
    browser = county.browser("department_leader")
    assert browser.post(f"/extensions/{county.asked.pk}", given).status_code == 302
    moved = now_is(county.late)
    assert moved.current_due.astimezone().date() >= date(2025, 4, 10)
    assert moved.legal_due == county.late.legal_due
    page = browser.get(f"/obligations/{county.late.pk}").content.decode()
    assert "法定 2025-03-10" in page


def test_a_refusal_of_more_time_needs_its_reason(county):
    given = {"decision-agreed": "no", "decision-opinion": ""}
    response = county.browser("department_leader").post(f"/extensions/{county.asked.pk}", given)
    assert response.status_code == 422
    assert "不同意要写明理由。" in response.content.decode()
    assert Extension.objects.get(pk=county.asked.pk).granted is None


def test_an_earlier_date_is_no_extension(county):
    given = {"extension-to_due": "2025-03-20", "extension-reason": "设备检修"}
    url = f"/obligations/{county.duty.pk}/extension"
    response = county.browser("safety_officer").post(url, given)
    assert response.status_code == 422
    assert "延期后的期限要晚于现行期限和今天" in response.content.decode()


def test_an_owner_is_named_by_the_name_the_place_uses(county):
    url = f"/obligations/{county.late.pk}/assign"
    given = {"assign-unit": "甲镇人民政府", "assign-reason": "属地"}
    assert county.browser("office_clerk").post(url, given).status_code == 302
    assert now_is(county.late).holder == county.units["town"]
    page = county.browser("office_clerk").get(f"/obligations/{county.late.pk}").content.decode()
    assert f"原值：{county.units['firm'].name}" in page
    assert f"现值：{county.units['town'].name}" in page


def test_an_unknown_unit_is_answered_with_what_would_be_right(county):
    url = f"/obligations/{county.late.pk}/assign"
    response = county.browser("office_clerk").post(url, {"assign-unit": "县某局"})
    assert response.status_code == 422
    assert "没有找到“县某局”。请写单位全称或文件里的简称。" in response.content.decode()
    assert now_is(county.late).holder == county.units["firm"]


def test_who_must_lead_himself_finds_himself_chosen_and_nobody_else_does(county):
    for role, chosen in (("enterprise_principal", True), ("safety_officer", False)):
        page = county.browser(role).get(f"/obligations/{county.duty.pk}").content.decode()
        person = county.terms["enterprise_principal"].person_id
        assert (f'<option value="{person}" selected>' in page) is chosen


def test_a_usual_short_name_is_answered_with_whom_it_may_mean_and_none_is_taken(county):
    url = f"/obligations/{county.late.pk}/assign"
    for short, meant in (("应急局", "甲县应急管理局"), ("塑料厂", "甲塑料制品厂")):
        response = county.browser("office_clerk").post(url, {"assign-unit": short})
        assert f"是不是{meant}" in response.content.decode()
    assert now_is(county.late).holder == county.units["firm"]


def test_a_typed_unit_is_completed_from_offices_and_enterprises_unless_they_are_too_many(
    county, monkeypatch
):
    def offered():
        return lookups.UnitField(viewer=county.viewer("office_clerk")).offered

    names = offered()
    assert names.index("甲县应急管理局") < names.index("甲塑料制品厂")
    monkeypatch.setattr(lookups, "OFFERED", len(names) - 1)
    assert "甲县应急管理局" in offered()
    assert "甲塑料制品厂" not in offered()


def test_a_rung_that_waits_for_the_next_round_names_no_day_gone_by(county):
    rows = Obligation.objects.everywhere("test").filter(pk=county.late.pk)
    browser, url = county.browser("office_clerk"), f"/obligations/{county.late.pk}"
    rows.update(next_at=NOW + timedelta(days=2))
    assert f"{day(NOW + timedelta(days=2))} 仍未办" in browser.get(url).content.decode()
    rows.update(next_at=NOW - timedelta(days=2))
    shown = browser.get(url).content.decode()
    assert "下一次巡查时仍未办" in shown
    assert f"{day(NOW - timedelta(days=2))} 仍未办" not in shown


def test_an_enterprise_cannot_give_its_duty_away(county):
    url = f"/obligations/{county.late.pk}/assign"
    given = {"assign-unit": "甲镇人民政府", "assign-reason": "不想办"}
    response = county.browser("enterprise_principal").post(url, given)
    assert response.status_code in (403, 422)
    assert now_is(county.late).holder == county.units["firm"]


def test_an_excuse_is_counted_apart(county):
    url = f"/obligations/{county.late.pk}/excuse"
    given = {"excuse-reason": "防台风 Ⅱ 级响应期间停产"}
    assert county.browser("department_leader").post(url, given).status_code == 302
    assert now_is(county.late).outcome == "excused"


def test_evidence_is_downloaded_by_those_who_may_open_its_record(county):
    response = county.browser("office_clerk").get(f"/evidence/{county.paper.pk}")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert BytesIO(b"".join(response.streaming_content)).read() == PDF


def test_what_another_county_owes_does_not_exist_here(county, twin):
    browser = county.browser("office_leader")
    for url in (f"/obligations/{twin.late.pk}", f"/evidence/{twin.paper.pk}"):
        assert browser.get(url).status_code == 404
    before = Entry.objects.count()
    for act in ("fulfil", "excuse", "assign", "due"):
        assert browser.post(f"/obligations/{twin.late.pk}/{act}", {}).status_code == 404
    assert browser.post(f"/extensions/{twin.asked.pk}", {}).status_code == 404
    assert Entry.objects.count() == before
