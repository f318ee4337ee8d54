"""The spreadsheet of emergency equipment and materials: out, filled in, and in."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Unit
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.lib.clocks import in_shanghai
from bihuan.lib.spreadsheets import cells
from bihuan.lib.spreadsheets.cells import BadCell
from bihuan.lib.spreadsheets.columns import Column
from bihuan.modules import Change, Line, Plan, Sheet, Wrong, filled, unit_meant

from . import sharing, stocks
from .models import Stock

UNIT: Final = "保管单位"
_KINDS: Final = tuple(Stock.Kind.labels)


def _amount(cell: Any) -> int | None:
    words = cells.text(cell)
    if words is None:
        return None
    if not words.removesuffix(".0").isdecimal():
        raise BadCell(f"“{words}”不是整数；写成 12 这样，单位写在“计量单位”")
    return int(words.removesuffix(".0"))


COLUMNS: Final = (
    Column("unit", UNIT, "全称或统一社会信用代码；不填就是您的单位。", "海滨县塑料制品厂",
           also=("单位", "单位名称")),
    Column("kind", "类别", f"{'、'.join(_KINDS)}之一。", _KINDS[0], must=True, choices=_KINDS),
    Column("name", "名称", "装备、物资的名称。", "正压式空气呼吸器", must=True, most=96),
    Column("model", "规格型号", "同名的按规格分行。", "6.8L", also=("规格", "型号"), most=96),
    Column("quantity", "数量", "现存多少，整数。", "6", must=True, read=_amount,
           also=("现存", "现存数量")),
    Column("measure", "计量单位", "套、具、箱、米等。", "套", must=True, most=8),
    Column("spot", "存放地点", "库房、柜号。", "应急器材库 2 号柜", must=True, most=128),
    Column("custodian", "保管人", "姓名。", "陈某某", must=True, most=32),
    Column("phone", "保管人电话", "能打通的。", "13800000000", must=True, also=("电话",),
           read=cells.code, most=20),
    Column("valid_until", "有效期止", "没有有效期的不填。", "2027-12-31", read=cells.day),
    Column("inspect_by", "下次检验日期", "要定期检验、检查的填。", "2025-12-31", read=cells.day,
           also=("下次检验",)),
    Column("since", "入账日期", "不填就是今天。", "2024-03-01", read=cells.day),
)  # fmt: skip


class Reader:
    """Judges the rows of one file: an item is known by its unit, name, model and spot."""

    def __init__(self, by: Viewer, at: datetime) -> None:
        self.by, self.at = by, at

    def before(self, line: Line) -> Sequence[Line]:
        """Return nothing: these rows do not wait for one another."""
        return ()

    def plan(self, line: Line) -> Plan:
        """Say what taking a row would do now. Raises :class:`Wrong`."""
        row = filled(line, COLUMNS)
        unit, about = unit_meant(row.pop("unit"), UNIT, self.by), f"{row['name']}，{row['spot']}"
        key = {"name": row["name"], "model": row["model"] or "", "spot": row["spot"]}
        known = Stock.objects.filter(unit=unit, ended_on=None, **key).first()
        return self._changed(known, row, about) if known else self._new(unit, row, about)

    def _new(self, unit: Unit, row: dict[str, Any], about: str) -> Plan:
        row["kind"] = dict(zip(_KINDS, Stock.Kind.values, strict=True))[row["kind"]]
        row["model"], row["since"] = row["model"] or "", row["since"] or self._today
        if row["since"] > self._today:
            raise Wrong(("入账日期", "还没有到"), about=about)

        def act(_: str) -> None:
            stocks.enter(unit, unit.place, by=self.by, at=self.at, **row)

        told = (Change("数量", "", f"{row['quantity']} {row['measure']}"),)
        return Plan(about, told, (act,), new=True)

    def _changed(self, known: Stock, row: dict[str, Any], about: str) -> Plan:
        """Return what changes of an item: who keeps it; amounts and days change on its page."""
        for name, heading, how in (
            ("quantity", "数量", "变动"), ("valid_until", "有效期止", "检验、更换"),
            ("inspect_by", "下次检验日期", "检验、更换"),
        ):  # fmt: skip
            if row[name] is not None and row[name] != getattr(known, name):
                says = f"已登记的是 {getattr(known, name) or '空'}；要改的在这项物资的页面登记{how}"
                raise Wrong((heading, says), about=about)
        told = {"custodian": "保管人", "phone": "保管人电话"}
        changes = tuple(
            Change(title, getattr(known, name), row[name])
            for name, title in told.items() if row[name] != getattr(known, name)
        )  # fmt: skip

        def act(_: str) -> None:
            given = {name: row[name] for name in told}
            stocks.correct(known, by=self.by, at=self.at, **given)

        return Plan(about, changes, (act,) if changes else ())

    @property
    def _today(self) -> Any:
        return in_shanghai(self.at).date()


def _rows(by: Viewer, _: datetime) -> Iterator[Sequence[Any]]:
    rows = Stock.objects.filter(sharing.kept(by), ended_on=None).select_related("unit")
    for row in rows.order_by("unit_id", "pk").iterator(chunk_size=1000):
        yield (row.unit.name, row.get_kind_display(), row.name, row.model, row.quantity,
               row.measure, row.spot, row.custodian, row.phone, row.valid_until, row.inspect_by,
               row.since)  # fmt: skip


SHEETS: Final = (
    Sheet("stocks", "应急物资", "各单位的应急装备、物资；数量和有效期以后在页面登记变动、检验。",
          roles.MANAGE_ORGS, COLUMNS, lambda lines, by, at: Reader(by, at), _rows),
)  # fmt: skip
