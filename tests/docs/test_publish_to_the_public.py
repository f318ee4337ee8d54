"""The page on publishing, followed in the pages of the product and of the public."""

from datetime import datetime

import pytest
from django.test import Client

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs.models import Term
from bihuan.kernel.trace.models import Matter
from bihuan.modules.committee.models import Seat
from bihuan.surfaces import clock
from tests.docs.pages import blocks, unseen
from tests.docs.test_hand_out_and_follow_up import PACKS, Worker, paper, revision
from tests.kernel import factories

NOW = datetime.fromisoformat("2025-05-20T10:00+08:00")
PAGE = "publish-to-the-public"
FLOW = "disclosure.publication"


@pytest.fixture
def people(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Term]:
    """A district under its document: its committee, an office of three, a bureau and a firm."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    place = factories.county("130802", "双桥区")
    for pack in ("CN/suggested", "CN/official-documents-2012", "CN/interview-2018",
                 "CN/disclosure-2019", "130802/shuangqiao-2018"):  # fmt: skip
        load_pack(read_pack(PACKS / f"{pack}.yaml"), on=NOW.date())
    body = factories.unit("双桥区安委会", "committee", place)
    office = factories.unit("双桥区安委办", "committee_office", place, body)
    bureau = factories.unit("区安监局", "emergency_department", place, office)
    Seat.objects.create(body=body, part=Seat.Part.OFFICE, unit=office, since="2025-01-01")
    works = factories.unit("某某铸造厂", "enterprise", place, bureau)
    made = {
        "director": (body, "leader", "government"), "clerk": (office, "office_clerk", ""),
        "checker": (office, "office_leader", "portfolio"),
        "head": (office, "office_leader", "principal"),
        "bureau": (bureau, "department_leader", "principal"),
        "works": (works, "enterprise_principal", "principal"),
    }  # fmt: skip
    return {
        key: factories.person_in(factories.post(unit, role, lead=lead), key)
        for key, (unit, role, lead) in made.items()
    }


def take(who: Worker, number: str, step: str = "", *proofs: str, **given: str) -> None:
    """Look at a matter and take its next step."""
    who.see(f"/matters/{number}")
    fields = {f"step-{name}": value for name, value in given.items()}
    papers = {f"proof-{kind}": paper(f"{kind}.pdf") for kind in proofs}
    chosen = {"step-step": step} if step else {}
    who.do(f"/matters/{number}/step", revision=revision(number), **chosen, **fields, **papers)


def written(who: Worker, number: str, **changed: str) -> None:
    """Submit the text as the page shows it, with what is changed."""
    form = who.browser.get(f"/matters/{number}").context["form"]
    known = {name: value for name, value in form.initial.items() if value}
    take(who, number, **{**known, **changed})


def publish(who: dict[str, Worker], number: str, **changed: str) -> None:
    """Write a text, have it checked and approved by two others, and publish it."""
    written(who["clerk"], number, **changed)
    take(who["checker"], number, "check", screening="不涉密")
    take(who["head"], number, "approve")
    take(who["clerk"], number)


def test_from_the_listing_to_the_take_down(people: dict[str, Term]) -> None:
    seen: list[str] = []
    who = {key: Worker(term, seen) for key, term in people.items()}
    clerk = who["clerk"]
    page = clerk.browser.get("/matters/new/committee.listing").context["form"]
    to = clerk.do("/matters/new/committee.listing", **{
        "open-unit": "某某铸造厂", "open-about": "hazard", "open-facts": "熔炼炉无断水报警",
        "open-clause": page.fields["clause"].queryset.first().pk,
    })  # fmt: skip
    listed = to.rpartition("/")[2]
    terms = {"watcher": "区安监局", "demands": "加装报警", "term": "2025-07-01"}
    take(who["director"], listed, "approve", **terms)
    clerk.see(f"/matters/{listed}")
    clerk.see("/publications")
    number = Matter.objects.everywhere("test").get(flow=FLOW).number
    publish(who, number)
    anybody, address = Client(HTTP_HOST="localhost"), f"/public/item/{number}"
    for path in ("/public/130802", address):
        seen.append(anybody.get(path).content.decode())
    take(clerk, number, "correct", correction="措施写得不全")
    publish(who, number, measures="加装断水报警和联锁")
    assert "已更正" in anybody.get(f"{address}/1").content.decode()
    clerk.see(f"/matters/new/{FLOW}")
    take(who["works"], listed, "report", "listing_rectification", result="已加装")
    take(who["bureau"], listed, "accept", "listing_acceptance", opinion="合格")
    take(who["director"], listed, opinion="同意")
    clerk.see("/publications?standing=ending")
    take(clerk, number, "", taken_because="已摘牌")
    gone = anybody.get(address)
    assert gone.status_code == 410
    assert "已摘牌" in gone.content.decode()
    to = clerk.do(f"/matters/new/{FLOW}", **{
        "open-kind": "exposure", "open-headline": "一例", "open-formed_on": "2025-05-20",
    })  # fmt: skip
    clerk.see(to)
    assert unseen(PAGE, seen) == []


def test_the_address_shown_is_one_that_answers(people: dict[str, Term]) -> None:
    [shown] = blocks(PAGE, "sh")
    path = shown.split("cn", 1)[1].strip().replace("441521", "130802")
    body = Client(HTTP_HOST="localhost").get(path).json()
    assert body["items"] == []
