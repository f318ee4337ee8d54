"""What is public for programs: rows of one stable shape, as CSV and JSON, and an Atom feed.

The shape is :data:`COLUMNS`. A column is never renamed or given another meaning; new ones come at
the end, and then the number in :data:`SCHEMA` grows.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from bihuan.lib.clocks import in_shanghai
from bihuan.lib.spreadsheets import writing
from bihuan.modules.disclosure.models import Edition, Publication
from bihuan.modules.disclosure.publications import address
from bihuan.modules.disclosure.rules import KINDS

SCHEMA: Final = "bihuan.public/1"
#: PublicKey in JSON, heading in CSV, what it says.
COLUMNS: Final = (
    ("number", "编号", "公开编号，不变"),
    ("edition", "版次", "更正一次加一"),
    ("kind", "种类代码", "见“种类”"),
    ("kind_title", "种类", "公开信息的种类"),
    ("place", "区划代码", "GB/T 2260 代码"),
    ("place_name", "区划", "公开单位所在的区划"),
    ("issuer", "公开单位", "发布时的名称"),
    ("headline", "标题", "标题"),
    ("subject", "涉及的单位", "没有的为空"),
    ("facts", "公开的内容", "全文"),
    ("measures", "整改措施", "挂牌督办的事项有"),
    ("responsible", "责任单位", "挂牌督办的事项有"),
    ("watcher", "督办部门", "挂牌督办的事项有"),
    ("term", "期限", "原定的日期"),
    ("term_now", "延长后的期限", "没有延长的为空"),
    ("decided_on", "决定日期", "决定、批复或认定的日期"),
    ("until", "公开至", "没有规定的为空"),
    ("outcome", "结果", "整改、查处或评价的结果"),
    ("basis", "依据", "文件名称和条款"),
    ("formed_on", "信息形成日期", "公开期限从这天起算"),
    ("first_public_on", "首次公开日期", "第一版发布的日期"),
    ("published_on", "本版发布日期", "现在这一版发布的日期"),
    ("correction", "更正的原因", "第一版为空"),
    ("media", "同时刊发", "日期和媒体，多处用分号隔开"),
    ("address", "网址", "这一条的网页"),
)
KEYS: Final = tuple(key for key, _, _ in COLUMNS)
FEED: Final = 50


def row(edition: Edition) -> dict[str, Any]:
    """Return an edition as programs read it; days are 2025-03-12, what is not there is empty."""
    record = edition.publication
    values = {name: edition.content.get(name, "") for name in KEYS}
    return values | {
        "number": record.matter.number,
        "edition": edition.number,
        "kind": edition.kind,
        "kind_title": KINDS[edition.kind].title,
        "place": edition.place.code,
        "place_name": edition.place.name,
        "first_public_on": _day(record.public_at),
        "published_on": _day(edition.published_at),
        "correction": edition.because,
        "media": "；".join(f"{on} {where}" for on, where in record.reprints),
        "address": settings.ORIGIN + address(record.matter.number),
    }


def csv_lines(editions: Iterable[Edition]) -> Iterator[bytes]:
    """Return the lines of a CSV file: one of headings, one per edition."""
    heads = [heading for _, heading, _ in COLUMNS]
    found = (row(edition) for edition in editions)
    return writing.csv_lines(_lines(heads, found))


def tombstone(record: Publication) -> dict[str, Any]:
    """Return what remains of a publication that was taken down: that it was, when and why."""
    return {
        "number": record.matter.number,
        "kind": record.kind,
        "taken_down_on": _day(record.taken_at),
        "because": record.taken_because,
        "address": settings.ORIGIN + address(record.matter.number),
    }


def feed(title: str, page: str, editions: Iterable[Edition], at: datetime) -> str:
    """Return the newest editions as an Atom feed; ``page`` is the path of the list it is of."""
    made = Atom1Feed(
        title=title, link=settings.ORIGIN + page, description=title, language="zh-CN",
        feed_url=f"{settings.ORIGIN}{page.rstrip('/')}/feed.atom",
    )  # fmt: skip
    for edition in editions:
        found = row(edition)
        made.add_item(
            title=found["headline"], link=found["address"], description=found["facts"],
            unique_id=f"{found['address']}/{edition.number}", updateddate=edition.published_at,
            pubdate=edition.publication.public_at, author_name=found["issuer"],
            categories=(found["kind_title"],),
        )  # fmt: skip
    made.latest_post_date = lambda: max(  # type: ignore[method-assign]
        (item["updateddate"] for item in made.items), default=at
    )
    return made.writeString("utf-8")


def _lines(heads: list[str], rows: Iterable[dict[str, Any]]) -> Iterator[list[Any]]:
    yield heads
    for found in rows:
        yield [found[key] for key in KEYS]


def _day(moment: datetime | None) -> str:
    return in_shanghai(moment).date().isoformat() if moment else ""
