"""Finding the place and the unit a row means, within what its reader may see."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bihuan.kernel.orgs import units
from bihuan.kernel.orgs.authority import units_kept, units_seen
from bihuan.kernel.orgs.models import Place, Unit, UnitAlias, UnitName
from bihuan.kernel.orgs.scope import within
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib import creditcodes
from bihuan.lib.spreadsheets import cells
from bihuan.lib.spreadsheets.cells import BadCell
from bihuan.modules import Wrong

NAMED = 3
#: Values asked for in one query.
ASKED = 500
PLACE, PLACE_CODE, CODE = "区划", "区划代码", "统一社会信用代码"


def credit_code(cell: object) -> str | None:
    """Return a credit code, its check characters proved."""
    words = cells.code(cell)
    if not words:
        return None
    kept = creditcodes.normalise(words)
    try:
        creditcodes.validate(kept)
    except ValueError as error:
        raise BadCell(str(error).rstrip("。")) from error
    return kept


@dataclass
class Register:
    """The places and units one person may name; each is looked up once."""

    by: Viewer
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)

    @cached_property
    def home(self) -> Place:
        """The place of her own."""
        return Place.objects.get(path=self.by.path)

    def place(self, name: str | None, code: str | None) -> Place | None:
        """Return the place a row names, None when it names none. Raises :class:`Wrong`."""
        if not (name or code):
            return None
        key = (name or "", code or "")
        if key not in self.places:
            self.places[key] = self._place(*key)
        return self.places[key]

    def _place(self, name: str, code: str) -> Place:
        inside = Place.objects.filter(within(self.by.path, "path"), until=None)
        coded = inside.filter(code=code or name).first()
        if code and coded is None:
            raise Wrong((PLACE_CODE, f"您的辖区里没有代码 {code} 的区划；请核对"))
        if coded and name not in ("", coded.name, coded.code):
            raise Wrong((PLACE, f"代码 {code} 是{coded.name}，不是{name}；请改成一致"))
        if coded:
            return coded
        found = list(inside.filter(name=name).select_related("parent")[: NAMED + 1])
        if not found:
            raise Wrong((PLACE, f"您的辖区里没有“{name}”；写区划全称，或在“区划代码”里写代码"))
        if len(found) > 1:
            codes = "、".join(f"{p.parent.name} {p.code}" for p in found if p.parent)
            raise Wrong((PLACE, f"“{name}”不止一处，请在“区划代码”里写代码：{codes}"))
        return found[0]

    def unit(self, words: str, heading: str) -> Unit:
        """Return what :meth:`unit_now` does, looked up once: for units no row of the file makes."""
        if words not in self.units:
            self.units[words] = self.unit_now(words, heading)
        return self.units[words]

    def unit_now(self, words: str, heading: str) -> Unit:
        """Return the unit named, by code or name as people call it. Raises :class:`Wrong`."""
        seen = Unit.objects.filter(units_seen(self.by), until=None)
        if coded := seen.filter(credit_code=creditcodes.normalise(words)).first():
            return coded
        found = units.find(words, place=self.home, on=self.by.on)
        if found is None:
            alike = seen.filter(name=units.spelling(words)).select_related("place")
            raise Wrong((heading, unclear(words, list(alike[: NAMED + 1]))))
        return found

    def unit_in(self, row: dict[str, str | None], heading: str) -> Unit:
        """Return the unit a row means by code, or by name and place. Raises :class:`Wrong`."""
        name, code = row["unit"] or "", row["credit_code"]
        kept = units_kept(self.by).filter(until=None)
        if code:
            coded = kept.filter(credit_code=code).first()
            if coded is None:
                raise Wrong((CODE, f"您维护的单位里没有代码 {code}；请先导入单位"))
            if name and units.spelling(name) != coded.name and coded != self._called(name):
                raise Wrong((heading, f"代码 {code} 是{coded.name}，不是{name}；请改成一致"))
            return coded
        if place := self.place(row["place"], row["place_code"]):
            here = kept.filter(name=units.spelling(name), place=place).first()
            found = here or units.find(name, place=place, on=self.by.on)
            if found is None:
                says = f"{place.name}没有“{name}”；请核对名称，没有登记的先导入单位"
                raise Wrong((heading, says))
            return found
        return self.unit(name, heading)

    def _called(self, name: str) -> Unit | None:
        return units.find(name, place=self.home, on=self.by.on)


def unclear(name: str, alike: list[Unit]) -> str:
    """Say that a name means no unit, or which it could mean."""
    if len(alike) <= 1:
        return f"没有找到“{name}”；写单位全称、文件里的简称或统一社会信用代码"
    where = "、".join(f"{unit.place.name} {unit.credit_code or '无代码'}" for unit in alike[:NAMED])
    more = "等" if len(alike) > NAMED else ""
    return f"叫“{name}”的不止一个（{where}{more}）；请写统一社会信用代码"


def borne(names: Collection[str]) -> set[str]:
    """Return which of these names any unit bears, bore, or is called by in some document."""
    return {
        *_among(Unit.objects.all(), "name", names),
        *_among(UnitName.objects.all(), "name", names),
        *_among(UnitAlias.objects.all(), "alias", names),
    }


def coded(codes: Collection[str]) -> set[str]:
    """Return which of these credit codes any unit has."""
    return set(_among(Unit.objects.all(), "credit_code", codes))


def _among(rows: Any, column: str, values: Collection[str]) -> Iterator[str]:
    """Yield those of many values that a column holds."""
    asked = sorted(values)
    for start in range(0, len(asked), ASKED):
        few = asked[start : start + ASKED]
        yield from rows.filter(**{f"{column}__in": few}).values_list(column, flat=True)
