"""The page on holding to account, followed in the pages of the product."""

from datetime import datetime
from html import unescape
from pathlib import Path

import pytest

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.obligations.materialise import materialise
from bihuan.kernel.obligations.models import Obligation
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.trace.models import Matter
from bihuan.surfaces import clock
from tests.docs.pages import Reader, unseen
from tests.kernel import factories

NOW = datetime.fromisoformat("2025-05-20T10:00+08:00")
PACKS = Path(__file__).parents[2] / "packs"


@pytest.fixture
def people(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Term]:
    """A district under its document: office, party committee, a town and its mayor."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    place = factories.county("130802", "双桥区")
    for pack in ("CN/suggested", "CN/official-documents-2012", "130802/shuangqiao-2018"):
        load_pack(read_pack(PACKS / f"{pack}.yaml"), on=NOW.date())
    office = factories.committee_office(place)
    party = factories.unit("双桥区委", "party_committee", place)
    town = factories.town(place, "石洞子沟镇")
    Unit.objects.filter(pk=town.pk).update(supervisor=office)
    made = {
        "clerk": (office, "office_clerk", ""), "head": (office, "office_leader", "principal"),
        "secretary": (party, "leader", ""), "mayor": (town, "leader", "government"),
    }  # fmt: skip
    found = {
        key: factories.person_in(factories.post(unit, role, lead=lead), key)
        for key, (unit, role, lead) in made.items()
    }
    materialise(NOW)
    return found


def named(leads: list[str]) -> str:
    """Return the number of the matter that a form led to."""
    return leads[0].rpartition("/")[2]


def took(reader: Reader, number: str, step: str, **given: str) -> None:
    row = Matter.objects.everywhere("test").get(number=number)
    filled = {f"step-{key}": value for key, value in given.items()}
    reader.see(f"/matters/{number}")
    leads = reader.send(
        f"/matters/{number}/step", {"revision": row.revision, "step-step": step, **filled}
    )
    assert leads, f"{step} was not taken"


def listed(readers: dict[str, Reader], mayor: Term) -> None:
    """Let the office draw up the mayor's list, its head approve it and the mayor sign."""
    clerk = readers["clerk"]
    clerk.see("/duties")
    clerk.see(f"/duties/posts/{mayor.post_id}")
    leads = clerk.send(f"/duties/posts/{mayor.post_id}/lists", {"draft-kind": "post"})
    number = named(leads)
    clerk.send(f"/duties/{number}/items", {
        "revision": 0, "item-says": "联系一家重点企业", "item-kind": "duty",
    })  # fmt: skip
    took(clerk, number, "submit")
    took(readers["head"], number, "approve", since="2025-05-20")
    took(readers["mayor"], number, "confirm")
    clerk.see(f"/duties/posts/{mayor.post_id}")


def test_from_the_list_of_a_post_to_the_opinion_on_its_holder(people: dict[str, Term]) -> None:
    seen: list[str] = []
    readers = {key: Reader(term, seen) for key, term in people.items()}
    clerk, mayor = readers["clerk"], people["mayor"]
    listed(readers, mayor)
    led = Obligation.objects.everywhere("test").get(
        rule__key__endswith="#led.month", slot="government"
    )
    clerk.see(f"/obligations/{led.pk}")
    address = f"/matters/new/accountability.case?of={led.pk}"
    offered = clerk.see(address).split('<datalist id="id_open-clause_list">')[1]
    ground = unescape(offered.split('<option value="')[1].split('"')[0])
    leads = clerk.send(address, {
        "open-unit": mayor.post.unit.name, "open-name": "mayor", "open-event": "duty",
        "open-happened_on": "2025-05-19", "open-facts": "没有带队检查",
        "open-proposed": "removed", "open-decider": "双桥区委", "open-answer_by": "2025-05-25",
        "open-decide_by": "2025-05-30", "open-clause": ground,
    })  # fmt: skip
    case = named(leads)
    took(readers["mayor"], case, "answer_case", answer="无")
    took(readers["secretary"], case, "decide", measure="removed", liability="leading",
         effective_on="2025-05-20", execute_by="2025-06-01", reasons="应办未办")  # fmt: skip
    clerk.see(f"/matters/{case}")
    clerk.see("/bars")
    address = "/matters/new/accountability.opinion"
    clerk.see(address)
    leads = clerk.send(address, {
        "open-purpose": "promotion", "open-unit_name": mayor.post.unit.name, "open-name": "mayor",
        "open-wanted": "拟提拔", "open-reply_by": "2025-06-01",
    })  # fmt: skip
    clerk.see(f"/matters/{named(leads)}")
    clerk.see(f"/ledger?post={mayor.post_id}")
    assert unseen("hold-to-account", seen) == []
