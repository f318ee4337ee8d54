"""The last writer does not win, and no date of what happened moves by saving again."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.obligations.models import Fulfilment
from bihuan.kernel.trace.models import Entry, Matter
from tests.faults.refusal import contents, said
from tests.ground import Hour
from tests.practice.doing import meet
from tests.surfaces.twins import NOW, PDF, County

PLAN = {"step-plan": "分三步", "revision": 0}


def step(county: County, role: str, **given: Any):
    county.task.refresh_from_db()
    return county.browser(role).post(f"/matters/{county.task.number}/step", PLAN | given)


def test_the_second_of_two_who_file_a_plan_learns_who_did_and_keeps_her_words(
    county: County,
) -> None:
    assert step(county, "safety_officer").status_code == 302
    county.browser("enterprise_principal")
    before = contents()
    second = step(county, "enterprise_principal", **{"step-plan": "我的四步方案"})
    assert second.status_code in (409, 422)
    page = second.content.decode()
    assert county.terms["safety_officer"].person.name in page
    assert contents() == before


def test_the_second_of_two_who_record_a_check_changes_nothing(county: County, hour: Hour) -> None:
    duty, principal = county.duty, county.viewer("enterprise_principal")
    seen = duty.revision
    meet(duty, by=principal, at=NOW)
    duty.refresh_from_db()
    done_at, chain = duty.done_at, Entry.objects.filter(chain=duty.chain).count()
    hour.at = NOW + timedelta(days=3)
    response = county.browser("enterprise_principal").post(
        f"/obligations/{duty.pk}/fulfil",
        {
            "revision": seen, "fulfil-mode": "zero", "fulfil-led_by": principal.person_id,
            "fulfil-happened_at": "2025-03-14", "fulfil-place": "一车间",
            "fulfil-participants": "无", "fulfil-findings": "无",
        },
    )  # fmt: skip
    assert response.status_code in (403, 409), said(response)
    duty.refresh_from_db()
    assert (duty.done_at, duty.times_done, duty.mode) == (done_at, 1, "findings")
    assert Fulfilment.objects.filter(obligation=duty).count() == 1
    assert Entry.objects.filter(chain=duty.chain).count() == chain


def test_a_proof_brought_later_moves_no_date_of_what_it_proves(county: County, hour: Hour) -> None:
    duty = county.duty
    made = meet(duty, by=county.viewer("enterprise_principal"), at=NOW)
    duty.refresh_from_db()
    was = (duty.done_at, duty.outcome, made.happened_at, made.recorded_at)
    hour.at = NOW + timedelta(days=9)
    file = SimpleUploadedFile("补充.pdf", PDF + b"later")
    county.browser("enterprise_principal").post(
        f"/obligations/{duty.pk}/fulfil", {"act": "upload", "proof-other": file}
    )
    duty.refresh_from_db()
    made.refresh_from_db()
    assert (duty.done_at, duty.outcome, made.happened_at, made.recorded_at) == was


def test_a_matter_that_moved_on_is_not_moved_back_by_a_page_left_open(county: County) -> None:
    revision = county.task.revision
    assert step(county, "safety_officer").status_code == 302
    again = step(county, "safety_officer", revision=revision)
    assert again.status_code in (409, 422)
    now = Matter.objects.everywhere("test").get(pk=county.task.pk)
    assert now.state == "running"
    assert Entry.objects.filter(chain=now.chain, verb="file_plan").count() == 1
