"""A district whose bureau inspects a foundry; its government, the city above, other departments."""

from datetime import date
from typing import Any

import pytest

from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.law.load import load_pack
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.trace.models import Matter
from bihuan.modules.inspections import answers
from bihuan.modules.inspections.checklist_flow import ChecklistFlow
from bihuan.modules.inspections.models import Checklist, Inspection
from bihuan.modules.inspections.plan_flow import PlanFlow
from bihuan.modules.inspections.visit_flow import InspectionFlow
from tests.ground import ground
from tests.kernel import factories
from tests.modules.accountability.conftest import DAY, District, _pack
from tests.testapp.world import moment

__all__ = ["ground"]
TODAY, DUE = DAY.date(), date(2025, 3, 31)
LAWS = ("suggested", "work-safety-2021", "hazard-2007", "referral-2020")
PEOPLE = {
    "head": ("office", "office_leader", "principal"),
    "organiser": ("party", "department_clerk", ""),
    "owner": ("firm", "enterprise_principal", "principal"),
    "bureau-c": ("bureau", "department_clerk", ""), "bureau-d": ("bureau", "department_clerk", ""),
    "bureau-l": ("bureau", "department_leader", "principal"),
    "one": ("bureau", "enforcement_officer", ""), "two": ("bureau", "enforcement_officer", ""),
    "three": ("bureau", "enforcement_officer", ""),
    "governor": ("government", "leader", "government"),
    "fire-o": ("fire", "enforcement_officer", ""), "fire-c": ("fire", "department_clerk", ""),
    "fire-l": ("fire", "department_leader", "principal"),
    "city-c": ("city", "department_clerk", ""),
}  # fmt: skip
SCHEME: dict[str, Any] = {
    "visit_on": DUE, "content": "除尘系统和动火作业", "method": "查看现场",
    "procedure": "出示证件、检查、记录、签字",
}  # fmt: skip


