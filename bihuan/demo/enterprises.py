"""Invented enterprises for the five places of the shipped policy packs.

Each place gets the trades it lives from (``trades.csv``), in the towns where they are at home,
about equally many in each. Nothing here is real: every record carries the mark 虚构, the body of
every credit code begins with FAKE, telephone numbers cannot ring. The numbers that rules turn on
(30, 100 and 300 employees and their neighbours) all occur. The same place and seed give the same
enterprises on every machine; another seed gives others with the same credit codes, so two seeds
do not belong in one database.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from itertools import count, islice
from random import Random

from bihuan.demo.people import names, phone
from bihuan.lib.creditcodes import complete, organisation_check
from bihuan.lib.tables import Table

INVENTED = "虚构"
HIGH_RISK = frozenset(
    {
        "煤矿",
        "非煤矿山",
        "危险化学品",
        "烟花爆竹",
        "金属冶炼",
        "建筑施工",
        "交通运输",
        "民用爆炸物品",
        "渔业生产",
    }
)
BOUNDARY_HEADCOUNTS = (29, 30, 31, 99, 100, 101, 299, 300, 301)
DEMONSTRATION = {"370200": 140, "230900": 100, "510600": 100, "441521": 100, "130802": 60}

_PREFIXES = {
    "370200": "青岛",
    "230900": "七台河市",
    "510600": "德阳市",
    "441521": "海丰县",
    "130802": "承德市双桥区",
}
_BRANDS = tuple(
    first + second
    for first in "衡砺泽岚朔湛屿沐翊珩澍昱骁稷槿棠聿桦磐岑"
    for second in "川远丰禾泰晟峰源野岳舟铭朗诚和安宁信恒达"
)
_ROADS = ("兴业路", "安民街", "创新大道", "迎宾路", "工业一路", "工业三路", "滨河路", "振兴街")
_RUN_BY_ANOTHER = {"130871": "130802"}
_ADMINISTRATIVE = frozenset({"街道", "镇", "乡", "民族乡"})
_SMALL = 30
_OTHER_CONTROLLER_IN = 4
_NO_OFFICER_IN = 12
_FAKE_BODIES = 10_000


@dataclass(frozen=True)
class InventedEnterprise:
    """An enterprise that does not exist, as its file would look.

    `place_code` is the 9-digit code of its town, `industry_code` a class of GB/T 4754-2017.
    `safety_officer` is None where nobody was named, as happens in life; in small firms the legal
    representative is often named. `mark` is always 虚构 and belongs on every screen showing it.
    """

    name: str
    credit_code: str
    industry_code: str
    headcount: int
    place_code: str
    tags: tuple[str, ...]
    address: str
    legal_representative: str
    actual_controller: str
    safety_officer: str | None
    phone: str
    mark: str = INVENTED

    @property
    def high_risk(self) -> bool:
        """Whether one of its tags is an industry the policy documents call high-risk."""
        return not HIGH_RISK.isdisjoint(self.tags)


@dataclass(frozen=True)
class _Trade:
    industry: str
    weight: int
    words: tuple[str, ...]
    form: str
    register: str
    least: int
    most: int
    towns: tuple[str, ...]
    tags: tuple[str, ...]


def enterprises(place_code: str, n: int, seed: int) -> list[InventedEnterprise]:
    """Return `n` invented enterprises of one of the five places; a longer list begins alike.

    Raises ValueError for another place, or for more than there are invented brand names.
    """
    if place_code not in DEMONSTRATION:
        known = "、".join(DEMONSTRATION)
        raise ValueError(f"没有区划{place_code}的示例企业，可用的区划代码：{known}。")
    if n > len(_BRANDS):
        raise ValueError(f"每个地区最多生成{len(_BRANDS)}家示例企业，您要的是{n}家。")
    return list(islice(_invented(place_code, seed), n))


def _invented(place_code: str, seed: int) -> Iterator[InventedEnterprise]:
    source = Random(f"enterprises/{place_code}/{seed}")  # noqa: S311 - invented, not secret
    people = names(f"{place_code}/{seed}")
    brands = source.sample(_BRANDS, len(_BRANDS))
    headcounts = _Headcounts(source)
    trades = _trades_in_turn(place_code, source)
    used: Counter[str] = Counter()
    for number, brand, trade in zip(count(1), brands, trades, strict=False):
        town = min(source.sample(trade.towns, len(trade.towns)), key=lambda code: used[code])
        used[town] += 1
        legal = next(people)
        headcount = headcounts.draw(trade)
        other = source.randrange(_OTHER_CONTROLLER_IN) == 0 and headcount >= _SMALL
        yield InventedEnterprise(
            name=_prefix(place_code, town) + brand + source.choice(trade.words) + trade.form,
            credit_code=_credit_code(trade.register, town, number),
            industry_code=trade.industry,
            headcount=headcount,
            place_code=town,
            tags=trade.tags,
            address=_address(town) + f"{source.choice(_ROADS)}{source.randrange(1, 300)}号",
            legal_representative=legal,
            actual_controller=next(people) if other else legal,
            safety_officer=_safety_officer(source, headcount, legal, people),
            phone=phone(int(place_code[:4]) * 1000 + number),
        )


class _Headcounts:
    """Draws headcounts: the boundary numbers first, each once, then small more than large."""

    def __init__(self, source: Random) -> None:
        self._source = source
        self._owed = list(BOUNDARY_HEADCOUNTS)

    def draw(self, trade: _Trade) -> int:
        for number in self._owed:
            if trade.least <= number <= trade.most:
                self._owed.remove(number)
                return number
        # Squaring the draw makes small enterprises the many, as they are.
        share = self._source.random() ** 2
        return trade.least + int(share * (trade.most - trade.least + 1))


def _trades_in_turn(place_code: str, source: Random) -> Iterator[_Trade]:
    """Yield every trade of the place once, so that the shortest list is varied, then by weight."""
    trades = _trades(place_code)
    yield from source.sample(trades, len(trades))
    weights = [trade.weight for trade in trades]
    while True:
        yield from source.choices(trades, weights)


def _safety_officer(
    source: Random, headcount: int, legal: str, people: Iterator[str]
) -> str | None:
    if source.randrange(_NO_OFFICER_IN) == 0:
        return None
    return legal if headcount < _SMALL and source.random() < 1 / 2 else next(people)


def _credit_code(register: str, town: str, number: int) -> str:
    region = _county(town)
    body = f"FAKE{number % _FAKE_BODIES:04}"
    return complete(register + region + body + organisation_check(body))


def _prefix(place_code: str, town: str) -> str:
    """Return the place name firms bear there: below 德阳 the county cities bear their own."""
    county = _divisions()[_county(town)]["name"]
    own = place_code == "510600" and not county.endswith("区")
    return county if own else _PREFIXES[place_code]


def _address(town: str) -> str:
    parts = [_divisions()[town]["name"]]
    code = _divisions()[town]["parent"]
    while _divisions()[code]["level"] != "1":
        parts.append(_divisions()[code]["name"])
        code = _divisions()[code]["parent"]
    return "".join(reversed(parts))


def _county(town: str) -> str:
    return _RUN_BY_ANOTHER.get(town[:6], town[:6])


def _divisions() -> Mapping[str, Mapping[str, str]]:
    return Table("divisions").by("id")


@cache
def _towns(place_code: str) -> tuple[tuple[str, str, str], ...]:
    """Return code, name and county name of the real towns and streets below a place."""
    known = _divisions()
    return tuple(
        (row["id"], row["name"], known[row["parent"]]["name"])
        for row in known.values()
        if row["level"] == "4"
        and row["type"] in _ADMINISTRATIVE
        and place_code in (row["parent"], known[row["parent"]]["parent"])
    )


@cache
def _trades(place_code: str) -> tuple[_Trade, ...]:
    text = (files("bihuan") / "demo" / "trades.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(StringIO(text))
    return tuple(_trade(row) for row in rows if row["place"] == place_code)


def _trade(row: Mapping[str, str]) -> _Trade:
    at_home = _parts(row["where"])
    return _Trade(
        industry=row["industry"],
        weight=int(row["weight"]),
        words=_parts(row["words"]),
        form=row["form"],
        register=row["register"],
        least=int(row["least"]),
        most=int(row["most"]),
        towns=tuple(
            code
            for code, town, county in _towns(row["place"])
            if not at_home or town in at_home or county in at_home
        ),
        tags=_parts(row["tags"]),
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)
