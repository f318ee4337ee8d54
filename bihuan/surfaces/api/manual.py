"""The API as people read it: every call with what it takes and gives, from the same document."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, Final

from bihuan.kernel.orgs.roles import CAPABILITIES

from .calls import Call
from .openapi import document, parameters
from .problems import KINDS
from .table import CALLS

#: What refusals there are: name, status, what it says.
PROBLEMS: Final = tuple((name, status, says) for name, (status, says) in KINDS.items())
_TYPES: Final = {
    "string": "文字", "integer": "整数", "number": "数", "boolean": "是否", "array": "列表",
    "object": "对象", "date": "日期", "date-time": "时间", "binary": "文件",
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One thing a call takes or gives: its name (indented by its depth), type, title, more."""

    name: str
    depth: int
    kind: str
    must: bool
    title: str
    more: str


@dataclass(frozen=True)
class Described:
    """A call as the page shows it."""

    call: Call
    address: str
    may: str
    asks: tuple[Item, ...]
    body: tuple[Item, ...]
    gives: tuple[Item, ...]


@dataclass(frozen=True)
class Area:
    """The calls about one noun."""

    title: str
    anchor: str
    entries: tuple[Described, ...]


@cache
def areas() -> tuple[Area, ...]:
    """Return all calls by what they are about; they change with the program only."""
    found = []
    order = list(dict.fromkeys(call.area for call in CALLS))
    ordered = sorted(CALLS, key=lambda call: order.index(call.area))
    for n, (title, calls) in enumerate(groupby(ordered, key=lambda call: call.area), 1):
        found.append(Area(title, f"a{n}", tuple(_entry(call) for call in calls)))
    return tuple(found)


def _entry(call: Call) -> Described:
    asks = tuple(
        Item(one["name"], 0, _kind(one["schema"]), one["required"], one.get("description", ""),
             str(one["schema"].get("description", "")))
        for one in parameters(call)
    )  # fmt: skip
    body = tuple(_items(call.body.__name__, 0, ())) if call.body else ()
    gives = () if isinstance(call.answer, str) else tuple(_items(call.answer.__name__, 0, ()))
    address = "/api/v1/" + call.pattern.replace("<id:", "{").replace("<str:", "{").replace(">", "}")
    return Described(call, address, CAPABILITIES.get(call.access, call.access), asks, body, gives)


def _items(name: str, depth: int, above: tuple[str, ...]) -> Iterator[Item]:
    """Yield the fields of a shape, each followed by those of the shape it holds."""
    schema = document()["components"]["schemas"][name]
    for field, said in schema.get("properties", {}).items():
        must = field in schema.get("required", ())
        yield Item(field, depth, _kind(said), must, said.get("title", ""),
                   said.get("description", ""))  # fmt: skip
        inner = _named(said)
        if inner and inner not in (*above, name) and not inner.endswith("Ref"):
            yield from _items(inner, depth + 1, (*above, name))


def _named(schema: dict[str, Any]) -> str:
    """Return the name of the shape a field holds, alone or in a list; "" for none."""
    for one in (schema, schema.get("items", {}), *schema.get("anyOf", ())):
        if "$ref" in one:
            return str(one["$ref"]).rpartition("/")[2]
    return ""


def _kind(schema: dict[str, Any]) -> str:
    """Return a type in words; what may be empty says so elsewhere."""
    if "enum" in schema:
        return "、".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if "anyOf" in schema:
        return next((_kind(one) for one in schema["anyOf"] if one.get("type") != "null"), "")
    if "$ref" in schema:
        return _TYPES["object"]
    word = schema.get("format") or schema.get("type", "")
    return _TYPES.get(word, _TYPES.get(schema.get("type", ""), ""))
