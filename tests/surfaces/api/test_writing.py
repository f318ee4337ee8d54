"""A write is done once and whole, as the same act on a page, or refused with nothing changed."""

import json
from datetime import timedelta
from typing import Any

from django.http import HttpResponse

from bihuan.kernel.obligations.models import Extension, Obligation
from bihuan.kernel.trace.models import Entry, Evidence, Matter
from bihuan.modules.policy.models import Task
from bihuan.surfaces.api import kept
from bihuan.surfaces.api.models import KeptAnswer
from tests.surfaces import twins
from tests.surfaces.api.program import program
from tests.surfaces.twins import County

DONE = {
    "mode": "findings", "happened_at": "2025-03-11T09:00:00+08:00",
    "record": {
        "place": "一车间", "participants": "班组长", "findings": "查了三台设备，一处防护罩松动。",
    },
}  # fmt: skip


def now(o: Obligation) -> Obligation:
    """Return an obligation as it is."""
    return Obligation.objects.everywhere("test").get(pk=o.pk)


def refusal(given: HttpResponse) -> tuple[int, str, str]:
    """Return status, sentence and field of a refusal."""
    said = given.json()
    assert given["Content-Type"] == "application/problem+json"
    return given.status_code, said["detail"], said.get("field", "")


def test_a_duty_is_fulfilled_with_proof_brought_first(county: County) -> None:
    principal = program(county, "enterprise_principal")
    address = f"obligations/{county.duty.pk}"
    bare = principal.post(f"{address}/fulfilments",
                          DONE | {"revision": 0, "led_by": _principal(county)})  # fmt: skip
    assert refusal(bare) == (409, "还缺“检查记录”。", "")
    assert now(county.duty).done_at is None
    brought = principal.bring(f"{address}/evidence?name=记录.pdf&kind=检查记录", twins.PDF)
    file = brought.json()["id"]
    assert Evidence.objects.get(pk=file).chain == county.duty.chain
    done = principal.post(f"{address}/fulfilments", DONE | {
        "revision": 0, "led_by": _principal(county), "files": [file]
    })  # fmt: skip
    assert done.json()["says"] == "已记录“有发现”。这项责任已办结。"
    assert now(county.duty).outcome == "on_time"
    seen = principal.get(address).json()
    assert seen["fulfilments"][0]["record"] == DONE["record"]


def _principal(county: County) -> int:
    return county.terms["enterprise_principal"].person_id


WRONG: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"mode": "maybe"}, "mode", "“结果”只能是"),
    ({"record": DONE["record"] | {"place": "  "}}, "place", "还没有填写“在哪里”。"),
    ({"record": DONE["record"] | {"weather": "晴"}}, "record", "“weather”不是办理记录的内容"),
    ({"happened_at": "2025-03-11"}, "happened_at", "“什么时候做的”要"),
    ({"happened_at": "2025-03-11T09:00:00"}, "happened_at", "要带时区"),
    ({"happened_at": "2025-03-13T09:00:00+08:00"}, "happened_at", "发生时间不能晚于现在。"),
    ({"happened_at": "0001-01-01T00:00:00+00:00"}, "happened_at", "年份要在"),
    ({"led_by": 10**6}, "led_by", "不是责任单位现任的人员"),
    ({"files": [10**6]}, "files", "不是这里的佐证"),
    ({"record": DONE["record"] | {"findings": "字\u0000"}}, "record.findings", "不能有控制字符"),
    ({"revision": "0"}, "revision", "“版本”要是整数。"),
    ({"extra": 1}, "extra", "“extra”这里没有这一项"),
)


def test_a_value_that_is_wrong_is_named_and_nothing_changes(county: County) -> None:
    principal, before = program(county, "enterprise_principal"), Entry.objects.count()
    fits = DONE | {"revision": 0, "led_by": _principal(county)}
    for wrong, field, says in WRONG:
        given = principal.post(f"obligations/{county.duty.pk}/fulfilments", fits | wrong)
        status, said, named = refusal(given)
        assert (status, named) == (422, field), wrong
        assert says in said
    assert Entry.objects.count() == before
    assert not KeptAnswer.objects.exists()


