"""A district under its document and the law: office, town with its principals, a foundry."""

from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.flows.advance import advance
from bihuan.kernel.flows.flow import flow_of
from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.packs import PackFile, read_pack
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.models import Matter
from bihuan.modules.accountability.flows import AccountabilityFlow, OpinionFlow
from tests.kernel import factories
from tests.photograph import photographed
from tests.testapp.world import moment

DAY = moment("2025-03-03")
PACKS = Path(__file__).parents[3] / "packs"
LOADED = ("CN/suggested", "CN/official-documents-2012", "CN/work-safety-2021",
          "130802/shuangqiao-2018")  # fmt: skip


class District:
    """The district's units by name, its people by key."""

    def __init__(self) -> None:
        place = factories.county("130802", "双桥区")
        for name in LOADED:
            load_pack(_pack(name), on=date(2021, 9, 1))
        office = factories.committee_office(place)
        party = factories.unit("双桥区委", "party_committee", place)
        town = factories.town(place, "石洞子沟镇")
        firm = factories.enterprise(office, "双桥铸造厂")
        Unit.objects.filter(pk=firm.pk).update(industry="3391")
        Unit.objects.filter(pk=town.pk).update(supervisor=office)
        firm.refresh_from_db()
        organisation = factories.department(place, "委组织部", "department")
        self.place = place
        self.units = {"office": office, "party": party, "town": town, "firm": firm,
                      "organisation": organisation}  # fmt: skip
        posts = {
            "clerk": (office, "office_clerk", ""), "head": (office, "office_leader", "principal"),
            "deputy": (office, "office_leader", "portfolio"), "secretary": (party, "leader", ""),
            "second": (party, "leader", "portfolio"),
            "mayor": (town, "leader", "government"), "station": (town, "town_station", ""),
            "owner": (firm, "enterprise_principal", "principal"),
            "safety": (firm, "safety_officer", "safety"),
            "organiser": (organisation, "department_clerk", ""),
        }  # fmt: skip
        self.terms: dict[str, Term] = {
            key: factories.person_in(factories.post(unit, role, lead=lead), f"赵{key}")
            for key, (unit, role, lead) in posts.items()
        }

    def viewer(self, key: str, on: Any = DAY) -> Viewer:
        """The person of a key, looking on a day."""
        return factories.viewer_of(self.terms[key], on=on.date())

    def propose(self, *, by: str = "clerk", **given: Any) -> Matter:
        """Open a case against the mayor, or as told."""
        fields = {
            "unit": self.units["town"], "name": "赵mayor", "event": "duty",
            "happened_on": date(2025, 2, 10), "facts": "二月没有带队检查", "proposed": "removed",
            "decider": self.units["party"], "answer_by": date(2025, 3, 10),
            "decide_by": date(2025, 3, 20),
        } | given  # fmt: skip
        viewer = self.viewer(by)
        clause = grounds(AccountabilityFlow, viewer).get(no="31")
        return open_by_hand(AccountabilityFlow, fields, clause=clause, by=viewer, at=DAY)

    def ask(self, **given: Any) -> Matter:
        """Let the organisation department ask about the mayor, or as told."""
        fields = {
            "purpose": "promotion", "unit_name": "石洞子沟镇人民政府", "name": "赵mayor",
            "wanted": "拟任区住建局局长", "reply_by": date(2025, 5, 20),
        } | given  # fmt: skip
        viewer = self.viewer("organiser")
        return open_by_hand(OpinionFlow, fields, clause=None, by=viewer, at=DAY)

    def take(
        self, matter: Matter, step: str, by: str, *proofs: str, at: Any = DAY, **fields: Any
    ) -> Matter:
        """Let somebody take a step."""
        viewer = self.viewer(by, at)
        row = Matter.objects.everywhere("test").get(pk=matter.pk)
        files = [
            evidence.store(owner=row, kind=kind, name=f"{kind}.txt", content=_paper(),
                           happened_at=at, by=viewer, at=at)
            for kind in proofs
        ]  # fmt: skip
        row.refresh_from_db()
        advance(
            row, flow_of(row.flow).steps[step], by=viewer, at=at, revision=row.revision,
            evidence=files, fields=fields,
        )  # fmt: skip
        return Matter.objects.everywhere("test").get(pk=matter.pk)

    def decided(self, at: Any = DAY, **given: Any) -> Matter:
        """A case against the mayor, decided by the party committee."""
        case = {k: v for k, v in given.items() if k not in DECISION}
        matter = self.propose(**case)
        called = "owner" if case.get("unit") == self.units["firm"] else "mayor"
        matter = self.take(matter, "answer_case", called, at=at, answer="当时外出学习")
        told = DECISION | {k: v for k, v in given.items() if k in DECISION}
        return self.take(matter, "decide", "secretary", at=at, **told)


DECISION: dict[str, Any] = {
    "measure": "removed", "liability": "leading", "effective_on": date(2025, 3, 15),
    "execute_by": date(2025, 3, 31), "reasons": "对照清单，带队检查应办未办",
}  # fmt: skip


@cache
def _pack(name: str) -> PackFile:
    return read_pack(PACKS / f"{name}.yaml")


def _paper() -> BytesIO:
    return BytesIO(b"paper\n")


built = photographed(District)


@pytest.fixture
def here(db: Any) -> District:
    """The district."""
    return built()
