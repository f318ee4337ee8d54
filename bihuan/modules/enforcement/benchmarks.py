"""The discretion benchmark of a place (裁量基准), brought as a table by a named person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.entries import append_to
from bihuan.lib.hashing import digest
from bihuan.lib.spreadsheets import cells
from bihuan.lib.spreadsheets.columns import Column
from bihuan.modules import Change, Line, Plan, Sheet, Wrong, filled

from . import rules
from .models import Band

#: No fine of the table comes near it, in 万元.
MOST: Final = 100_000
_STAGES: Final = {title: key for key, title in rules.STAGES.items()}
_DEGREES: Final = {
    title: key for key, title in rules.DEGREES.items() if key not in (rules.MITIGATED, rules.TOP)
}  # fmt: skip


def money(cell: Any) -> Decimal | None:
    """Read an amount in 万元. Raises :class:`BadCell`."""
    words = cells.text(cell)
    if words is None:
        return None
    try:
        value = Decimal(words)
    except InvalidOperation as error:
        raise cells.BadCell("要写成数字，如 2 或 2.5") from error
    if not 0 <= value < MOST:
        raise cells.BadCell(f"要在 0 和 {MOST:,} 之间")
    return value


COLUMNS: Final = (
    Column("law", "法律", "写全称和年份", "安全生产法(2021)", must=True, most=80),
    Column("article", "条", "只写数字", "102", must=True, read=cells.whole, most=999),
    Column("item", "项", "没有的不填", "1", read=cells.whole, most=99),
    Column("stage", "适用情形", "首次、逾期或者责任人员", rules.STAGES[rules.FIRST], must=True,
           choices=tuple(_STAGES)),
    Column("degree", "裁量档次", "从轻、一般或者从重", "一般", must=True, choices=tuple(_DEGREES)),
    Column("says", "适用条件", "什么情节属于这一档", "隐患2处以下", must=True, most=400),
    Column("low", "最低（万元）", "0 起", "1", must=True, read=money),
    Column("high", "最高（万元）", "不超过条文上限", "2", must=True, read=money),
    Column("source", "来源", "裁量基准的文号", "某应急〔2024〕1号", must=True, most=200),
    Column("since", "施行日期", "写成 2025-01-01", "2025-01-01", must=True, read=cells.day),
    Column("until", "停用日期", "还施行的不填", read=cells.day),
)  # fmt: skip


@dataclass
class BenchmarkReader:
    """Judges the rows of a benchmark for one person at one moment."""

    lines: Sequence[Line]
    by: Viewer
    at: datetime

    def before(self, line: Line) -> Sequence[Line]:
        """Return nothing: a row stands alone."""
        return ()

    def plan(self, line: Line) -> Plan:
        """Say what taking a row would do; refuse an amount outside the article, naming it."""
        said = filled(line, COLUMNS)
        article = f"{said['law']}|{said['article']}|{said['item'] or ''}"
        provision = rules.provisions().get(article)
        if provision is None:
            raise Wrong(("条", "罚则表里没有这一条"))
        stage = _STAGES[said["stage"]]
        low, most = provision.ranges[stage]
        if most is None:
            raise Wrong(("适用情形", f"{provision.name}没有规定这一情形的固定幅度"))
        if said["high"] > most or said["low"] > said["high"] or (low and said["low"] < low):
            raise Wrong(("最高（万元）", f"超出{provision.name}的幅度{low or 0:f}至{most:f}万元"))
        about = f"{provision.name}{said['degree']}：{said['says']}"
        key = f"own-{digest(self.by.path, article, stage, said['degree'], said['says'])[:32]}"
        known = Band.objects.filter(key=key).first()
        now = f"{said['low']}至{said['high']}万元"
        before = f"{known.low.normalize():f}至{known.high.normalize():f}万元" if known else ""
        if known and (known.low, known.high, known.until) == (
            said["low"],
            said["high"],
            said["until"],
        ):
            return Plan(about)
        keep = {"article": article, "stage": stage, "degree": _DEGREES[said["degree"]]} | {
            name: said[name] for name in ("says", "low", "high", "source", "since", "until")
        }
        return Plan(about, (Change("幅度", before, now),),
                    (lambda basis: self.take(key, keep, basis),), new=known is None)  # fmt: skip

    def take(self, key: str, keep: dict[str, Any], basis: str) -> None:
        """Enter one step of the benchmark in the name of who brings it."""
        place = Place.objects.get(path=self.by.path)
        Band.objects.update_or_create(key=key, defaults=keep | {"place": place})
        body = {"key": key, "basis": basis} | {name: str(value) for name, value in keep.items()}
        append_to("s", "benchmark_entered", by=self.by, at=self.at, body=body)


def _rows(by: Viewer, at: datetime) -> Iterator[Sequence[Any]]:
    """Yield the benchmark that counts where the viewer works."""
    for one in Band.objects.select_related("place").order_by("article", "stage", "low"):
        if not by.path.startswith(one.place.path):
            continue
        law, article, item = one.article.split("|")
        yield (
            law, int(article), int(item) if item else None, rules.STAGES[one.stage],
            rules.DEGREES[one.degree], one.says, one.low, one.high, one.source, one.since,
            one.until,
        )  # fmt: skip


SHEET: Final = Sheet(
    key="benchmark",
    title="行政处罚裁量基准",
    says="一行一档：哪一条、哪种情形、哪一档、从多少到多少。超出条文幅度的行不收。",
    may=roles.SET_UNSET,
    columns=COLUMNS,
    read=BenchmarkReader,
    rows=_rows,
)
