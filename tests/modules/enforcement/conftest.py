"""A district's bureau with two officers, a reviewer and a head; a town; a foundry that offends."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import Flow, flow_of
from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import PackFile, read_pack
from bihuan.kernel.letters import letters
from bihuan.kernel.letters.models import Letter
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.modules.disclosure import publications
from bihuan.modules.enforcement.case_flow import CaseFlow
from bihuan.modules.enforcement.models import Penalty, Warrant
from bihuan.modules.enforcement.penalty_flow import PenaltyFlow
from bihuan.modules.enforcement.register_flow import CertificateFlow
from tests.ground import ground
from tests.kernel import factories
from tests.testapp.world import moment

__all__ = ["ground"]
DAY = moment("2025-03-03")
PACKS = Path(__file__).parents[3] / "packs"
LOADED = ("CN/suggested", "CN/official-documents-2012", "CN/work-safety-2021", "CN/penalty-2021",
          "CN/coercion-2011", "CN/interview-2018", "CN/disclosure-2019",
          "130802/shuangqiao-2018")  # fmt: skip
#: 未如实记录隐患排查治理情况: up to 10万 at once, 10 to 20万 and a person 2 to 5万 when overdue.
RECORDS, NOT_REMOVED = "安全生产法(2021)|97|5", "安全生产法(2021)|102|"

#: Who there is: unit, role, kind of leadership.
POSTS = {
    "clerk": ("office", "office_clerk", ""),
    "head": ("office", "office_leader", "principal"),
    "one": ("bureau", "enforcement_officer", ""),
    "two": ("bureau", "enforcement_officer", ""),
    "helper": ("bureau", "enforcement_officer", ""),
    "jurist": ("bureau", "legal_reviewer", ""),
    "entry": ("bureau", "department_clerk", ""),
    "deputy": ("bureau", "department_leader", "portfolio"),
    "chief": ("bureau", "department_leader", "principal"),
    "three": ("town", "enforcement_officer", ""),
    "four": ("town", "enforcement_officer", ""),
    "mayor": ("town", "leader", "government"), "station": ("town", "town_station", ""),
    "villager": ("village", "enforcement_officer", ""),
    "owner": ("firm", "enterprise_principal", "principal"),
}  # fmt: skip


class District:
    """The district's units by name, its people by key."""

    def __init__(self) -> None:
        self.viewers: dict[str, Viewer] = {}
        self.place = place = factories.county("130802", "双桥区")
        for name in LOADED:
            load_pack(_pack(name), on=date(2021, 9, 1))
        office = factories.committee_office(place)
        bureau = factories.unit("双桥区应急管理局", "emergency_department", place)
        town = factories.town(place, "石洞子沟镇")
        self.units = {
            "office": office, "bureau": bureau, "town": town,
            "village": factories.unit("上沟村", "village", town.place),
            "firm": factories.enterprise(bureau, "双桥铸造厂"),
            "small": factories.enterprise(town, "石洞子沟木器厂"),
            "power": factories.unit("双桥供电公司", "enterprise", place),
            "court": factories.unit("双桥区人民法院", "judiciary", place),
        }  # fmt: skip
        Unit.objects.exclude(pk=office.pk).filter(supervisor=None).update(supervisor=office)
        self.terms: dict[str, Term] = {
            key: factories.person_in(
                factories.post(self.units[unit], role, lead=lead, signs=key in ("chief", "head")),
                f"赵{key}",
            )
            for key, (unit, role, lead) in POSTS.items()
        }
        for key in ("one", "two"):
            self.certify(key)

    def person(self, key: str) -> Any:
        """The person of a key."""
        return self.terms[key].person

    def viewer(self, key: str, on: datetime = DAY) -> Viewer:
        """The person of a key, looking on a day; what a post may do is the same on every day."""
        if key not in self.viewers:
            self.viewers[key] = factories.viewer_of(self.terms[key], on=DAY.date())
        return replace(self.viewers[key], on=on.date())

    def certify(self, key: str, **given: Any) -> Matter:
        """Enter and confirm an officer's certificate."""
        unit = "town" if key in ("three", "four") else "bureau"
        fields = {
            "person": self.person(key), "kind": "officer", "number": f"冀H{key}",
            "issuer": "河北省人民政府", "since": date(2023, 1, 1), "until": date(2027, 12, 31),
        } | given  # fmt: skip
        by, head = ("station", "mayor") if unit == "town" else ("entry", "chief")
        made = self.open(CertificateFlow, by, **fields)
        return self.take(made, "confirm", head)

    def open(
        self, flow: type[Flow], by: str, parent: Matter | None = None, at: datetime = DAY,
        **fields: Any,
    ) -> Matter:  # fmt: skip
        """Open a matter by hand."""
        viewer = self.viewer(by, at)
        return open_by_hand(flow, fields, clause=None, parent=parent, by=viewer, at=at)

    def case(self, by: str = "one", at: datetime = DAY, **given: Any) -> Matter:
        """Propose a case against the foundry."""
        fields = {
            "unit": self.units["firm"], "second": self.person("two"), "source": "inspection",
            "article": RECORDS, "stage": "first", "found_on": date(2025, 3, 1),
            "facts": "隐患台账空白",
        } | given  # fmt: skip
        return self.open(CaseFlow, by, at=at, **fields)

    def punish(self, case: Matter, by: str = "one", at: datetime = DAY, **given: Any) -> Matter:
        """Propose a penalty on a case: two 万 from the foundry, or as told."""
        fields = {
            "who": "unit", "kind": "fine", "article": RECORDS, "stage": "first",
            "degree": "normal", "amount": 20000, "reasons": "初次，当场改正",
        } | given  # fmt: skip
        return self.open(PenaltyFlow, by, parent=case, at=at, **fields)

    def take(
        self, matter: Matter, step: str, by: str, *proofs: str, at: datetime = DAY, **fields: Any
    ) -> Matter:
        """Let somebody take a step."""
        viewer = self.viewer(by, at)
        with transaction.atomic():
            return self._take(fresh(matter), step, viewer, proofs, at, fields)

    def _take(  # noqa: PLR0913 - see advance()
        self, row: Matter, step: str, viewer: Viewer, proofs: Any, at: datetime, fields: Any
    ) -> Matter:  # fmt: skip
        files = [
            evidence.store(
                owner=row, kind=kind, name=f"{kind}.txt", content=BytesIO(b"paper\n"),
                happened_at=at, by=viewer, at=at,
            )
            for kind in proofs
        ]  # fmt: skip
        row.refresh_from_db()
        advance(
            row, flow_of(row.flow).steps[step], by=viewer, at=at, revision=row.revision,
            evidence=files, fields=fields,
        )  # fmt: skip
        return fresh(row)

    def sign(self, matter: Matter, at: datetime = DAY) -> None:
        """Let the head sign what was drawn up of a matter."""
        by = self.viewer("chief", at)
        for letter in self.letters(matter).filter(state="draft"):
            letters.sign(letter, by=by, at=at)

    def letters(self, matter: Matter) -> Any:
        """The documents of a matter."""
        return Letter.objects.everywhere("test").filter(matter=matter).order_by("pk")

    def told(self, at: datetime = DAY, *, penalties: tuple[dict[str, Any], ...] = ({},),
             **given: Any) -> Matter:  # fmt: skip
        """A case investigated, with penalties proposed, of which the party was told."""
        case = self.take(self.case(at=at, **given), "approve", "chief", at=at)
        papers = ("case_evidence", "case_report")
        case = self.take(case, "conclude", "one", *papers, at=at, proposal="建议处罚")
        for one in penalties:
            self.punish(case, at=at, **one)
        return self.take(case, "notify", "one", "service_receipt", at=at)

    def decided(self, at: datetime = DAY, **given: Any) -> Matter:
        """A small case decided by the head after the party waived its rights."""
        case = self.told(at, **given)
        case = self.take(case, "hear", "one", at=at, statement="没有意见", waived=True)
        return self.take(case, "decide", "chief", at=at, decision="同意", alone="责任人员另案")

    def published(self, case: Matter, at: datetime = DAY) -> None:
        """Let what its decision owes the public be public."""
        owed = publications.publications_of(case, "enforcement").get().matter
        publications.note_public(owed, by=self.viewer("entry", at), at=at)

    def served(self, case: Matter, at: datetime = DAY) -> Matter:
        """The first penalty of a case, signed and served."""
        one = Penalty.objects.filter(case=case.pk).order_by("pk")[0].matter
        self.sign(one, at)
        return self.take(
            one, "serve", "one", "service_receipt", at=at, served_at=at, recipient="钱某"
        )


def fresh(matter: Matter) -> Matter:
    """Return a matter as it is now."""
    return Matter.objects.everywhere("test").get(pk=matter.pk)


@cache
def _pack(name: str) -> PackFile:
    return read_pack(PACKS / f"{name}.yaml")


@pytest.fixture(scope="module")
def built(ground: None) -> District:
    """The district, built once for a file."""
    return District()


@pytest.fixture
def here(built: District, db: None) -> District:
    """The district, put back after each test."""
    assert Warrant.objects.exists()
    return built
