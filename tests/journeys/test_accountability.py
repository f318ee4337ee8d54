"""双桥（三）（四）（三十一）：a list signed, a duty missed, who decides, what it bars, who asks."""

from typing import Any

import pytest

from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.obligations.models import Kind, Obligation
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.trace.models import Entry, Matter
from bihuan.modules.responsibility.models import DutyList
from tests.ground import Hour
from tests.journeys import story as tale
from tests.journeys import town as towns
from tests.journeys.browser import Answer, Browser
from tests.journeys.story import REASON

PACKS = ("CN/suggested.yaml", "CN/official-documents-2012.yaml", "CN/work-safety-2021.yaml",
         "130802/shuangqiao-2018.yaml")  # fmt: skip
LED = "130802/shuangqiao-2018#led.month"


@pytest.fixture(scope="module")
def town(hour: Hour) -> towns.Town:
    """A district with its office, party committee, organisation department, a town, a foundry."""
    made = towns.found("130802", "双安", hour.to("2022-01-04"))
    office, place = made.units["双桥区安委办"], made.place
    made.staff("deputy", office, "副主任", "office_leader", lead="portfolio")
    party = made.unit("双桥区委", "party_committee", office)
    made.staff("secretary", party, "副书记", "leader", signs=True)
    made.staff("second", party, "常委", "leader")
    towns.department(made, "organisation", "双桥区委组织部")
    bureau = towns.department(made, "bureau", "双桥区应急管理局", kind="emergency_department")
    street = towns.street(made, "mayor", office)
    made.staff("station", street, "安监站长", "town_station")
    firm = towns.firm(made, "owner", "双桥铸造厂", bureau)
    made.staff("safety", firm, "安全主管", "safety_officer", lead="safety")
    Unit.objects.filter(name="双桥铸造厂").update(industry="C3391")
    tale.load(*PACKS, hour=hour)
    Document.objects.filter(key__startswith="130802").update(status="in_force")
    head = made.browser("head")
    for key in ("check", "task", "step", "supervise"):
        pk = tale.suggested(key).pk
        head.done(f"/settings/ladders/{pk}", **{f"ladder{pk}-reason": REASON})
    assert place
    hour.look("2022-01-05", "2022-01-20")
    return made


def matter(number: str) -> Matter:
    return Matter.objects.everywhere("test").get(number=number)


