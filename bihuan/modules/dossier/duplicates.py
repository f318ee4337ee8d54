"""Enterprises entered twice: found by what remains of a name in one town, or by one address.

Nothing is merged by itself. A person merges one into the other, and history follows (succession);
a merger cannot be taken back, since what the one owed is by then done by the other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Count
from django.db.models.functions import Length

from bihuan.kernel.orgs.authority import units_kept
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer

from .keeping import ENTERPRISE

#: What of a name tells no two firms apart.
_FORMS: Final = re.compile(
    r"有限责任公司|股份有限公司|集团有限公司|有限公司|股份公司|集团|公司|个体工商户|"
    r"（[^）]*）|省|市|县|区|镇|乡|街道|[\s·]"
)
_CHUNK: Final = 2000


@dataclass(frozen=True)
class Pair:
    """Two enterprises that may be one, and why it looks so."""

    one: Unit
    other: Unit
    why: str


def core(name: str) -> str:
    """Return what of a name is left without its form of company, place words and brackets.

    >>> core("某某县新兴塑料有限公司")
    '某某新兴塑料'
    """
    return _FORMS.sub("", name)


def pairs(by: Viewer, *, most: int = 200) -> list[Pair]:
    """Return enterprises the viewer maintains that may be the same one, at most so many pairs."""
    found: list[Pair] = []
    for path in _crowded(by):
        found += _in_town(by, path)
        if len(found) >= most:
            break
    return found[:most]


def _crowded(by: Viewer) -> Iterator[str]:
    rows = units_kept(by).filter(kind=ENTERPRISE, until=None)
    counted = rows.order_by("place_path").values("place_path").annotate(n=Count("pk"))
    yield from counted.filter(n__gt=1).values_list("place_path", flat=True)


def _in_town(by: Viewer, path: str) -> Iterator[Pair]:
    rows = units_kept(by).filter(kind=ENTERPRISE, until=None, place_path=path)
    named: dict[str, Unit] = {}
    housed: dict[str, Unit] = {}
    shown = rows.select_related("place").annotate(n=Length("name")).order_by("pk")
    for unit in shown.iterator(chunk_size=_CHUNK):
        key = core(unit.name)
        twin = named.get(key)
        if twin is not None and _may_be_one(twin, unit):
            yield Pair(twin, unit, "名称去掉组织形式后相同，在同一区划")
        else:
            yield from _alike_by_address(housed, unit, key)
        named.setdefault(key, unit)


def _alike_by_address(housed: dict[str, Unit], unit: Unit, key: str) -> Iterator[Pair]:
    address = re.sub(r"\s", "", str(unit.attributes.get("address") or ""))
    if not address:
        return
    twin = housed.get(address)
    if twin is not None and _may_be_one(twin, unit) and _shares(core(twin.name), key):
        yield Pair(twin, unit, "地址相同，名称相近")
    housed.setdefault(address, unit)


def _may_be_one(one: Unit, other: Unit) -> bool:
    """Say whether nothing tells two units apart for certain: two credit codes do."""
    return not (one.credit_code and other.credit_code)


def _shares(one: str, other: str) -> bool:
    """Say whether half of the shorter name's pairs of signs stand in the longer one."""
    short, long = sorted((one, other), key=len)
    grams = {short[n : n + 2] for n in range(len(short) - 1)}
    return bool(grams) and sum(gram in long for gram in grams) * 2 >= len(grams)
