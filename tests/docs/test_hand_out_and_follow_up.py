"""The page on handing out and following up, followed in the pages of the product."""

from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

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
PDF = b"%PDF-1.4\n%%EOF\n"


class Worker(Reader):
    """Somebody with a part in what is handed out."""

    def do(self, address: str, **given: object) -> str:
        """Send a form that is taken and return where it leads."""
        return self.send(address, given)[0]


@pytest.fixture
def people(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Term]:
    """A district under its document: office, bureau, enterprise, a town with two principals."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    place = factories.county("130802", "双桥区")
    for pack in ("CN/suggested", "CN/official-documents-2012", "CN/interview-2018",
                 "130802/shuangqiao-2018"):  # fmt: skip
        load_pack(read_pack(PACKS / f"{pack}.yaml"), on=NOW.date())
    office = factories.committee_office(place)
    bureau = factories.unit("区安监局", "emergency_department", place, office)
    town = factories.town(place, "石洞子沟镇")
    Unit.objects.filter(pk=town.pk).update(supervisor=office)
    firm = factories.enterprise(bureau, "双桥铸造厂")
    made = {
        "clerk": (office, "office_clerk", ""), "head": (office, "office_leader", "principal"),
        "bureau": (bureau, "department_leader", "principal"),
        "bureau clerk": (bureau, "department_clerk", ""),
        "firm": (firm, "enterprise_principal", "principal"),
        "party": (town, "leader", "party"), "mayor": (town, "leader", "government"),
    }  # fmt: skip
    found = {
        key: factories.person_in(factories.post(unit, role, lead=lead), key)
        for key, (unit, role, lead) in made.items()
    }
    materialise(NOW)
    return found


def revision(number: str) -> int:
    return Matter.objects.everywhere("test").get(number=number).revision


def test_from_a_record_to_what_came_of_it(people: dict[str, Term]) -> None:
    seen: list[str] = []
    readers = {key: Worker(term, seen) for key, term in people.items()}
    rows = Obligation.objects.everywhere("test")
    study = rows.get(rule__key__endswith="#study.month", slot="party").pk
    readers["party"].see(f"/obligations/{study}")
    led = rows.get(rule__key__endswith="#led.quarter", holder__name="区安监局")
    readers["bureau"].see(f"/obligations/{led.pk}")
    readers["bureau"].do(
        f"/obligations/{led.pk}/fulfil", revision=led.revision,
        **{"fulfil-mode": "done", "fulfil-led_by": people["bureau"].person_id,
           "fulfil-happened_at": "2025-05-18", "fulfil-place": "铸造厂",
           "fulfil-participants": "监管科", "fulfil-looked_at": "用电",
           "fulfil-findings": "配电柜无漏电保护", "proof-检查记录": paper("检查记录.pdf"),
           "hand0-holder": "双桥铸造厂", "hand0-says": "加装漏电保护",
           "hand0-due_on": "2025-06-05"},
    )  # fmt: skip
    given = Matter.objects.everywhere("test").get(flow="committee.directive").number
    readers["firm"].see(f"/matters/{given}")
    readers["firm"].do(
        f"/matters/{given}/step", revision=revision(given),
        **{"step-result": "已加装", "proof-directive_result": paper("加装记录.pdf")},
    )  # fmt: skip
    readers["bureau clerk"].see(f"/matters/{given}")
    missed = rows.get(rule__key__endswith="#led.month", slot="government")
    readers["clerk"].see(f"/obligations/{missed.pk}")
    readers["clerk"].see(f"/matters/new/committee.interview?of={missed.pk}")
    to = readers["clerk"].do(
        f"/matters/new/committee.interview?of={missed.pk}",
        **{"open-unit": missed.holder.name, "open-reason": "没有带队检查"},  # type: ignore[union-attr]
    )
    asked = to.rstrip("/").rpartition("/")[2]
    readers["head"].see(f"/matters/{asked}")
    readers["head"].do(
        f"/matters/{asked}/step", revision=revision(asked),
        **{"step-step": "approve", "step-meet_on": "2025-05-25", "step-venue": "区政府"},
    )  # fmt: skip
    for address in (f"/matters/{asked}", "/matters", "/matters/new", "/records", "/analysis"):
        readers["clerk"].see(address)
    assert unseen("hand-out-and-follow-up", seen) == []


def paper(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)