def ended(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def step(browser: Browser, number: str, name: str = "", *proofs: str, **given: Any) -> Answer:
    """Try a step of a matter on its page."""
    filled = {f"step-{key}": value for key, value in given.items()}
    chosen = {"step-step": name} if name else {}
    papers = {f"proof-{kind}": tale.proof(f"{kind}.pdf") for kind in proofs}
    return browser.post(
        f"/matters/{number}/step", revision=matter(number).revision, **chosen, **filled, **papers
    )  # fmt: skip


def done(answer: Answer) -> None:
    assert answer.status == 302, answer.page


def clause(no: str) -> int:
    return Clause.objects.get(document__key="130802/shuangqiao-2018", no=no).pk


def listed(town: towns.Town) -> DutyList:
    """Let the office draw up the mayor's list, its head approve it and the mayor sign it."""
    clerk, head, mayor = (town.browser(login) for login in ("clerk", "head", "mayor"))
    post = town.terms["mayor"].post_id
    to = clerk.done(f"/duties/posts/{post}/lists", **{
        "draft-kind": "post", "draft-clause": clause("4"),
    })  # fmt: skip
    number = ended(to)
    page = clerk.get(f"/duties/{number}")
    assert "没有规则承载" in page
    clerk.done(f"/duties/{number}/items", revision=matter(number).revision, **{
        "item-says": "每季度到重点企业开展一次安全生产宣讲", "item-kind": "duty",
    })  # fmt: skip
    done(step(clerk, number, "submit"))
    assert clerk.post(f"/duties/{number}/items", revision=matter(number).revision, **{
        "item-says": "送审以后再加", "item-kind": "duty",
    }).status == 409  # fmt: skip
    assert step(clerk, number, "approve", since="2022-01-20").status in (403, 409, 422)
    done(step(head, number, "approve", since="2022-01-20"))
    assert "还没有签订" in mayor.get("/me")
    assert step(town.browser("station"), number).status == 403
    done(step(mayor, number))
    assert "本人已签订" in mayor.get("/me")
    return DutyList.objects.get(matter__number=number)


def missed() -> Obligation:
    """Return what the mayor did not do in January."""
    return tale.owed(rule__key=LED, period="2022-01", slot="government")


def proposed(town: towns.Town, **given: Any) -> str:
    """Let the office propose a case from the page of the duty that was missed."""
    clerk, late = town.browser("clerk"), missed()
    address = f"/matters/new/accountability.case?of={late.pk}"
    page = clerk.get(address)
    assert "至今未办结" in page
    filled = {
        "unit": late.holder.name, "name": town.name("mayor"), "event": "duty",  # type: ignore[union-attr]
        "happened_on": "2022-02-05", "facts": "一月没有带队检查，督办后仍未补办",
        "proposed": "removed", "decider": "双桥区委", "answer_by": "2022-02-15",
        "decide_by": "2022-02-28", "clause": clause("31"),
    } | given  # fmt: skip
    return ended(clerk.done(address, **{f"open-{k}": v for k, v in filled.items()}))


def test_the_list_of_a_post_is_drawn_up_approved_and_signed_in_the_pages(
    town: towns.Town, hour: Hour
) -> None:
    hour.to("2022-01-20", 10)
    made = listed(town)
    assert made.items.filter(rule__key=LED).exists()
    clerk = town.browser("clerk")
    page = clerk.get("/duties", q="人民政府")
    assert "现任已签订" in page
    assert clerk.file(f"/duties/{made.matter.number}/pdf").startswith(b"%PDF")
    again = clerk.get(f"/duties/posts/{made.post_id}", day="2022-01-19")
    assert "2022-01-19 没有施行的清单" in again
    assert "第 1 版" in clerk.get(f"/duties/posts/{made.post_id}", day="2022-01-20")


def test_the_years_tasks_are_filed_and_printed_with_their_state(
    town: towns.Town, hour: Hour
) -> None:
    hour.to("2022-01-20", 10)
    made = listed(town)
    clerk, head = town.browser("clerk"), town.browser("head")
    number = ended(clerk.done(f"/duties/posts/{made.post_id}/years", **{
        "year-year": "2022", "year-keeper": "same",
    }))  # fmt: skip
    clerk.done(f"/years/{number}/items", revision=matter(number).revision, **{
        "task-says": "修订镇级应急预案", "task-due_on": "2022-01-31",
    })  # fmt: skip
    done(step(clerk, number, "submit", points="抓带队检查"))
    done(step(head, number, "approve"))
    done(step(clerk, number))
    hour.look("2022-02-02")
    rows = {row.item.says: row.state for row in clerk.shown(f"/years/{number}")["rows"]}
    assert rows["修订镇级应急预案"] == "late"
    assert clerk.file(f"/years/{number}/pdf").startswith(b"%PDF")
    assert clerk.file(f"/years/{number}/word").startswith(b"PK")
    assert clerk.asked(f"/years/{number}", day="2023-01-01").status == 422
    own = tale.owed(title="修订镇级应急预案")
    given = {"fulfil-mode": "done", "fulfil-led_by": town.terms["mayor"].person_id}
    done(tale.fulfil(town.browser("mayor"), own, "2022-02-02 08:00", **given))
    rows = {row.item.says: row.state for row in clerk.shown(f"/years/{number}")["rows"]}
    assert rows["修订镇级应急预案"] == "done"
    own_page = town.browser("mayor").shown("/me")["own"]
    assert {row.item.says: row.state for row in own_page.tasks} == rows
    done(step(town.browser("mayor"), number, summary="全年任务已完成"))
    assert matter(number).state == "summed_up"


def test_a_case_is_refused_to_the_wrong_people_and_nothing_moves(
    town: towns.Town, hour: Hour
) -> None:
    hour.look("2022-02-01", "2022-02-08")
    number = proposed(town)
    before = (matter(number).revision, Entry.objects.filter(chain=matter(number).chain).count())
    assert town.browser("owner").asked(f"/matters/{number}").status == 404
    assert step(town.browser("organisation"), number).status == 404
    assert step(town.browser("secretary"), number, "decide", measure="removed").status == 403
    early = step(town.browser("clerk"), number, "go_on", unanswered="没有来函")
    assert "陈述申辩期限到 2022-02-15" in early.page
    assert before == (
        matter(number).revision, Entry.objects.filter(chain=matter(number).chain).count()
    )  # fmt: skip
    bad = town.browser("clerk").post(f"/matters/new/accountability.case?of={missed().pk}", **{
        "open-unit": "双桥铸造厂", "open-name": town.name("mayor"), "open-event": "duty",
        "open-happened_on": "2022-02-05", "open-facts": "无", "open-proposed": "removed",
        "open-decider": "双桥区委", "open-answer_by": "2022-02-15", "open-decide_by": "2022-02-28",
        "open-clause": clause("31"),
    })  # fmt: skip
    assert bad.status == 422
    assert "没有叫" in bad.page


def test_a_banned_owner_is_refused_on_the_page_of_the_unit(town: towns.Town, hour: Hour) -> None:
    hour.look("2022-02-01", "2022-02-08")
    number = proposed(
        town, unit="双桥铸造厂", name=town.name("owner"), event="major", proposed="criminal"
    )
    done(step(town.browser("owner"), number, "answer_case", answer="无"))
    done(step(
        town.browser("secretary"), number, "decide", measure="criminal", liability="main",
        effective_on="2022-02-20", execute_by="2022-03-31", reasons="对重大事故负主要责任",
    ))  # fmt: skip
    other = towns.firm(town, "other", "双桥第二铸造厂", town.units["双桥区应急管理局"])
    Unit.objects.filter(pk=other.pk).update(industry="3392")
    post = other.posts.get(lead="principal")
    clerk = town.browser("clerk")
    clerk.done(f"/units/{other.pk}/terms/{town.terms['other'].pk}/end", **{
        "end-on": "2022-02-10", "end-reason": "转让",
    })  # fmt: skip
    before = post.terms.count()
    answer = clerk.post(f"/units/{other.pk}/terms", **{
        "terms-post": post.pk, "terms-person": town.name("owner"),
        "terms-since": "2022-02-21", "terms-entry": "known",
    })  # fmt: skip
    assert "终身不得担任本行业" in answer.page or "五年内不得担任" in answer.page
    assert post.terms.count() == before
    hour.to("2022-02-21")
    assert "现仍在任" in clerk.get("/bars")


def test_the_exemption_ledger_is_printed_for_a_post_and_not_for_strangers(
    town: towns.Town, hour: Hour
) -> None:
    hour.look("2022-02-01", "2022-02-12")
    clerk, post = town.browser("clerk"), town.terms["mayor"].post_id
    first = clerk.file(f"/ledger/pdf?post={post}&day=2022-02-11")
    assert first.startswith(b"%PDF")
    assert first == clerk.file(f"/ledger/pdf?post={post}&day=2022-02-11")
    assert clerk.asked("/ledger/pdf", post=post, day="2021-01-01").status == 404
    assert town.browser("owner").asked("/ledger/pdf", post=post).status == 404


def test_what_a_watched_step_owes_is_one_obligation(town: towns.Town, hour: Hour) -> None:
    hour.look("2022-02-01", "2022-02-08")
    number = proposed(town)
    rows = Obligation.objects.everywhere("test").filter(matter__number=number, done_at=None)
    assert [(row.kind, row.step) for row in rows] == [(Kind.STEP, "answer_case")]
