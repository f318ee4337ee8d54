"""A district under its document, whose people follow the pages of `docs/how-to` by browser."""

from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.trace.models import Matter
from bihuan.surfaces import clock
from tests.docs.pages import Reader
from tests.kernel import factories

NOW = datetime.fromisoformat("2025-05-20T10:00+08:00")
PACKS = Path(__file__).parents[2] / "packs"
PEOPLE = {
    "clerk": ("office", "office_clerk", ""), "head": ("office", "office_leader", "principal"),
    "secretary": ("party", "leader", ""), "mayor": ("town", "leader", "government"),
    "bureau": ("bureau", "department_clerk", ""), "chief": ("bureau", "department_leader", ""),
    "owner": ("firm", "enterprise_principal", "principal"),
    "police": ("police", "department_clerk", ""), "organ": ("organ", "department_clerk", ""),
}  # fmt: skip


@pytest.fixture
def people(db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Term]:
    """A district under its document: who proposes, is asked, decides, is commended."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    place = factories.county("130802", "双桥区")
    for pack in ("CN/suggested", "CN/official-documents-2012", "CN/referral-2020",
                 "130802/shuangqiao-2018"):  # fmt: skip
        load_pack(read_pack(PACKS / f"{pack}.yaml"), on=NOW.date())
    office = factories.committee_office(place)
    units = {
        "office": office, "party": factories.unit("双桥区委", "party_committee", place),
        "town": factories.town(place, "石洞子沟镇"),
        "bureau": factories.unit("双桥区应急管理局", "emergency_department", place),
        "firm": factories.enterprise(office, "双桥铸造厂"),
        "police": factories.unit("双桥区公安局", "regulator", place),
        "organ": factories.unit("双桥区纪委监委", "judiciary", place),
    }  # fmt: skip
    Unit.objects.exclude(pk=office.pk).update(supervisor=office)
    return {
        key: factories.person_in(
            factories.post(units[at], role, lead=lead, signs=key in ("head", "secretary", "chief")),
            key,
        )
        for key, (at, role, lead) in PEOPLE.items()
    }


def opened(reader: Reader, key: str, **given: Any) -> str:
    """Open a matter of a kind on the first clause its form offers; return its number."""
    address = f"/matters/new/{key}"
    page = reader.see(address)
    ground = unescape(page.split("<datalist")[-1].split('<option value="')[1].split('"')[0])
    filled = {f"open-{name}": value for name, value in given.items()}
    leads = reader.send(address, {"open-clause": ground, **filled})
    assert leads, reader.seen[-1]
    return leads[0].rpartition("/")[2]


def took(reader: Reader, number: str, step: str, *proofs: str, **given: str) -> None:
    """Take a step on the page of a matter, with its proofs."""
    row = Matter.objects.everywhere("test").get(number=number)
    reader.see(f"/matters/{number}")
    filled: dict[str, Any] = {f"step-{key}": value for key, value in given.items()}
    filled |= {
        f"proof-{kind}": SimpleUploadedFile(f"{kind}.pdf", b"%PDF-1.4\n%%EOF\n") for kind in proofs
    }
    leads = reader.send(
        f"/matters/{number}/step", {"revision": row.revision, "step-step": step, **filled}
    )
    assert leads, f"{step} was not taken: {reader.seen[-1]}"


def stepped(reader: Reader, number: str, step: str, /, *proofs: str, **given: str) -> None:
    """Take a step on the page of a matter without looking at the page: one request, not three."""
    row = Matter.objects.everywhere("test").get(number=number)
    filled: dict[str, Any] = {f"step-{key}": value for key, value in given.items()}
    filled |= {
        f"proof-{kind}": SimpleUploadedFile(f"{kind}.pdf", b"%PDF-1.4\n%%EOF\n") for kind in proofs
    }
    answer = reader.browser.post(
        f"/matters/{number}/step", {"revision": row.revision, "step-step": step, **filled}
    )
    assert answer.status_code == 302, answer.content.decode()


def refused(reader: Reader, number: str, step: str, **given: str) -> str:
    """Try a step that is not taken; return the page that says why."""
    row = Matter.objects.everywhere("test").get(number=number)
    filled = {f"step-{key}": value for key, value in given.items()}
    answer = reader.browser.post(
        f"/matters/{number}/step", {"revision": row.revision, "step-step": step, **filled}
    )
    assert answer.status_code in (403, 404, 409, 422)
    return str(answer.content.decode())
