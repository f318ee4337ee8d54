"""Reference tables shipped with the product: facts of law and standards, each with its source.

A table is a CSV or JSON file in ``bihuan/data`` and a TOML header of the same name that says where
the facts come from, which edition they are, from when it counts, how sure they are and what is
missing. Read the header before making a rule of a number: M and L want checking first.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import StringIO
from types import MappingProxyType
from typing import Any

CONFIDENCES = frozenset({"H", "M", "L", "row"})
_LIST_KEYS = ("items", "rules")


@dataclass(frozen=True)
class Header:
    """What is known about a table.

    `confidence` is H (official, or two sources agree), M (one source), L (check before use) or
    ``row`` when each row has its own mark. `effective_from` is the first day the edition is in
    force, None where the table spans several editions or is no rule. `as_of` is the day the facts
    were gathered. `columns` are those of a CSV table; `licence` names what the facts came from.
    """

    title: str
    row_means: str
    file: str
    rows: int
    as_of: date
    edition: str
    source: tuple[str, ...]
    licence: tuple[str, ...]
    confidence: str
    confidence_note: str
    checks: tuple[str, ...]
    doubts: tuple[str, ...]
    notes: tuple[str, ...]
    refresh: str
    edition_date: str = ""
    effective_from: date | None = None
    columns: tuple[str, ...] = ()
    counts: Mapping[str, str] = field(default_factory=dict)


class Table:
    """A reference table by name: its `header`, its `rows` and, for JSON, the whole `document`.

    Cells are text as written in the file; an empty cell means the rule sets no value or none was
    found. Files are read once per process. Raises LookupError for a name that does not exist.
    """

    def __init__(self, name: str) -> None:
        """Find the table; nothing is read yet."""
        if name not in names():
            raise LookupError(f"没有名为“{name}”的参考数据表。现有：{'、'.join(names())}。")
        self.name = name

    @property
    def header(self) -> Header:
        """Where the facts come from and how sure they are."""
        return _header(self.name)

    @property
    def rows(self) -> tuple[Mapping[str, str], ...]:
        """The rows in the order of the file.

        JSON values that are not text are written as JSON (``3``, ``true``), null as empty; the
        days of the holiday table carry their date in the column ``date``.
        """
        return _rows(self.name)

    @property
    def document(self) -> Mapping[str, Any]:
        """The whole JSON document; raises LookupError for a CSV table, which has none."""
        if not self.header.file.endswith(".json"):
            raise LookupError(f"“{self.name}”是表格，没有 JSON 文档，请读取 rows。")
        return _document(self.name)

    def by(self, column: str) -> Mapping[str, Mapping[str, str]]:
        """Return the rows by the value of `column`.

        Raises LookupError when the table has no such column, ValueError when a value is there
        twice.
        """
        return _index(self.name, column)


@cache
def names() -> tuple[str, ...]:
    """Return the names of all tables in alphabetical order."""
    headers = (entry.name for entry in _folder().iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in headers))


def _folder() -> Traversable:
    return files("bihuan") / "data"


def _text(file: str) -> str:
    return (_folder() / file).read_text(encoding="utf-8")


@cache
def _header(name: str) -> Header:
    raw = tomllib.loads(_text(f"{name}.toml"))
    lists = {key: tuple(value) for key, value in raw.items() if isinstance(value, list)}
    return Header(**{**raw, **lists})


@cache
def _document(name: str) -> Mapping[str, Any]:
    content: dict[str, Any] = json.loads(_text(_header(name).file))
    return MappingProxyType(content)


@cache
def _rows(name: str) -> tuple[Mapping[str, str], ...]:
    file = _header(name).file
    if file.endswith(".csv"):
        return tuple(MappingProxyType(row) for row in csv.DictReader(StringIO(_text(file))))
    document = _document(name)
    if "days" in document:
        raw = [{"date": day, **facts} for day, facts in document["days"].items()]
    else:
        raw = next(document[key] for key in _LIST_KEYS if key in document)
    return tuple(MappingProxyType({key: _cell(value) for key, value in row.items()}) for row in raw)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


@cache
def _index(name: str, column: str) -> Mapping[str, Mapping[str, str]]:
    index: dict[str, Mapping[str, str]] = {}
    for row in _rows(name):
        if column not in row:
            raise LookupError(f"“{name}”没有“{column}”一列。现有：{'、'.join(row)}。")
        if row[column] in index:
            raise ValueError(f"“{name}”的“{column}”列中“{row[column]}”不止一行，不能据此查找。")
        index[row[column]] = row
    return MappingProxyType(index)
