"""Values that fit, and values that do not, made from the API's own document."""

from typing import Any

from hypothesis import strategies as st

from bihuan.surfaces.api.calls import Call
from bihuan.surfaces.api.openapi import document
from tests.surfaces.twins import County

Schema = dict[str, Any]
DAY, MOMENT = "2025-03-11", "2025-03-11T09:00:00+08:00"
#: What no schema asks for: signs a database or a parser chokes on, and numbers beyond all bounds.
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30),
    st.sampled_from(["", "0", "-1", "\x00", "NaN", "1e400", "9" * 40, "'; --", "%", "../..",
                     "2025-02-30", "0001-01-01", "9999-12-31T23:59:59+14:00", "[]", "null"]),
    st.lists(st.integers(), max_size=3), st.dictionaries(st.text(max_size=5), st.integers()),
)  # fmt: skip


def resolved(schema: Schema) -> Schema:
    """Return a schema itself, for a reference to one; of alternatives the one that is no null."""
    if "$ref" in schema:
        return resolved(document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return resolved(next(one for one in schema["anyOf"] if one.get("type") != "null"))
    return schema


def fitting(schema: Schema) -> Any:
    """Return the smallest value that fits: what is required, and nothing else."""
    schema = resolved(schema)
    if "enum" in schema or "const" in schema:
        return schema.get("const", next(iter(schema.get("enum", ()))) if "enum" in schema else None)
    kind, shape = schema.get("type"), schema.get("format")
    if kind == "object":
        must = schema.get("required", ())
        return {name: fitting(schema["properties"][name]) for name in must}
    if kind == "array":
        return []
    if kind == "boolean":
        return True
    if kind in ("integer", "number"):
        return schema.get("minimum", 0)
    return {"date": DAY, "date-time": MOMENT}.get(shape or "", "写明白")


def changed(fits: Any, schema: Schema) -> st.SearchStrategy[Any]:
    """Return a value that fits but for one or two of its fields, changed or added."""
    known = resolved(schema).get("properties", {})
    if not known:
        return values(schema)
    names = st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=2)
    more = names.flatmap(lambda few: st.fixed_dictionaries({n: values(known[n]) for n in few}))
    return more.map(lambda other: fits | other)


def values(schema: Schema) -> st.SearchStrategy[Any]:
    """Return values most of which fit a schema; now and then one is odd."""
    schema = resolved(schema)
    return st.one_of(_right(schema), _right(schema), _right(schema), ODD)


def _right(schema: Schema) -> st.SearchStrategy[Any]:
    kind = schema.get("type")
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum", [schema.get("const")]))
    if kind == "object":
        known = {name: values(one) for name, one in schema.get("properties", {}).items()}
        must = {name: known.pop(name) for name in schema.get("required", ())}
        return st.fixed_dictionaries(must, optional=known)
    if kind == "array":
        return st.lists(values(schema["items"]), max_size=3)
    return _PLAIN.get(schema.get("format") or kind or "", st.text(max_size=12))


_PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "boolean": st.booleans(),
    "integer": st.one_of(st.integers(0, 30), st.integers(-(2**70), 2**70)),
    "number": st.floats(),
    "date": st.one_of(st.dates().map(str), st.just(DAY)),
    "date-time": st.one_of(st.datetimes(timezones=st.timezones()).map(lambda m: m.isoformat()),
                           st.just(MOMENT)),
    "string": st.one_of(st.text(max_size=12), st.text(min_size=390, max_size=2100)),
}  # fmt: skip


def addressed(call: Call, county: County) -> str:
    """Return the address of a call for the things of a county."""
    flow = call.pattern.split("/")[1] if call.pattern.startswith("flows/") else ""
    matter = county.review.matter if flow == "policy.review" else county.task
    things: dict[str, Any] = {
        "obligations": county.late.pk, "extensions": county.asked.pk, "letters": county.letter.pk,
        "units": county.units["firm"].pk, "documents": county.document.pk,
        "accounts": county.token.account_id,
        "bases": county.duty.base_id, "evidence": county.paper.pk,
        "terms": county.terms["team_leader"].pk,
    }  # fmt: skip
    head = call.pattern.split("/")[0]
    key = {"exchange": "business-register", "statistics": "S7"}.get(head, "")
    at = call.pattern.replace("<id:pk>", str(things.get(head, 0)))
    return at.replace("<str:number>", matter.number).replace("<str:key>", key)


def body_of(call: Call, own: County) -> Any:
    """Return what fits a call: what the document asks for, with a unit of the caller's county."""
    if call.body is None:
        return None
    schema = document()["components"]["schemas"][call.body.__name__]
    given = fitting(schema)
    for name in ("unit", "supervisor", "into", "heir"):
        if name in given:
            given[name] = own.units["bureau"].name
    return given | _of_register(call, own)


def _of_register(call: Call, own: County) -> dict[str, Any]:
    """Return what a call about the register takes beyond the smallest value of each field."""
    return {
        "unit-register": {"kind": "enterprise", "place": own.place.code},
        "unit-facts": {"headcount": 12},
        "dossier-keep": {"facts": {"full_time": 2}},
        "credential-enter": {"kind": "insurance"},
        "unit-aliases": {"place": own.place.code},
        "unit-move": {"place": own.place.code},
        "unit-posts": {"role": "worker"},
        "unit-appoint": {
            "post": own.terms["worker"].post_id, "newcomer": {"name": "新来的"},
        },
        "term-contact": {"phone": "13800000000"},
    }.get(call.name, {})  # fmt: skip
