"""A county that receives reports: handlers, clerks, a leader, a custodian, a cashier, a foundry."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.modules.tips import custody, intake, ledger, replies
from bihuan.modules.tips.intake import Receipt, Report, Who
from bihuan.modules.tips.models import Tip
from tests.ground import ground
from tests.kernel import factories
from tests.photograph import photographed
from tests.testapp.world import moment

__all__ = ["ground"]
PACKS = Path(__file__).parents[3] / "packs"
LOADED = ("CN/suggested", "CN/official-documents-2012", "CN/work-safety-2021", "CN/hazard-2007",
          "CN/report-reward-2018", "CN/referral-2020", "CN/disclosure-2019")  # fmt: skip
DAY = moment("2025-03-03")
PASSPHRASE = "一二三四五六七八九十十一"
REPORTER = Who("林小满", "13912345678", more="住在厂区隔壁", joint="苏大河")
SAID = Report("三号车间没有除尘，工人不戴口罩", "可塘镇工业大道 18 号", about="海丰铸造厂")
POSTS = {
    "handler": ("bureau", "hotline_handler"), "second": ("bureau", "hotline_handler"),
    "clerk": ("bureau", "department_clerk"), "leader": ("bureau", "department_leader"),
    "custodian": ("bureau", "identity_custodian"), "officer": ("brigade", "enforcement_officer"),
    "captain": ("brigade", "department_clerk"), "cashier": ("treasury", "department_clerk"),
    "owner": ("firm", "enterprise_principal"), "director": ("office", "office_leader"),
    "assistant": ("office", "office_clerk"), "auditor": ("office", "auditor"),
}  # fmt: skip


class Bureau:
    """The county's units by name, its people by key, and what they do."""

    def __init__(self, *more: str, code: str = "441521", name: str = "海丰县") -> None:
        self.place = factories.county(code, name)
        for pack in (*LOADED, *more):
            load_pack(read_pack(PACKS / f"{pack}.yaml"), on=DAY.date())
        office = factories.committee_office(self.place)
        bureau = factories.department(self.place, kind="emergency_department")
        self.units: dict[str, Unit] = {
            "office": office, "bureau": bureau,
            "brigade": factories.department(self.place, "执法大队"),
            "treasury": factories.department(self.place, "财政局", "department"),
        }  # fmt: skip
        Unit.objects.exclude(pk=office.pk).update(supervisor=office)
        self.units["firm"] = factories.enterprise(bureau, "海丰铸造厂")
        self.terms: dict[str, Term] = {
            key: factories.person_in(factories.post(self.units[unit], role), f"赵{key}")
            for key, (unit, role) in POSTS.items()
        }

    def viewer(self, key: str, on: datetime = DAY) -> Viewer:
        """The person of a key, looking on a day."""
        return factories.viewer_of(self.terms[key], on=on.date())

    def key(self) -> bytes:
        """Let the custodian make a key; return its file."""
        return custody.make_key(PASSPHRASE, by=self.viewer("custodian"), at=DAY)[1]

    def pays(self) -> None:
        """Name the cashier."""
        post = self.terms["cashier"].post
        ledger.name_cashier(post, "局务会确定", by=self.viewer("leader"), at=DAY)

    def report(self, who: Who | None = None, at: datetime = DAY, said: Report = SAID) -> Receipt:
        """Let somebody report by the portal."""
        return intake.receive(self.place, said, who, at=at)

    def tip(self, receipt: Receipt) -> Tip:
        """The tip of a receipt."""
        return replies.find(receipt.code)

    def take(
        self, matter: Matter, step: str, by: str, *proofs: str, at: datetime = DAY, **fields: Any
    ) -> Matter:
        """Let somebody take a step, and return the matter as it is then."""
        row = Matter.objects.everywhere("test").get(pk=matter.pk)
        viewer = self.viewer(by, at)
        files = [
            evidence.store(owner=row, kind=kind, name=f"{kind}.txt", content=BytesIO(b"paper\n"),
                           happened_at=at, by=viewer, at=at)
            for kind in proofs
        ]  # fmt: skip
        row.refresh_from_db()
        taken = flow_of(row.flow).steps[step]
        moved = advance(
            row, taken, by=viewer, at=at, revision=row.revision, evidence=files, fields=fields
        )
        return moved.matter

    def verified(self, receipt: Receipt, **handled: Any) -> Matter:
        """Verify a report at the foundry, handle it, have it signed and answered."""
        tip = self.tip(receipt)
        matter = self.take(tip.matter, "accept", "handler", category="hazard",
                           unit=self.units["firm"])  # fmt: skip
        matter = self.take(matter, "assign", "handler", verifier=self.units["bureau"])
        matter = self.take(matter, "confirm", "clerk", "tip_verification", facts="除尘器停用")
        matter = self.take(matter, "handle", "clerk", handling="责令停产，罚款", **handled)
        matter = self.take(matter, "sign", "leader", opinion="同意")
        return self.take(matter, "answer", "handler", reply="属实，已责令停产")


@photographed
def county() -> Bureau:
    """The county under its document."""
    return Bureau("441521/haifeng-2024")


@pytest.fixture(scope="module")
def here(ground: None) -> Bureau:
    """The county, once for a file."""
    return county()


@pytest.fixture(autouse=True)
def undone(db: None, here: Bureau) -> None:
    """Let each test begin where the file did."""
