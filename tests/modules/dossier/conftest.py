"""A district under its document and the law: office, town, village, firms with somebody in each."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Document
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.orgs.models import Place, Unit, UnitTag
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.entries import chain_of
from bihuan.kernel.trace.models import Evidence
from bihuan.lib.clocks import SHANGHAI
from bihuan.lib.creditcodes import complete, organisation_check
from bihuan.modules.dossier import keeping
from bihuan.modules.dossier.models import Dossier
from tests.ground import ground
from tests.kernel import factories

__all__ = ["ground"]
AT = datetime(2025, 3, 12, 9, 0, tzinfo=SHANGHAI)
TODAY = date(2025, 3, 12)
PACKS = Path(__file__).parents[3] / "packs"
LOADED = (
    "CN/suggested", "CN/work-safety-2021", "CN/safety-licence-2014", "130802/shuangqiao-2018",
    "370200/qingdao-2016", "510600/deyang-2017",
)  # fmt: skip
#: A code whose check characters are right.
CODE = complete("91130802FAKE0143" + organisation_check("FAKE0143"))


class District:
    """One place with its document; ``firm`` lies in ``town``, which lies in it."""

    def __init__(self, code: str, name: str) -> None:
        self.place = factories.county(code, name)
        self.office = factories.committee_office(self.place)
        self.bureau = factories.department(self.place, "应急管理局", "emergency_department")
        self.town = factories.town(self.place, f"{name}甲镇")
        firm = f"{name}铸造有限公司"
        self.firm = factories.unit(firm, "enterprise", self.town.place, self.bureau)
        posts = {
            "clerk": (self.office, "office_clerk"), "station": (self.town, "town_station"),
            "owner": (self.firm, "enterprise_principal"), "worker": (self.firm, "worker"),
            "auditor": (self.office, "auditor"), "leader": (self.office, "office_leader"),
        }  # fmt: skip
        self.terms = {
            key: factories.person_in(factories.post(unit, role), f"周{key}")
            for key, (unit, role) in posts.items()
        }

    def viewer(self, key: str = "clerk") -> Viewer:
        """The person of a key, looking today."""
        return factories.viewer_of(self.terms[key], on=TODAY)

    def another(self, name: str, **facts: Any) -> Unit:
        """One more enterprise of the town."""
        made = factories.unit(name, "enterprise", self.town.place, self.bureau)
        for field, value in facts.items():
            setattr(made, field, value)
        made.save()
        return made

    def keep(self, unit: Unit | None = None, by: str = "clerk", at: datetime = AT, **facts: Any):
        """Enter facts of an enterprise."""
        return keeping.keep(unit or self.firm, facts, by=self.viewer(by), at=at)

    def dossier(self, unit: Unit | None = None) -> Dossier:
        """The dossier as it is now."""
        return Dossier.objects.select_related("unit").get(pk=(unit or self.firm).pk)

    def photo(self, unit: Unit | None = None) -> Evidence:
        """A photograph on the chain of an enterprise."""
        content = b"\xff\xd8\xff\xe0photo"
        owner = chain_of((unit or self.firm).chain)
        return evidence.store(
            owner=owner, kind="影像资料", name="门头.jpg", content=BytesIO(content),
            happened_at=None, by=self.viewer(), at=AT,
        )  # fmt: skip


def tagged(unit: Unit, word: str, since: date = date(2020, 1, 1)) -> None:
    """Count a unit to a category without anything following from it yet."""
    UnitTag.objects.create(unit=unit, tag=word, since=since)


@pytest.fixture(scope="module")
def packs(ground: None) -> None:
    """The law and the documents, loaded once for a file of tests; the draft is made to bind."""
    for code, name in (("130802", "双桥区"), ("370200", "青岛市"), ("510600", "德阳市")):
        factories.county(code, name)
    for name in LOADED:
        load_pack(read_pack(PACKS / f"{name}.yaml"), on=date(2021, 9, 1))
    Document.objects.filter(key="510600/deyang-2017").update(status=Document.Status.IN_FORCE)


@pytest.fixture
def here(packs: None, db: Any) -> District:
    """A district with bands of its own (双桥)."""
    return District("130802", "双桥区")


@pytest.fixture
def city(packs: None, db: Any) -> District:
    """A city with routing rules and links of trades (德阳)."""
    return District("510600", "德阳市")


@pytest.fixture
def elsewhere(packs: None, db: Any) -> District:
    """A place under the law alone."""
    return District("441523", "邻县")


def place(code: str) -> Place:
    """A place by its code."""
    return Place.objects.get(code=code)