class Bureau(District):
    """The district with who inspects, approves and is told."""

    def __init__(self) -> None:
        place = self.place = factories.county("130802", "双桥区")
        for name in LAWS:
            load_pack(_pack(f"CN/{name}"), on=date(2021, 9, 1))
        office = factories.committee_office(place)
        city = Place.objects.get(code="130800")
        self.units = {"office": office, "party": factories.unit("区委", "party_committee", place)}
        self.units["firm"] = factories.enterprise(office, "双桥铸造厂")
        made = {
            "bureau": ("双桥区应急管理局", "emergency_department", place),
            "fire": ("双桥区消防救援大队", "regulator", place),
            "government": ("双桥区人民政府", "government", place),
            "city": ("承德市应急管理局", "emergency_department", city),
        }  # fmt: skip
        for key, (name, kind, where) in made.items():
            self.units[key] = factories.unit(name, kind, where)
        Unit.objects.filter(pk=self.units["firm"].pk).update(supervisor=self.units["bureau"])
        Unit.objects.filter(pk=self.units["bureau"].pk).update(supervisor=office)
        Unit.objects.filter(pk=self.units["fire"].pk).update(supervisor=office)
        for unit in self.units.values():
            unit.refresh_from_db()
        self.terms = {}
        for key, (at, role, lead) in PEOPLE.items():
            post = factories.post(self.units[at], role, lead=lead, signs=role.endswith("leader"))
            self.terms[key] = factories.person_in(post, f"孙{key}")

    def person(self, key: str) -> Any:
        """The person of a key."""
        return self.terms[key].person

    def visit(self, by: str = "one", at: Any = DAY, **given: Any) -> Matter:
        """Register an unannounced visit of the foundry, or as told."""
        facts = {
            "unit": self.units["firm"], "mode": "unannounced", "cause": "日常检查", "due_on": DUE,
        } | given  # fmt: skip
        return open_by_hand(InspectionFlow, facts, clause=None, by=self.viewer(by), at=at)

    def prepared(self, matter: Matter, by: str = "one", **given: Any) -> Matter:
        """Set the scheme of a visit with two officers."""
        record = Inspection.objects.get(pk=matter.pk)
        said = {"mode": record.mode, "lead": self.person("one"), "second": self.person("two")}
        if record.checklist_id:
            said["checklist"] = record.checklist_id
        return self.take(matter, "prepare", by, **{**SCHEME, **said, **given})

    def begun(self, matter: Matter, by: str = "one") -> Matter:
        """Let the officers come in."""
        return self.take(matter, "begin", by, lead_paper="冀0001", second_paper="冀0002")

    def answer(self, matter: Matter, number: int | None, by: str = "one", **given: Any) -> Any:
        """Write down what was found of an item; "合格" unless told."""
        record = Inspection.objects.select_related("checklist", "unit", "office").get(pk=matter.pk)
        item = record.checklist.items.get(number=number) if number else None
        photo = given.pop("photo", None)
        seen = given.pop("seen", 0)
        said = {"verdict": "pass", **given}
        return answers.answer(
            record, item, said, by=self.viewer(by), at=DAY, photo=photo, seen=seen
        )

    def failed(self, matter: Matter, number: int | None, **given: Any) -> Any:
        """Write down that something does not pass."""
        said = {"verdict": "fail", "says": "没有泄爆口", "spot": "三号车间", "due_on": DUE, **given}
        return self.answer(matter, number, **said)

    def signed(self, matter: Matter, by: str = "one") -> Matter:
        """Let the record be signed on the spot."""
        said = {"summary": "检查了除尘系统", "signer": "赵owner"}
        return self.take(matter, "sign", by, "inspection_record", **said)

    def found(self, many: int = 1, **given: Any) -> tuple[Matter, list[Matter]]:
        """Return a signed visit and the matters of the problems it found."""
        matter = self.begun(self.prepared(self.visit(**given)))
        for n in range(many):
            self.failed(matter, None, says=f"问题{n + 1}")
        matter = self.signed(matter)
        return matter, self.problems(matter)

    def problems(self, matter: Matter) -> list[Matter]:
        """Return the matters of the problems of a visit."""
        rows = Matter.objects.everywhere("test").filter(flow="inspections.finding", parent=matter)
        return list(rows.order_by("pk"))

    def listed(self, source: str = "", **given: Any) -> Checklist:
        """Return a checklist in use, with the items of a source."""
        said = {"name": "铸造企业照单", "source": source, **given}
        matter = open_by_hand(ChecklistFlow, said, clause=None, by=self.viewer("bureau-c"), at=DAY)
        return Checklist.objects.everywhere("test").get(pk=matter.pk)

    def used(self, checklist: Checklist) -> Checklist:
        """Let another person approve a checklist."""
        matter = self.take(checklist.matter, "submit", "bureau-c")
        self.take(matter, "approve", "bureau-l", since=TODAY)
        return Checklist.objects.everywhere("test").select_related("matter").get(pk=checklist.pk)

    def plan(self, **given: Any) -> Matter:
        """Begin the plan of the year."""
        said = {
            "year": 2025, "aims": "粉尘涉爆和动火作业", "government": self.units["government"],
            "higher": self.units["city"], "until": date(2025, 12, 31),
        } | given  # fmt: skip
        viewer = self.viewer("bureau-c")
        clause = grounds(PlanFlow, viewer).filter(document__key="CN/work-safety-2021").get()
        return open_by_hand(PlanFlow, said, clause=clause, by=viewer, at=DAY)


@pytest.fixture(scope="module")
def built(ground: None) -> Bureau:
    """The district, built once for a file."""
    return Bureau()


@pytest.fixture
def here(db: None, built: Bureau) -> Bureau:
    """The district as the file began."""
    return built


def at(day: str) -> Any:
    """Return nine in the morning of a day."""
    return moment(day)
