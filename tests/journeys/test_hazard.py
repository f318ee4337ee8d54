"""A major hazard over the pages: found, reported twice, listed, stopped, checked, crossed off."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.trace.models import Evidence, Matter
from bihuan.modules.hazards import criteria
from bihuan.modules.hazards.models import Criteria, Criterion
from tests.ground import Hour
from tests.journeys import story as tale
from tests.journeys import town as towns
from tests.journeys.browser import Answer, Browser
from tests.journeys.matters import make_public, matter, state, step
from tests.journeys.town import Town

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
FIRM = "海丰某某铸造厂"


@pytest.fixture(scope="module")
def town(hour: Hour) -> Town:
    """A county with its bureau and a foundry that has a safety officer, under national rules."""
    made = towns.found("441521", "海安", hour.to("2025-03-03"))
    bureau = towns.department(made, "bureau", "海丰县应急管理局", kind="emergency_department")
    made.staff("bureau-clerk", bureau, "监管科", "department_clerk")
    made.staff("inspector", bureau, "执法队员", "enforcement_officer")
    made.staff("checker", made.units["海丰县安委办"], "审核岗", "office_leader")
    firm = towns.firm(made, "works", FIRM, bureau)
    made.staff("safety", firm, "安全主管", "safety_officer", lead="safety")
    made.staff("worker", firm, "一线员工", "worker")
    tale.load(*(f"CN/{name}.yaml" for name in (
        "suggested", "official-documents-2012", "interview-2018", "work-safety-2021",
        "hazard-2007", "accident-2007",
    )), hour=hour)  # fmt: skip
    criteria.load_shipped()
    return made


def photo(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.png", PNG + name.encode())


def register(browser: Browser, kind: str, query: str = "", **given: Any) -> Matter:
    filled = {name if "-" in name else f"open-{name}": value for name, value in given.items()}
    to = browser.done(f"/matters/new/hazards.{kind}{query}", **filled)
    return matter(to.rstrip("/").rpartition("/")[2])


def done(browser: Browser, of: Matter, name: str, *proofs: str, **given: Any) -> None:
    answer = step(browser, of, name, *proofs, **given)
    assert answer.status == 302, answer.page


def shot(browser: Browser, of: Matter, name: str, **given: Any) -> Answer:
    """Try a step that wants a picture of how it is now."""
    filled = {f"step-{key}": value for key, value in given.items()}
    return browser.post(
        f"/matters/{of.number}/step", revision=matter(of.number).revision,
        **{"step-step": name, "proof-photo_after": photo(f"{name}{matter(of.number).revision}")},
        **filled,
    )  # fmt: skip


def below(of: Matter, kind: str) -> Matter:
    return Matter.objects.everywhere("test").get(parent=of, flow=kind)


def due(of: Matter, name: str) -> str:
    row = Obligation.objects.everywhere("test").get(matter=of, step=name, done_at=None)
    assert row.current_due is not None
    return str(row.current_due.date())


FINISHED = {"done": "已加装泄爆片", "spent": "8", "fixed_on": "2025-03-20"}


def test_a_worker_reports_on_her_phone_with_a_picture_in_three_fields(town: Town):
    worker = town.browser("worker")
    page = worker.get("/matters/new/hazards.hazard")
    assert f'value="{FIRM}"' in page
    assert 'accept="image/*"' in page
    found = register(
        worker, "hazard", unit=FIRM, spot="二号仓库", says="安全出口上锁",
        **{"proof-photo_found": photo("door")},
    )  # fmt: skip
    kept = Evidence.objects.get(chain=found.chain)
    assert (kept.kind, kept.name) == ("photo_found", "door.png")
    assert found.hazard.channel == "employee"
    safety = town.browser("safety")
    general = Criteria.objects.get(key="hazard_definition")
    person = town.terms["safety"].person_id
    answer = shot(
        safety, found, "fix_now", against=general.pk, because="当场排除", responsible=person,
        measures="打开门锁", spent="0", fixed_on="2025-03-03", precautions="专人看守",
    )  # fmt: skip
    assert answer.status == 302, answer.page
    assert step(safety, found, "pass_check", evaluated_by="周工", effect="有效").status == 403
    assert state(found) == "submitted"
    page = safety.get(f"/matters/{found.number}")
    assert "●●●●●" in page


def graded_and_stopped(town: Town) -> tuple[Matter, Matter]:
    """Register a hazard, grade it major, and stop the workshop at once, on the hazard's page."""
    inspector, safety = town.browser("inspector"), town.browser("safety")
    hazard = register(
        inspector, "hazard", unit=FIRM, spot="打磨车间", says="干式除尘器没有泄爆装置",
        **{"proof-photo_found": photo("dust")},
    )  # fmt: skip
    dust = Criterion.objects.get(key="GM2023-11-03")
    done(
        inspector, hazard, "grade_major", criterion=dust.pk, because="现场核实", due_on="2025-04-30"
    )
    [order] = Letter.objects.everywhere("test").filter(matter=hazard)
    assert "责令" in order.title
    stop = register(
        inspector, "stop", f"?matter={hazard.number}", unit=FIRM, scope="part", what="打磨车间",
        because="不能保证安全", until="2025-04-30",
    )  # fmt: skip
    refused = step(
        safety, stop, "check", "resumption_check", checked_on="2025-03-04", checked_by="周工",
        found="已停",
    )  # fmt: skip
    assert refused.status == 409
    assert "不得恢复生产" in refused.page
    return hazard, stop


