"""Where items of a checklist may be brought in from: criteria of major hazards, words of documents.

A set that a document only names is empty: its items are entered by an office, never invented.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from bihuan.lib import packfolders
from bihuan.lib.tables import Table

#: Tables of criteria whose items are things to look at, by the start of their sets' keys.
TABLES: Final = {"gongmao": "gongmao_criteria", "hazchem2017": "hazchem2017_criteria"}


@dataclass(frozen=True)
class Given:
    """One item as a source gives it."""

    says: str
    law: str
    criterion: str = ""


@dataclass(frozen=True)
class Source:
    """A set of items: what it is called, where it counts ("" everywhere), what it holds."""

    key: str
    title: str
    place: str
    industry: str
    accident: str
    entries: tuple[Given, ...]


def choices() -> list[tuple[str, str]]:
    """Return every set with its title and how many items it brings."""
    return [(one.key, _titled(one)) for one in known().values()]


def _titled(one: Source) -> str:
    return (
        f"{one.title}（{len(one.entries)} 项）" if one.entries else f"{one.title}（原文没有写内容）"
    )


@cache
def known() -> Mapping[str, Source]:
    """Return every set by its key."""
    found = [*_of_criteria(), *_of_documents()]
    return {one.key: one for one in found}


def _of_criteria() -> list[Source]:
    found = []
    for start, name in TABLES.items():
        table = Table(name)
        number = table.document["meta"]["number"]
        industries = dict.fromkeys(row["industry"] for row in table.rows)
        for n, industry in enumerate(industries, 1):
            rows = [row for row in table.rows if row["industry"] == industry]
            entries = tuple(
                Given(row["text"], f"{number} {_where(row)}", row["id"]) for row in rows
            )
            title = f"{industry}重大事故隐患判定情形（{number}）"
            found.append(Source(f"{start}-{n}", title, "", industry, "", entries))
    return found


def _where(row: Mapping[str, str]) -> str:
    article = row["article"]
    return article if article.endswith("项") else f"{article}第{row['item']}项"


def _of_documents() -> list[Source]:
    found = []
    for path in packfolders.paths("checklists"):
        said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        place = path.parent.parent.name
        for one in said["sets"]:
            law = f"{said['document']} {one['clause']}"
            entries = tuple(Given(words, law) for words in one["items"])
            key = f"{place}-{one['id']}"
            accident = one.get("accident", "")
            found.append(Source(key, one["title"], place, "", accident, entries))
    return found
