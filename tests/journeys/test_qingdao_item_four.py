"""青岛第四条: 隐患不排查,系统有提示;整改不到位,系统会警示;责任不落实,系统会督办.

Three ladders run at once in one city, each set off by something else that did not happen.
"""

import re

import pytest

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.kernel.trace.verify import verify
from tests.ground import Hour
from tests.journeys import story as tale
from tests.journeys import town as towns
from tests.journeys.browser import Answer, Browser
from tests.journeys.town import Town
from tests.kernel import factories
from tests.testapp.flows import RectificationFlow
from tests.testapp.models import Rectification
from tests.testapp.world import test_law

BUREAU, WORKS, SILENT = "青岛市应急管理局", "青岛某某铸造厂", "青岛某某注塑厂"
QUARTER = "CN/hazard-2007#report.quarter"


@pytest.fixture(scope="module")
def town(hour: Hour) -> Town:
    """A city in which a plant is staffed and another never entered anything, nor has anybody."""
    made = towns.found("370200", "青安", hour.to("2025-01-02"))
    bureau = towns.department(made, "bureau", BUREAU, kind="emergency_department")
    towns.firm(made, "works", WORKS, bureau)
    made.unit(SILENT, "enterprise", bureau)
    tale.load("CN/suggested.yaml", "CN/hazard-2007.yaml", hour=hour)
    head = made.browser("head")
    for key in ("check", "supervise"):
        pk = tale.suggested(key).pk
        head.done(f"/settings/ladders/{pk}", **{f"ladder{pk}-reason": tale.REASON})
    test_law(made.place)
    hour.look("2025-01-03")
    return made


@pytest.fixture
def danger(town: Town, hour: Hour) -> Matter:
    """A danger the bureau found at the works on 2025-03-01, to be put right by 2025-03-31."""
    inspector: Viewer = factories.viewer_of(town.terms["bureau"], on=hour.at.date())
    record = Rectification(
        regulator=town.units[BUREAU], found_by_id=inspector.person_id,
        danger="除尘系统无泄爆措施", due_on="2025-03-31",
    )  # fmt: skip
    case = Case("除尘系统无泄爆措施", town.place, town.units[WORKS])
    return begin(RectificationFlow, case, record, by=inspector, at=hour.to("2025-03-01"))


def report(unit: Unit) -> Obligation:
    return tale.owed(rule__key=QUARTER, period="2025Q1", holder=unit)


def step(browser: Browser, matter: Matter, name: str = "", **given: object) -> Answer:
    """Take a step of a danger on its page."""
    matter.refresh_from_db()
    fields = {f"step-{k}" if "proof" not in k else k: v for k, v in given.items()}
    chosen = {"step-step": name} if name else {}
    address = f"/matters/{matter.number}/step"
    return browser.post(address, revision=matter.revision, **chosen, **fields)


def photos() -> dict[str, object]:
    names = ("photo_before", "photo_after")
    return {f"proof-{name}": tale.proof(f"{name}.pdf") for name in names}


def duty(matter: Matter) -> Obligation:
    return tale.owed(matter=matter, kind=Kind.STEP, done_at=None)


def rectifying(town: Town, hour: Hour, danger: Matter) -> Obligation:
    """Let the works plan, with money, what it will do; return what it owes then."""
    hour.to("2025-03-03")
    planned = step(town.browser("works"), danger, measures="加装泄爆片", money="30000")
    assert planned.status == 302, planned.page
    return duty(danger)


def test_a_check_that_did_not_happen_is_found_where_nobody_ever_signed_in(
    town: Town, hour: Hour
) -> None:
    silent = town.units[SILENT]
    assert not silent.posts.exists()
    hour.look("2025-04-15")
    assert report(silent).stage == 0
    hour.look("2025-04-16")
    missed = report(silent)
    assert (missed.stage, missed.done_at) == (1, None)
    assert tale.told("prompt", missed.chain) == {SILENT}
    desk = town.browser("bureau").get("/desk", q=SILENT)
    assert SILENT in desk
    assert "提示" in desk
    page = town.browser("bureau").get(f"/obligations/{missed.pk}")
    assert "第十四条" in page