def planned_and_reported(town: Town, hazard: Matter) -> None:
    """Complete the six parts of the plan, then the double report; both heads are told."""
    works, inspector = town.browser("works"), town.browser("inspector")
    person = town.terms["works"].person_id
    assert step(works, hazard, "start").status == 409
    done(
        works, hazard, "plan", "hazard_plan", goal="加装泄爆片", body="设备科", responsible=person,
        measures="停机改造", money="8.5", stages="三月完工", precautions="停用并警戒",
    )  # fmt: skip
    done(works, hazard, "start")
    refused = shot(works, hazard, "finish", **{**FINISHED, "fixed_on": "2025-03-10"})
    assert refused.status == 409
    assert "双报告" in refused.page
    done(works, hazard, "tell_regulator", "hazard_report", regulator_told_on="2025-03-10")
    done(works, hazard, "tell_workers", "hazard_workers", workers_told_on="2025-03-10",
         workers_told_in="delegates")  # fmt: skip
    done(inspector, hazard, "tell_heads", "hazard_told", principal_told_on="2025-03-10",
         controller_told_on="2025-03-10")  # fmt: skip


def listed_by_the_county(town: Town, hour: Hour, hazard: Matter) -> Matter:
    """List it; more time asked in due time is refused, asked too late it is only noted."""
    works, head = town.browser("works"), town.browser("head")
    done(town.browser("bureau-clerk"), hazard, "ask_listing", level="county", opinion="整改难度大")
    listing = below(hazard, "committee.listing")
    terms = {"watcher": "海丰县应急管理局", "demands": "加装泄爆片", "term": "2025-04-30"}
    done(head, listing, "approve", plan_by="2025-03-20", **terms)
    make_public(town.browser("clerk"), town.browser("checker"), head, listing)
    done(works, listing, "file_plan", "listing_plan", plan="停机改造")
    wanted = {"wanted": "2025-05-31", "wanted_because": "设备未到"}
    done(works, listing, "ask_more", **wanted)
    done(head, listing, "deny", opinion="应急措施不足，不同意")
    assert due(listing, "report") == "2025-04-30"
    hour.to("2025-04-21")
    assert step(works, listing, "ask_more", **wanted).status == 409
    done(works, listing, "ask_too_late", **wanted)
    assert due(listing, "report") == "2025-04-30"
    return listing


def put_right(town: Town, hazard: Matter, stop: Matter, listing: Matter) -> None:
    """Finish, be sent back, finish again; checked, evaluated and accepted by others."""
    works, inspector = town.browser("works"), town.browser("inspector")
    safety, bureau = town.browser("safety"), town.browser("bureau-clerk")
    assert shot(works, hazard, "finish", **FINISHED).status == 302
    done(inspector, hazard, "fail_recheck", opinion="泄爆口被遮挡", due_on="2025-04-28")
    assert state(hazard) == "sent_back"
    assert shot(works, hazard, "finish", **FINISHED).status == 302
    done(inspector, hazard, "pass_recheck", "recheck_photo", opinion="已消除")
    done(safety, hazard, "evaluate", "hazard_evaluation", evaluated_by="周工，注册安全工程师",
         effect="泄爆面积符合要求")  # fmt: skip
    done(safety, stop, "check", "resumption_check", checked_on="2025-04-21", checked_by="周工",
         found="逐项合格")  # fmt: skip
    done(works, stop, "apply", "resumption_request", application="申请恢复生产")
    done(works, listing, "report", "listing_rectification", result="已加装")
    done(bureau, listing, "accept", "listing_acceptance", opinion="合格")
    assert step(town.browser("head"), listing, "delist", opinion="同意").status == 409
    done(bureau, hazard, "accept", "hazard_acceptance", opinion="现场审查合格")


def test_a_major_hazard_from_discovery_to_the_ledger(town: Town, hour: Hour):
    hazard, stop = graded_and_stopped(town)
    hour.to("2025-03-10")
    planned_and_reported(town, hazard)
    listing = listed_by_the_county(town, hour, hazard)
    put_right(town, hazard, stop, listing)
    leader, clerk = town.browser("bureau"), town.browser("clerk")
    assert step(leader, hazard, "close", opinion="同意").status == 409
    checked = {"reviewers": "吴执法、孙监管", "opinion": "合格"}
    done(town.browser("inspector"), stop, "review", "resumption_review", **checked)
    done(leader, stop, "approve", opinion="同意恢复")
    done(town.browser("head"), listing, "delist", opinion="同意")
    done(leader, hazard, "close", opinion="同意销号")
    assert (state(hazard), state(stop), state(listing)) == ("closed", "resumed", "delisted")
    kinds = Letter.objects.everywhere("test").filter(matter__in=[hazard, listing, stop])
    assert {"rectification", "listing", "delisting"} <= set(kinds.values_list("kind", flat=True))
    ledger = clerk.file("/hazards/export").decode("utf-8-sig")
    line = next(row for row in ledger.splitlines() if hazard.number in row)
    for said in ("重大事故隐患", listing.number, "2025-04-21", "已销号", "应急管理部令第10号"):
        assert said in line
    assert "已清零" in clerk.get("/hazards", period="2025-04")