def test_what_somebody_changed_meanwhile_is_not_overwritten(county: County) -> None:
    principal = program(county, "enterprise_principal")
    stale = principal.post(f"obligations/{county.duty.pk}/fulfilments", DONE | {"revision": 7})
    assert stale.status_code == 409
    assert stale.json()["type"] == "/api#conflict"
    assert stale.json()["revision"] == 0


def test_a_write_sent_again_under_its_key_is_not_done_again(county: County) -> None:
    clerk = program(county, "office_clerk")
    address = f"obligations/{county.late.pk}/reminders"
    first = clerk.post(address, key="once")
    again = clerk.post(address, key="once")
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Entry.objects.filter(verb="reminded").count() == 1


def test_a_file_sent_again_under_its_key_is_kept_once(county: County) -> None:
    principal = program(county, "enterprise_principal")
    address = f"obligations/{county.duty.pk}/evidence?name=记录.pdf&kind=检查记录"
    first, again = (principal.bring(address, twins.PDF, key="f1") for _ in range(2))
    assert first.json() == again.json()
    assert Evidence.objects.filter(chain=county.duty.chain).count() == 1


def test_a_key_stands_for_one_write_of_one_token(county: County) -> None:
    clerk, leader = program(county, "office_clerk"), program(county, "leader")
    address = f"obligations/{county.late.pk}"
    assert clerk.post(f"{address}/reminders", key="k").status_code == 200
    other = clerk.post(f"{address}/holder", {"unit": "甲镇人民政府", "reason": "属地"}, key="k")
    assert refusal(other) == (
        422, "这个 Idempotency-Key 已用在另一次提交上。新的提交要用新的键。", "Idempotency-Key",
    )  # fmt: skip
    assert now(county.late).holder_id == county.units["firm"].pk
    # Another token's key of the same name is its own.
    assert leader.post(f"{address}/reminders", key="k").status_code == 200


def test_a_refused_write_keeps_no_key_so_that_it_can_be_mended(county: County) -> None:
    clerk = program(county, "office_clerk")
    address = f"obligations/{county.late.pk}/holder"
    assert clerk.post(address, {"unit": "没有这家", "reason": "属地"}, key="k").status_code == 422
    mended = clerk.post(address, {"unit": "甲镇人民政府", "reason": "属地"}, key="k")
    assert mended.json()["says"] == "已指定甲镇人民政府。"


def test_a_write_without_a_key_is_refused(county: County) -> None:
    clerk, before = program(county, "office_clerk"), Entry.objects.count()
    for key in ("", "字", "a" * 65):
        headers = {"Idempotency-Key": key} if key else {}
        given = clerk.client.post(
            f"/api/v1/obligations/{county.late.pk}/reminders", "{}", "application/json",
            headers=headers,
        )  # fmt: skip
        assert refusal(given)[0::2] == (422, "Idempotency-Key")
    assert Entry.objects.count() == before


def test_kept_answers_are_forgotten_after_thirty_days(county: County) -> None:
    program(county, "office_clerk").post(f"obligations/{county.late.pk}/reminders", key="k")
    kept.forget(twins.NOW + timedelta(days=30))
    assert KeptAnswer.objects.exists()
    kept.forget(twins.NOW + timedelta(days=30, seconds=1))
    assert not KeptAnswer.objects.exists()


def test_more_time_is_asked_for_and_decided_by_somebody_else(county: County) -> None:
    leader, officer = program(county, "office_leader"), program(county, "safety_officer")
    address = f"extensions/{county.asked.pk}/decision"
    assert refusal(officer.post(address, {"agreed": True}))[:2] == (
        403,
        "您的岗位不能批准延期和免责。",
    )
    unsaid = leader.post(address, {"agreed": False})
    assert refusal(unsaid) == (422, "不同意要写明理由。", "opinion")
    assert Extension.objects.get(pk=county.asked.pk).granted is None
    refused = leader.post(address, {"agreed": False, "opinion": "设备已到货"})
    assert refused.json()["says"] == "未批准，期限不动，督办不停。"
    asked = officer.post(
        f"obligations/{county.late.pk}/extensions", {"to_due": "2025-04-20", "reason": "停电"}
    )
    assert "已申请延期到 2025-04-20" in asked.json()["says"]