def test_who_reported_in_time_is_not_prompted(town: Town, hour: Hour) -> None:
    hour.to("2025-04-10", 10)
    works, paper = town.browser("works"), tale.proof("统计分析表.pdf")
    given = {"fulfil-mode": "zero", "proof-统计分析表": paper}
    met = tale.fulfil(works, report(town.units[WORKS]), "2025-04-09 10:00", **given)
    assert met.status == 302, met.page
    hour.look("2025-04-16", "2025-04-23")
    done = report(town.units[WORKS])
    assert (done.stage, done.outcome, done.mode) == (0, "on_time", "zero")
    assert not tale.told("prompt", done.chain)


def test_rectification_not_done_by_its_day_warns_plant_and_bureau(
    town: Town, hour: Hour, danger: Matter
) -> None:
    late = rectifying(town, hour, danger)
    hour.look("2025-03-31")
    late.refresh_from_db()
    assert late.stage == 0
    hour.look("2025-04-01")
    late.refresh_from_db()
    assert late.stage == 2
    assert tale.told("warning", late.chain) == {WORKS, BUREAU}
    assert "警示" in town.browser("works").get("/desk")
    own = tale.supervision(late)
    assert (own.holder.name, own.stage) == (BUREAU, 0)


def test_rectification_rejected_at_the_check_warns_at_once(
    town: Town, hour: Hour, danger: Matter
) -> None:
    rectifying(town, hour, danger)
    works, bureau = town.browser("works"), town.browser("bureau")
    hour.to("2025-03-20")
    handed_in = step(works, danger, "submit", **photos())
    assert handed_in.status == 302, handed_in.page
    hour.to("2025-03-25")
    back = step(bureau, danger, "send_back", opinion="泄爆片未安装", due_on="2025-04-08")
    assert back.status == 302, back.page
    again = duty(danger)
    assert (again.stage, again.holder.name) == (2, WORKS)
    assert tale.told("returned", again.chain) | tale.told("returned", danger.chain) == {WORKS}
    inbox = works.get("/inbox")
    assert "泄爆" in inbox
    assert danger.number in works.get(f"/matters/{danger.number}")


def test_a_supervisor_who_does_not_act_is_ordered_by_number_and_name(
    town: Town, hour: Hour, danger: Matter
) -> None:
    late = rectifying(town, hour, danger)
    hour.look("2025-04-01", "2025-04-06")
    own = tale.supervision(late)
    assert own.stage == 2
    assert tale.told("warning", own.chain) == {BUREAU, "青岛市安委办"}
    hour.look("2025-04-09")
    own.refresh_from_db()
    assert own.stage == 3
    letter, head = tale.order(own), town.browser("head")
    assert re.fullmatch(r"青安督〔2025〕\d+号", letter.number)
    assert (letter.addressee.name, letter.signer_post.title) == (BUREAU, "主任")
    assert tale.sign(head, letter).status == 302
    letter.refresh_from_db()
    assert letter.signer.name == town.name("head")
    assert "督办不力" in head.get("/desk", q="除尘") + head.get(f"/obligations/{own.pk}")
    late.refresh_from_db()
    assert late.stage == 2


def test_a_supervisor_who_acts_is_not_ordered(town: Town, hour: Hour, danger: Matter) -> None:
    late = rectifying(town, hour, danger)
    hour.look("2025-04-01")
    hour.to("2025-04-03", 10)
    given = {"fulfil-mode": "done", "proof-other": tale.proof("督促记录.pdf")}
    acted = tale.fulfil(
        town.browser("bureau"), tale.supervision(late), "2025-04-02 10:00", **given
    )  # fmt: skip
    assert acted.status == 302, acted.page
    hour.look("2025-04-06", "2025-04-09", "2025-04-30")
    assert tale.supervision(late).outcome == "on_time"
    assert not tale.told("order", tale.supervision(late).chain)


def test_the_three_climb_at_once_and_the_trace_holds(
    town: Town, hour: Hour, danger: Matter
) -> None:
    late = rectifying(town, hour, danger)
    hour.look("2025-04-01", "2025-04-06", "2025-04-09", "2025-04-16")
    rows = Obligation.objects.everywhere("test")
    stages = dict(rows.values_list("pk", "stage"))
    assert stages[report(town.units[SILENT]).pk] == 1
    assert stages[late.pk] == 2
    assert stages[tale.supervision(late).pk] == 3
    climbed = Entry.objects.filter(verb="climbed").values_list("actor", flat=True)
    assert set(climbed) == {"系统·巡查"}
    assert not verify().findings
    assert not rows.filter(done_at__isnull=False, kind=Kind.PERIODIC).exists()
