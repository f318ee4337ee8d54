"""The page on the enterprise ledger, followed in the pages of the product."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs.models import Unit
from bihuan.modules.dossier.models import Dossier, RoutingDecision, Visit
from bihuan.surfaces import clock
from tests.docs.pages import Reader, unseen
from tests.docs.test_enter_units import MORNING
from tests.kernel import factories

PAGE = "keep-the-enterprise-ledger"
PACKS = Path(__file__).parents[2] / "packs"
PHOTO = b"\xff\xd8\xff\xe0photo"


def test_the_page_is_followed(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    place = factories.county("130802", "双桥区")
    for name in ("CN/suggested", "CN/work-safety-2021", "130802/shuangqiao-2018"):
        load_pack(read_pack(PACKS / f"{name}.yaml"), on=date(2021, 9, 1))
    office = factories.committee_office(place)
    firm = factories.enterprise(office, "双桥铸造厂")
    Unit.objects.filter(pk=firm.pk).update(headcount=301)
    seen: list[str] = []
    clerk = Reader(factories.person_in(factories.post(office, "office_clerk")), seen)
    owner = Reader(factories.person_in(factories.post(firm, "enterprise_principal")), seen)
    at = f"/units/{firm.pk}/dossier"
    for address in ("/units", "/dossiers", at, "/dossiers/gaps", "/dossiers/census",
                    "/dossiers/doubles", "/dossiers/unlicensed"):  # fmt: skip
        clerk.see(address)
    declared = {"in_place-in_place_training": "true", "in_place-revision": "0"}
    assert owner.send(f"{at}/facts/in_place", declared) == [at]
    stated = {"people-full_time": "3", "people-safety_body": "own", "people-revision": "1"}
    assert owner.send(f"{at}/facts/people", stated) == [at]
    assert clerk.send(f"{at}/facts/class", {
        "class-scale": "small", "class-headcount": "301", "class-revision": "2",
        "class-basis": "2024 年度统计年报",
    }) == [at]  # fmt: skip
    assert Dossier.objects.get().findings == ["专职安全生产管理人员（人）应有 4，现有 3，缺 1"]
    clerk.see(at)
    assert clerk.send(f"{at}/papers", {
        "paper-kind": "insurance", "paper-number": "PZ1", "paper-since": "2020-01-01",
    }) == [at]  # fmt: skip
    person = {"contact-part": "principal", "contact-name": "王五", "contact-since": "2020-01-01"}
    assert clerk.send(f"{at}/contacts", person) == [at]
    tier = {"tier-tier": "county", "tier-since": "2020-01-01", "tier-reason": "涉氨"}
    assert clerk.send(f"{at}/tier", tier) == [at]
    photo = SimpleUploadedFile("门头.jpg", PHOTO)
    visit = {"visit-on": str(MORNING.date()), "visit-found": "与档案一致", "photos": photo}
    assert clerk.send(f"{at}/visits", visit) == [at]
    assert (RoutingDecision.objects.get().tier, Visit.objects.get().changed) == ("county", False)
    assert clerk.browser.get(f"{at}.pdf").content.startswith(b"%PDF")
    clerk.see("/imports")
    five(clerk, owner, firm)
    assert unseen(PAGE, seen) == []


def five(clerk: Reader, owner: Reader, firm: Unit) -> None:
    """Look at the five of the enterprise as it sees them itself, and in the list of a day."""
    own = owner.see(f"/units/{firm.pk}/dossier")
    for says in ("个在任岗位都没有登记责任清单", f"/training/roster?unit={firm.pk}", "下一步"):
        assert says in own
    unmet = "/dossiers/in-place?part=management&state=unmet"
    assert "没有这样的企业" in clerk.see(f"{unmet}&on=2025-02-01")
    assert "双桥铸造厂" in clerk.see(unmet)
    assert "双桥铸造厂" in clerk.browser.get("/dossiers/in-place/export").getvalue().decode()
