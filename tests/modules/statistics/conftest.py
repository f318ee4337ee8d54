"""A district with two towns, firms with and without a trade, and what they reported and found."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from bihuan.kernel.law.load import load_pack
from bihuan.kernel.law.models import Rule
from bihuan.kernel.law.packs import read_pack
from bihuan.kernel.obligations.models import Base, Obligation
from bihuan.kernel.orgs.models import Person, Unit, UnitTag
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.models import Matter, Party
from bihuan.lib import periods
from bihuan.lib.clocks import SHANGHAI, end_of
from bihuan.modules.hazards.models import Hazard
from bihuan.modules.statistics.figures import Asked, Table, span_of, table
from bihuan.modules.statistics.forms import Form, forms
from tests.ground import ground
from tests.kernel import factories

__all__ = ["ground"]
PACKS = Path(__file__).parents[3] / "packs"
NOW = datetime(2025, 6, 20, 9, 0, tzinfo=SHANGHAI)
TODAY = NOW.date()
#: Who reports how: firm, town, trade, category, outcome of the check of 2025-03.
FIRMS = (
    ("甲化工厂", 0, "2614", "危险化学品", "findings"),
    ("乙机械厂", 0, "3499", "规模以上", "zero"),
    ("丙商场", 1, "5211", "人员密集场所", "proxy"),
    ("丁无行业厂", 1, "", "", ""),
)


def moment(text: str) -> datetime:
    """Return a moment in Shanghai: ``moment("2025-03-31T23:59:59")``."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class District:
    """A district and its records; everything is made straight in the database."""

    def __init__(self) -> None:
        self.place = factories.county("441521", "海丰县")
        for pack in ("suggested", "hazard-2007"):
            load_pack(read_pack(PACKS / "CN" / f"{pack}.yaml"), on=date(2024, 1, 1))
        self.office = factories.committee_office(self.place)
        self.bureau = factories.department(self.place, "应急管理局", "emergency_department")
        Unit.objects.filter(pk=self.bureau.pk).update(supervisor=self.office)
        self.towns = [factories.town(self.place, name) for name in ("可塘镇", "梅陇镇")]
        Unit.objects.filter(pk__in=[t.pk for t in self.towns]).update(supervisor=self.office)
        self.finder = Person.objects.create(name="发现人")
        self.firms = [self._firm(*row[:4]) for row in FIRMS]
        self.terms = {
            "clerk": self._term(self.office, "office_clerk"),
            "head": self._term(self.office, "office_leader"),
            "station": self._term(self.towns[0], "town_station"),
            "mayor": self._term(self.towns[0], "leader", signs=True),
            "owner": self._term(self.firms[0], "enterprise_principal", "principal"),
            "officer": self._term(self.firms[0], "safety_officer"),
        }

    def _term(self, unit: Unit, role: str, lead: str = "", *, signs: bool = False) -> Any:
        post = factories.post(unit, role, lead=lead, signs=signs)
        return factories.person_in(post, f"周{role}"[:30])

    def _firm(self, name: str, town: int, trade: str, tag: str) -> Unit:
        made = factories.unit(name, "enterprise", self.towns[town].place, self.bureau)
        Unit.objects.filter(pk=made.pk).update(industry=trade)
        if tag:
            UnitTag.objects.create(unit=made, tag=tag)
        return made

    def viewer(self, key: str = "clerk", on: date = TODAY) -> Viewer:
        """The person of a key on a day."""
        return factories.viewer_of(self.terms[key], on=on)

    def base(self, rule: str, period: str) -> Base:
        """The base of a rule in a period, without members."""
        when = periods.parse(period)
        row = Rule.objects.get(key=f"CN/hazard-2007#{rule}")
        return Base.objects.create(
            rule=row, period=period, per=row.per, starts=when.start, ends=when.end,
            cut_off=when.end, made_at=when.starts_at,
        )  # fmt: skip

    def owed(
        self, base: Base, firm: int, mode: str = "", done: str = "", **more: Any
    ) -> Obligation:
        """What a firm owes in a base, met at a moment if one is given."""
        unit, late = self.firms[firm], end_of(base.ends)
        done_at = moment(done) if done else None
        return Obligation.unscoped.create(
            kind="periodic", title="排查", rule=base.rule, base=base, holder=unit, subject=unit,
            supervisor=self.bureau, place_path=unit.place_path, period=base.period,
            opened_at=base.made_at, legal_due=late, current_due=late, done_at=done_at,
            outcome="on_time" if done else "", mode=mode, **more,
        )  # fmt: skip

    def hazard(self, firm: int, found: str, closed: str = "", **facts: Any) -> Hazard:
        """A hazard found on a day, entered that noon, crossed off at a moment if one is given."""
        unit = self.firms[firm]
        n = Matter.unscoped.count()
        entered = facts.pop("entered", f"{found}T12:00")
        matter = Matter.unscoped.create(
            number=f"YH-2025-441521-{n:06}", flow="hazards.hazard", title=f"隐患{n}",
            place=unit.place, place_path=unit.place_path, unit=unit,
            state="closed" if closed else facts.pop("state", "rectifying"),
            opened_at=moment(entered), closed_at=moment(closed) if closed else None,
        )  # fmt: skip
        Party.objects.create(matter=matter, unit=unit, part="unit")
        facts = {"grade": "ordinary", "channel": "self", "category": "21", **facts}
        return Hazard.objects.create(
            matter=matter, unit=unit, spot="车间", says="缺陷", found_on=found,
            found_by=self.finder, finder=unit, **facts,
        )  # fmt: skip

    def asked(
        self, form: Form | str, period: str, by: str = "place", known: datetime = NOW,
        viewer: Viewer | None = None,
    ) -> Asked:  # fmt: skip
        """What somebody asks of a form."""
        one = forms()[form] if isinstance(form, str) else form
        return Asked(one, by, span_of(periods.parse(period), known), viewer or self.viewer())

    def table(self, *given: Any, **more: Any) -> Table:
        """The figures of a form."""
        return table(self.asked(*given, **more))


@pytest.fixture(autouse=True)
def undone(db: None) -> None:
    """Leave the district as a test found it."""


@pytest.fixture(scope="module")
def here(ground: None) -> District:
    """The district, the same one for a file of tests."""
    return District()
