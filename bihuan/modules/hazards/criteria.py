"""Lists of criteria: those shipped with the product, and those a named person brings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.entries import append_to
from bihuan.lib.hashing import digest
from bihuan.lib.spreadsheets import cells
from bihuan.lib.spreadsheets.columns import Column
from bihuan.lib.tables import Table
from bihuan.modules import Change, Line, Plan, Sheet, Wrong, filled

from .models import Criteria, Criterion

SHIPPED: Final = ("gongmao_criteria", "hazchem2017_criteria", "hazard_definition")
CONFIDENCES: Final = ("H", "M", "L")


@transaction.atomic
def load_shipped() -> int:
    """Bring the lists shipped with the product into the database; safe to repeat.

    Returns how many criteria there are. What a person brought stays as it is.
    """
    return sum(_load(Table(name)) for name in SHIPPED)


def _load(table: Table) -> int:
    meta, header = table.document["meta"], table.header
    kept, _ = Criteria.objects.update_or_create(
        key=table.name,
        defaults={
            "title": meta["document"], "number": meta["number"],
            "effective_from": header.effective_from, "effective_until": meta["effective_to"],
            "source": "；".join(header.source), "confidence": header.confidence,
            "note": f"{meta['wording']}。{meta.get('successor', '')}"[:400],
        },
    )  # fmt: skip
    rows = [
        Criterion(
            criteria=kept, key=row["id"], article=row["article"], item=int(row["item"]),
            industry=row["industry"], text=row["text"], confidence=row["confidence"],
            wording=row["text_confidence"],
        )
        for row in table.rows
    ]  # fmt: skip
    Criterion.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["criteria", "key"],
        update_fields=["article", "item", "industry", "text", "confidence", "wording"],
    )  # fmt: skip
    return len(rows)


COLUMNS: Final = (
    Column("title", "文件名称", "判定标准的全称", "某某行业重大事故隐患判定标准", must=True,
           most=160),
    Column("number", "文号", "没有的不填", "某部令第1号", most=80),
    Column("since", "施行日期", "写成 2025-01-01", "2025-01-01", must=True, read=cells.day),
    Column("until", "停用日期", "还施行的不填", read=cells.day),
    Column("source", "来源", "从哪里得来的", "某部门户网站公布的文本", must=True, most=400),
    Column("article", "条", "第几条", "第三条", must=True, most=32),
    Column("item", "项", "条内第几项", "1", must=True, read=cells.whole, most=999),
    Column("industry", "适用行业", "不分行业的不填", "冶金", most=48),
    Column("text", "判定情形", "什么情形判定为重大", must=True, most=400),
    Column("confidence", "可信度", "H 核对过原文，M 一处来源，L 待核对", "M", choices=CONFIDENCES),
)  # fmt: skip


@dataclass
class CriteriaReader:
    """Judges the rows of a file of criteria for one person at one moment."""

    lines: Sequence[Line]
    by: Viewer
    at: datetime

    def before(self, line: Line) -> Sequence[Line]:
        """Return nothing: a row stands alone."""
        return ()

    def plan(self, line: Line) -> Plan:
        """Say what taking a row would do; an item that is there already changes its words."""
        said = filled(line, COLUMNS)
        if said["until"] and said["until"] <= said["since"]:
            raise Wrong(("停用日期", f"要晚于施行日期 {said['since']}"))
        about = f"{said['title']} {said['article']}第{said['item']}项"
        known = Criterion.objects.filter(
            criteria__key=_list_key(said, self.by), key=_key(said)
        ).first()
        if known and known.text == said["text"]:
            return Plan(about)
        changes = (Change("判定情形", known.text if known else "", said["text"]),)
        return Plan(about, changes, (lambda basis: self.take(said, basis),), new=known is None)

    def take(self, said: dict[str, Any], basis: str) -> None:
        """Enter one criterion, and its list if that is new, in the name of who brings it."""
        place = Place.objects.get(path=self.by.path)
        kept, _ = Criteria.objects.get_or_create(
            key=_list_key(said, self.by),
            defaults={
                "title": said["title"], "number": said["number"] or "", "place": place,
                "effective_from": said["since"], "effective_until": said["until"],
                "source": said["source"], "confidence": "row", "by_id": self.by.person_id,
                "at": self.at,
            },
        )  # fmt: skip
        mark = said["confidence"] or "L"
        Criterion.objects.update_or_create(
            criteria=kept, key=_key(said),
            defaults={
                "article": said["article"], "item": said["item"], "text": said["text"],
                "industry": said["industry"] or "", "confidence": mark, "wording": mark,
            },
        )  # fmt: skip
        body = {"criteria": kept.key, "item": _key(said), "text": said["text"], "basis": basis}
        append_to("s", "criterion_entered", by=self.by, at=self.at, body=body)


def _list_key(said: dict[str, Any], by: Viewer) -> str:
    """Return the key of an edition: its document, number and first day, in the place of who."""
    facts = (by.path, said["title"], said["number"] or "", str(said["since"]))
    return f"own-{digest(*facts)[:32]}"


def _key(said: dict[str, Any]) -> str:
    return f"own-{digest(said['article'], str(said['item']))[:32]}"


def in_force(path: str, on: date) -> list[Criteria]:
    """Return the lists that count in a place on a day, the newest first."""
    return [
        one
        for one in Criteria.objects.select_related("place")
        if (one.effective_from is None or one.effective_from <= on)
        and (one.effective_until is None or on < one.effective_until)
        and (one.place is None or path.startswith(one.place.path))
    ]


def _rows(by: Viewer, at: datetime) -> Iterator[Sequence[Any]]:
    """Yield every criterion of the lists that count where the viewer works, whatever the day."""
    rows = Criterion.objects.select_related("criteria__place").order_by("criteria", "pk")
    for one in rows:
        of = one.criteria
        if of.place is None or by.path.startswith(of.place.path):
            yield (
                of.title, of.number, of.effective_from, of.effective_until, of.source,
                one.article, one.item, one.industry, one.text, one.wording,
            )  # fmt: skip


SHEET: Final = Sheet(
    key="criteria",
    title="重大隐患判定标准",
    says="一行一项判定情形；同一文件的各行写同样的名称、文号和施行日期。",
    may=roles.SET_UNSET,
    columns=COLUMNS,
    read=CriteriaReader,
    rows=_rows,
)
