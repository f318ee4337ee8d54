"""The sheet of dossiers: what a row says of an enterprise that is registered already."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Prefetch

from bihuan.kernel.orgs import roles, units
from bihuan.kernel.orgs.authority import units_kept
from bihuan.kernel.orgs.models import Unit, UnitTag
from bihuan.kernel.orgs.refusals import Invalid
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib import creditcodes
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.spreadsheets import cells
from bihuan.lib.spreadsheets.cells import BadCell
from bihuan.lib.spreadsheets.columns import Column
from bihuan.modules import Change, Line, Plan, Sheet, Wrong, values_of

from . import keeping
from .binding import Bindings
from .catalogue import FACTS, MOST_NUMBER, MOST_WORDS, Fact
from .models import Dossier

NAME, CODE, SINCE, BASIS = "单位名称", "统一社会信用代码", "从哪天起", "填报依据"
#: Codes asked for in one query.
_ASKED: Final = 500
_EXAMPLES: Final = {
    "words": "", "whole": "12", "day": "2025-06-30", "yes": "是", "industry": "C2922",
    "industries": "C2922、F5169",
}  # fmt: skip


def _column(fact: Fact) -> Column:
    choices = ("是", "否") if fact.value == "yes" else tuple(fact.choices.values())
    says = fact.help or "知道的填；不填的不变。"
    example = choices[0] if choices else _EXAMPLES[fact.value]
    most = MOST_NUMBER if fact.value == "whole" else MOST_WORDS
    return Column(
        fact.key, fact.title, says, example, read=_reading(fact), choices=choices, most=most
    )


def _reading(fact: Fact) -> Any:
    def read(cell: Any) -> Any:
        raw = cells.day(cell) if fact.value == "day" else cells.code(cell) if (
            fact.value in ("industry", "industries", "whole")) else cells.text(cell)  # fmt: skip
        try:
            return fact.check(raw)
        except Invalid as refused:
            raise BadCell(refused.says.rstrip("。")) from refused

    return read


COLUMNS: Final = (
    Column("name", NAME, "已登记的生产经营单位全称。", "海滨县塑料制品厂", must=True,
           also=("单位", "企业名称", "企业全称", "单位全称", "名称")),
    Column("credit_code", CODE, "有代码的按代码认；没有的按名称认。", "91441521MA4UXY127T",
           also=("信用代码", "社会信用代码", "统一代码"), read=cells.code),
    Column("since", SINCE, "这一行的情况从哪天起是这样；不填就是今天。", "2025-01-01",
           read=cells.day),
    Column("basis", BASIS, "执照、批文、年报等；可以不填。", "2024 年度统计年报", most=200),
    *(_column(fact) for fact in FACTS.values()),
)  # fmt: skip


class DossierReader:
    """Judges the rows of a table of dossiers; the units of the whole file are asked for at once."""

    def __init__(self, lines: Sequence[Line], by: Viewer, at: datetime) -> None:
        self.by, self.at, self.bindings = by, at, Bindings(at)
        self.firsts: dict[str, int] = {}
        codes, names = set(), set()
        for line in lines:
            code, name = _key(line)
            self.firsts.setdefault(code or name, line.number)
            codes.add(code)
            names.add(name)
        kept = units_kept(by).filter(kind=keeping.ENTERPRISE, until=None)
        self.coded = {unit.credit_code: unit.pk for unit in _found(kept, "credit_code", codes)}
        self.named: dict[str, list[int]] = {}
        for unit in _found(kept, "name", names):
            self.named.setdefault(unit.name, []).append(unit.pk)

    def before(self, line: Line) -> Sequence[Line]:
        """Return nothing: rows of dossiers do not wait for one another."""
        return ()

    def plan(self, line: Line) -> Plan:
        """Say what taking a row would do now. Raises :class:`Wrong`."""
        about = _key(line)[1]
        try:
            row = values_of(line, COLUMNS)
            unit = self._unit(line)
        except Wrong as error:
            raise Wrong(*error.problems, about=about) from error
        since = row["since"] or in_shanghai(self.at).date()
        given = {key: row[key] for key in FACTS if row[key] is not None}
        known = keeping.values(unit)
        new = {key: value for key, value in given.items() if value != known.get(key)}
        changes = tuple(
            Change(FACTS[key].title, FACTS[key].shown(known.get(key)), FACTS[key].shown(value))
            for key, value in new.items()
        )

        def do(_: str) -> None:
            keeping.keep(unit, new, since=since, basis=row["basis"] or "", by=self.by, at=self.at,
                         bindings=self.bindings)  # fmt: skip

        return Plan(unit.name, changes, (do,) if new else (), new=not known)

    def _unit(self, line: Line) -> Unit:
        code, name = _key(line)
        if (first := self.firsts[code or name]) != line.number:
            raise Wrong((CODE if code else NAME, f"和第 {first} 行是同一家企业；请只留一行"))
        pk = self.coded.get(code) if code else self._by_name(name)
        if pk is None:
            what = f"代码 {code}" if code else f"“{name}”"
            raise Wrong((CODE if code else NAME, f"您维护的企业里没有{what}；请先登记或导入单位"))
        unit = Unit.objects.select_related("place").get(pk=pk)
        if name and code and unit.name != name:
            raise Wrong((NAME, f"代码 {code} 是{unit.name}，不是{name}；请改成一致"))
        return unit

    def _by_name(self, name: str) -> int | None:
        alike = self.named.get(name, [])
        if len(alike) > 1:
            raise Wrong((NAME, f"叫“{name}”的企业有 {len(alike)} 家；请填统一社会信用代码"))
        return alike[0] if alike else None


def _key(line: Line) -> tuple[str, str]:
    """Return the credit code and the name of a row as they are kept, "" for none."""
    try:
        code, name = cells.code(line.cells.get("credit_code")), cells.text(line.cells.get("name"))
    except BadCell:
        return "", ""
    return creditcodes.normalise(code) if code else "", units.spelling(name or "")


def _found(kept: Any, column: str, wanted: set[str]) -> Iterator[Unit]:
    asked = sorted(wanted - {""})
    for start in range(0, len(asked), _ASKED):
        yield from kept.filter(**{f"{column}__in": asked[start : start + _ASKED]})


def rows(by: Viewer, _at: datetime) -> Iterator[Sequence[Any]]:
    """Yield the dossiers of a viewer's enterprises as rows of the sheet."""
    running = UnitTag.objects.filter(until=None)
    kept = units_kept(by).filter(kind=keeping.ENTERPRISE, until=None).select_related("dossier")
    kept = kept.prefetch_related("side_industries", Prefetch("tags", running))
    for unit in kept.order_by("place_path", "name", "pk").iterator(chunk_size=1000):
        held = getattr(unit, "dossier", None) or Dossier(unit=unit)
        known = keeping.values(unit, held)
        yield (unit.name, unit.credit_code, None, None,
               *(_cell(fact, known.get(key)) for key, fact in FACTS.items()))  # fmt: skip


def _cell(fact: Fact, value: Any) -> Any:
    if value is None or fact.value in ("words", "whole", "day", "industry"):
        return value
    return "、".join(value) if fact.value == "industries" else fact.shown(value)


SHEET = Sheet(
    key="dossiers",
    title="企业档案",
    says="已登记企业的行业、规模、隶属、安全机构和人员、设备等情况。",
    may=roles.MANAGE_ORGS,
    columns=COLUMNS,
    read=DossierReader,
    rows=rows,
)
