"""What the law fixes of penalties: limits, ranges, how a fine is reckoned, when a case is major.

Pure functions over the tables shipped with the product; each step is said in words, so that the
file shows how an amount came about.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from bihuan.lib.clocks import Limit, Unit
from bihuan.lib.numerals import format_int
from bihuan.lib.tables import Table

WAN: Final = Decimal(10_000)
FIRST, OVERDUE, PERSON = "first", "overdue", "person"
STAGES: Final = {FIRST: "首次查处", OVERDUE: "逾期未改正（拒不执行）", PERSON: "责任人员"}
MITIGATED, LIGHTER, NORMAL, HEAVIER, TOP = "mitigated", "lighter", "normal", "heavier", "top"
DEGREES: Final = {
    MITIGATED: "减轻", LIGHTER: "从轻", NORMAL: "一般", HEAVIER: "从重", TOP: "上限",
}  # fmt: skip
ACCIDENTS: Final = ("一般", "较大", "重大", "特别重大")
#: Articles about persons alone, and conditions under which a person is not fined at first.
PERSONAL: Final = ("95", "96", "106", "110")
WAITING: Final = ("逾期未改正", "拒不执行", "拒不改正")
#: Kinds of penalty after which somebody may ask for a hearing whatever the amount (第六十三条).
GRAVE: Final = ("stop", "revoke", "close", "confiscate", "bar")


@dataclass(frozen=True)
class Provision:
    """What one item of an article threatens, as the table of penalties holds it; in 万元."""

    law: str
    article: str
    item: str
    violation: str
    ranges: Mapping[str, tuple[Decimal | None, Decimal | None]]
    measures: Mapping[str, str]
    person_condition: str
    other: str
    confidence: str

    @property
    def key(self) -> str:
        """The address of the item: law, article, item."""
        return f"{self.law}|{self.article}|{self.item}"

    @property
    def name(self) -> str:
        """The article as people cite it: 《安全生产法》第一百零二条."""
        title = self.law.split("(", maxsplit=1)[0]
        item = f"第（{format_int(int(self.item))}）项" if self.item else ""
        return f"《{title}》第{format_int(int(self.article))}条{item}"

    @property
    def direct(self) -> bool:
        """Say whether the first finding may be fined at once, without waiting for a term."""
        return self.ranges[FIRST][1] is not None or bool(formulas_of(self.key))

    @property
    def personal(self) -> bool:
        """Say whether the item is about a person from the first (主要负责人、其他负责人)."""
        return "(罚" in self.measures[FIRST] or self.article in PERSONAL

    def both(self, stage: str) -> bool:
        """Say whether a responsible person is fined beside the unit at a stage (一案双罚)."""
        if self.ranges[PERSON][1] is None:
            return False
        return stage == OVERDUE or not self.person_condition.startswith(WAITING)

    def misses(self, stage: str, *, person: bool) -> str:
        """Say why an item cannot be held against such a party at a stage, "" when it can."""
        if person and stage != PERSON and not self.personal:
            return f"{self.name}对责任人员的处罚，情形请选“{STAGES[PERSON]}”。"
        if not person and (stage == PERSON or self.personal):
            return f"{self.name}的这一种处罚对个人，不对单位。"
        return ""


@dataclass(frozen=True)
class Facts:
    """What a fine is reckoned from, in 元; None for what nobody stated."""

    stage: str = FIRST
    grade: str = ""
    income: Decimal | None = None
    gain: Decimal | None = None
    original: Decimal | None = None
    days: int | None = None


@dataclass(frozen=True)
class Range:
    """From which to which amount, in 元, and the steps that led there. ``low`` None: no least."""

    low: Decimal | None
    high: Decimal
    steps: tuple[str, ...]


class Unclear(ValueError):
    """What is missing for a range, in words."""


@cache
def provisions() -> Mapping[str, Provision]:
    """Return every provision of the shipped table by its key."""
    return {one.key: one for one in map(_provision, Table("penalty_articles").rows)}


def _provision(row: Mapping[str, str]) -> Provision:
    ends = {
        FIRST: ("first_min_wan", "first_max_wan"), OVERDUE: ("overdue_min_wan", "overdue_max_wan"),
        PERSON: ("person_min_wan", "person_max_wan"),
    }  # fmt: skip
    ranges = {
        stage: (_wan(row[low]), _wan(row[high])) for stage, (low, high) in ends.items()
    }  # fmt: skip
    measures = {FIRST: row["first_measure"], OVERDUE: row["overdue_measure"]}
    return Provision(
        row["law"], row["article"], row["item"], row["violation"], ranges, measures,
        row["person_condition"], row["other"], row["confidence"],
    )  # fmt: skip


def _wan(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


@cache
def formulas() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """Return the ways of reckoning that are no fixed range, by the key of their provision."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in Table("penalty_formulas").rows:
        found.setdefault(f"{row['law']}|{row['article']}|{row['item']}", []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def formulas_of(key: str) -> tuple[Mapping[str, str], ...]:
    """Return the ways of reckoning of a provision, none for one with a fixed range."""
    return formulas().get(key, ())


@cache
def limits() -> Mapping[str, Mapping[str, str]]:
    """Return the limits of time and money with their articles, by key."""
    return Table("enforcement_limits").by("key")


def amount_of(key: str) -> Decimal:
    """Return a limit as a number, in the unit of its row."""
    return Decimal(limits()[key]["value"])


def limit_of(key: str) -> Limit:
    """Return a limit of time."""
    row = limits()[key]
    units = {"日": Unit.DAYS, "工作日": Unit.WORKDAYS, "月": Unit.MONTHS, "小时": Unit.HOURS}
    return Limit(int(row["value"]), units[row["unit"]])


def range_of(provision: Provision, facts: Facts) -> Range:
    """Return from which to which amount a violation may be fined, with the steps.

    Raises :class:`Unclear` where a fact is missing or the item threatens no fine.
    """
    said = [f"依据{provision.name}：{provision.violation}（{STAGES[facts.stage]}）。"]
    formula = _formula(provision, facts)
    if formula is not None and formula["kind"] != "times":
        return _reckoned(formula, facts, said)
    low, high = provision.ranges[facts.stage]
    if high is None:
        says = f"{provision.name}没有规定{STAGES[facts.stage]}的罚款"
        measure = provision.measures.get(facts.stage, "")
        raise Unclear(f"{says}，只规定{measure}。" if measure else f"{says}。")
    least = f"{low:f}万元以上" if low is not None else ""
    said.append(f"法定幅度：{least}{high:f}万元以下。")
    found = Range(low * WAN if low is not None else None, high * WAN, tuple(said))
    if formula is None:
        return found
    twice, five = Decimal(formula["low"]), Decimal(formula["high"])
    said.append(f"{formula['says']}。")
    return Range((found.low or 0) * twice, found.high * five, tuple(said))


def _formula(provision: Provision, facts: Facts) -> Mapping[str, str] | None:
    rows = formulas_of(provision.key)
    fixed = provision.ranges[facts.stage][1] is not None
    for row in rows:
        if row["grade"] == facts.grade:
            return row
    if rows and not fixed:
        grades = "、".join(row["grade"] for row in rows)
        raise Unclear(f"{provision.name}按情形计算，请填写“事故等级或情形”：{grades}。")
    return None


def _reckoned(row: Mapping[str, str], facts: Facts, said: list[str]) -> Range:
    said.append(f"{row['says']}。")
    low, high = Decimal(row["low"]), Decimal(row["high"])
    if row["kind"] == "income":
        if facts.income is None:
            raise Unclear("这一条按上一年年收入计算，请填写“上一年年收入”。")
        said.append(f"上一年年收入{yuan(facts.income)} × {low:f}%至{high:f}%。")
        return Range(facts.income * low / 100, facts.income * high / 100, tuple(said))
    if row["kind"] == "gain":
        if facts.gain is None:
            raise Unclear("这一条按违法所得计算，请填写“违法所得”，没有的填 0。")
        if facts.gain < Decimal(row["below_wan"]) * WAN:
            said.append(f"违法所得{yuan(facts.gain)}，不足{row['below_wan']}万元。")
            least, most = Decimal(row["floor_min_wan"]), Decimal(row["floor_max_wan"])
            return Range(least * WAN, most * WAN, tuple(said))
        said.append(f"违法所得{yuan(facts.gain)} × {low:f}至{high:f}倍。")
        return Range(facts.gain * low, facts.gain * high, tuple(said))
    if facts.original is None or not facts.days:
        raise Unclear("按日连续处罚，请填写“原罚款数额”和“连续处罚日数”。")
    said.append(f"原罚款{yuan(facts.original)} × {facts.days}日。")
    total = facts.original * facts.days
    return Range(total, total, tuple(said))


@dataclass(frozen=True)
class Band:
    """A step of a discretion benchmark, in 元: its degree, when it applies, whose it is."""

    degree: str
    says: str
    low: Decimal
    high: Decimal
    source: str


def narrowed(found: Range, degree: str, bands: Iterable[Band]) -> Range:
    """Return a range narrowed to a degree, by the benchmark where there is one.

    The highest fine is the law's own. Without a benchmark the law's range stays, and says so.
    """
    if degree == TOP:
        return Range(found.high, found.high, (*found.steps, f"按上限：{yuan(found.high)}。"))
    fitting = [band for band in bands if band.degree == degree]
    if degree == MITIGATED:
        return Range(None, found.high, (*found.steps, "减轻处罚：可以低于法定幅度，须写明理由。"))
    if not fitting:
        none = f"“{DEGREES[degree]}”一档没有载入裁量基准，按法定幅度核对，理由由办案人员写明。"
        return Range(found.low, found.high, (*found.steps, none))
    low, high = min(b.low for b in fitting), max(b.high for b in fitting)
    said = [f"裁量基准“{DEGREES[degree]}”：{b.says}，{yuan(b.low)}至{yuan(b.high)}（{b.source}）。"
            for b in fitting]  # fmt: skip
    return Range(max(low, found.low or low), min(high, found.high), (*found.steps, *said))


def yuan(amount: Decimal) -> str:
    """Return an amount as a document writes it.

    >>> yuan(Decimal("20000.00")), yuan(Decimal("6000.50"))
    ('20000元', '6000.5元')
    """
    words = f"{amount:.2f}".rstrip("0").rstrip(".")
    return f"{words}元"


def against(found: Range, amount: Decimal, provision: Provision) -> str:
    """Say why an amount lies outside a range, naming the article; "" when it lies within."""
    if amount > found.high:
        return f"{yuan(amount)}超过{provision.name}在本案可以处的上限{yuan(found.high)}。"
    if found.low is not None and amount < found.low:
        return f"{yuan(amount)}低于{provision.name}在本案应处的下限{yuan(found.low)}。"
    return ""


def entitles_to_hearing(kind: str, amount: Decimal | None, *, person: bool) -> bool:
    """Say whether a proposed penalty gives a right to a hearing (行政处罚法第六十三条)."""
    most = amount_of("hearing.person" if person else "hearing.unit")
    return kind in GRAVE or (amount is not None and amount >= most)


def major(reasons: Iterable[tuple[bool, str]]) -> list[str]:
    """Return the reasons for which a case needs legal review and collective discussion."""
    return [says for holds, says in reasons if holds]


def surcharge(amount: Decimal, pay_by: date, on: date) -> Decimal:
    """Return what is added by a day for a fine paid late, never more than the fine itself.

    >>> surcharge(Decimal(1000), date(2025, 3, 1), date(2025, 3, 11))
    Decimal('300')
    """
    late = (on - pay_by).days
    if late <= 0:
        return Decimal(0)
    return min(amount, amount * amount_of("surcharge.percent") * late / 100)


def shares(counts: Mapping[str, int], whole: int) -> Iterator[tuple[str, int, str]]:
    """Yield each count with its share of a whole in percent, "—" where there is no whole."""
    for name, count in counts.items():
        yield name, count, f"{count * 100 // whole}%" if whole else "—"