def test_a_write_that_leads_out_of_ones_scope_is_done(county: County) -> None:
    """A department hands on what is no longer its own to see; the answer does not need to see."""
    clerk = program(county, "department_clerk")
    address = f"obligations/{county.late.pk}"
    moved = clerk.post(f"{address}/holder", {"unit": "甲镇人民政府", "reason": "属地管理"})
    assert moved.status_code == 200
    assert now(county.late).holder_id == county.units["town"].pk
    assert clerk.get(address).status_code == 404


def test_a_date_is_set_once_and_a_duty_excused_by_name(county: County) -> None:
    clerk, leader = program(county, "office_clerk"), program(county, "office_leader")
    Obligation.objects.everywhere("test").filter(pk=county.late.pk).update(
        legal_due=None, current_due=None
    )
    day = {"day": "2025-05-01", "reason": "会议明确"}
    address = f"obligations/{county.late.pk}"
    assert clerk.post(f"{address}/due", day).status_code == 200
    assert refusal(clerk.post(f"{address}/due", day))[0] == 409
    assert leader.post(f"{address}/excuse", {"reason": "企业已注销"}).status_code == 200
    assert now(county.late).outcome == "excused"


def test_a_task_gets_an_owner_a_date_and_parts(county: County) -> None:
    clerk, officer = program(county, "office_clerk"), program(county, "safety_officer")
    address = f"tasks/{county.task.number}"
    Task.objects.filter(pk=county.task.pk).update(due_on=None)
    owed = Obligation.objects.everywhere("test").filter(matter=county.task)
    owed.update(legal_due=None, current_due=None)
    dated = clerk.post(f"{address}/due",
                       {"day": "2025-06-01", "reason": "会议明确", "revision": 0})  # fmt: skip
    assert dated.json()["revision"] == 1
    part = {"unit": "甲镇人民政府", "says": "宣传", "due_on": "2025-07-01", "revision": 1}
    late = officer.post(f"{address}/parts", part)
    assert refusal(late) == (422, "期限不能晚于本任务的 2025-06-01。", "due_on")
    assert officer.post(f"{address}/parts", part | {"due_on": None}).status_code == 200
    assert Task.objects.get(parent=county.task.pk).matter.unit == county.units["town"]
    named = clerk.post(f"{address}/owner",
                       {"unit": "甲县应急管理局", "reason": "职责调整", "revision": 2})  # fmt: skip
    assert named.status_code == 200
    assert Matter.objects.everywhere("test").get(pk=county.task.pk).unit == county.units["bureau"]


UNREADABLE: tuple[tuple[bytes, str, int, str], ...] = (
    (b"{", "application/json", 400, "正文要是一个 JSON 对象"),
    (b"[]", "application/json", 400, "正文要是一个 JSON 对象"),
    (b"\xff\xfe", "application/json", 400, "正文要是一个 JSON 对象"),
    (b"[" * 100_000, "application/json", 400, "正文要是一个 JSON 对象"),
    (b"reason=x", "application/x-www-form-urlencoded", 415, "正文要是 JSON"),
    (b'{"reason": "\\ud800"}', "application/json", 400, "正文要是一个 JSON 对象"),
    (b" " * 3_000_000, "application/json", 413, "正文过大"),
)


def test_a_body_that_cannot_be_read_is_refused(county: County) -> None:
    leader, before = program(county, "office_leader"), Entry.objects.count()
    address = f"/api/v1/obligations/{county.late.pk}/excuse"
    for body, media, status, says in UNREADABLE:
        given = leader.client.post(address, body, media, headers={"Idempotency-Key": "k"})
        assert refusal(given)[0] == status, body[:20]
        assert says in refusal(given)[1]
    assert Entry.objects.count() == before


def test_a_file_that_is_not_what_it_says_is_refused(county: County) -> None:
    principal = program(county, "enterprise_principal")
    address = f"obligations/{county.duty.pk}/evidence"
    for query, content, field in (
        ("name=a.pdf&kind=检查记录", b"MZ\x90", "file"),
        ("name=a.exe&kind=检查记录", b"MZ\x90", "file"),
        ("name=a.pdf&kind=检查记录", b"", "file"),
        ("name=a.pdf&kind=别的", twins.PDF, "kind"),
        ("kind=检查记录", twins.PDF, "name"),
    ):
        given = principal.bring(f"{address}?{query}", content)
        assert refusal(given)[0::2] == (422, field), json.dumps(given.json(), ensure_ascii=False)
    assert not Evidence.objects.filter(chain=county.duty.chain).exists()
