"""The OpenAPI 3.1 document of the API, read off the table of calls."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from bihuan.kernel.orgs.roles import CAPABILITIES

from .calls import JSON, KEY, LONGEST_KEY, Call
from .problems import KINDS, MEDIA_TYPE
from .table import CALLS

_REF: Final = "#/components/schemas/{model}"
_PARAMETER: Final = re.compile(r"<(\w+):(\w+)>")
_PATH_TYPES: Final[dict[str, dict[str, Any]]] = {
    "id": {"type": "integer", "minimum": 1, "maximum": 10**18 - 1},
    "str": {"type": "string", "minLength": 1, "maxLength": 40, "pattern": "^[^/]+$"},
}
_ABOUT: Final = """闭环的接口：在网页上能看、能办的，程序凭令牌同样能看、能办，范围和规矩完全一样。
令牌由本人在“我的岗位”建立，只能缩小岗位的权限，不能扩大。列表按页给出：把 following 原样放进
after 就是下一页。办理都要带 Idempotency-Key，同一个键重复提交不会办两次。时间都是东八区。"""


class Wrong(BaseModel):
    """One value that is wrong."""

    field: str
    detail: str


class Cited(BaseModel):
    """A clause that demands what is missing."""

    id: int
    label: str


class Problem(BaseModel):
    """Why a call was refused; nothing was changed."""

    type: str = Field(title="拒绝的种类")
    title: str
    status: int
    detail: str = Field(title="原因，一句话")
    field: str | None = Field(None, title="哪一项")
    can: str | None = Field(None, title="谁能办")
    clause: Cited | None = Field(None, title="依据的条款")
    errors: list[Wrong] | None = Field(None, title="全部有误的项")
    revision: int | None = Field(None, title="别人改过之后的版本")


@cache
def document() -> dict[str, Any]:
    """Return the document; it changes with the program only."""
    addresses: dict[str, dict[str, Any]] = {}
    for call in CALLS:
        at = addresses.setdefault("/api/v1/" + _PARAMETER.sub(r"{\2}", call.pattern), {})
        at[call.method.lower()] = _operation(call)
    return {
        "openapi": "3.1.0",
        "info": {"title": "闭环接口", "version": "1", "description": _ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "tags": [{"name": area} for area in dict.fromkeys(call.area for call in CALLS)],
        "paths": addresses,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(),
        },
    }


def parameters(call: Call) -> Iterator[dict[str, Any]]:
    """Yield what a call takes in its address and, for a write, in its head."""
    for kind, name in _PARAMETER.findall(call.pattern):
        yield {"name": name, "in": "path", "required": True, "schema": _PATH_TYPES[kind],
               "description": "编号"}  # fmt: skip
    if call.query is not None:
        shape = call.query.model_json_schema()
        for name, schema in shape["properties"].items():
            must = name in shape.get("required", ())
            yield {"name": name, "in": "query", "required": must, "schema": schema,
                   "description": schema.get("title", name)}  # fmt: skip
    if call.writes:
        schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY,
                  "pattern": "^[A-Za-z0-9._:-]+$"}  # fmt: skip
        yield {"name": KEY, "in": "header", "required": True, "schema": schema,
               "description": "这次提交的键，重交用同一个"}  # fmt: skip


def _operation(call: Call) -> dict[str, Any]:
    may = CAPABILITIES.get(call.access, call.access)
    found: dict[str, Any] = {
        "operationId": call.name,
        "tags": [call.area],
        "summary": call.title,
        "parameters": list(parameters(call)),
        "responses": {"200": _given(call)} | dict(_refusals(call)),
    }
    if may:
        found["description"] = f"要有“{may}”的权限。"
    if call.body is not None:
        ref = {"$ref": _REF.format(model=call.body.__name__)}
        found["requestBody"] = {"required": True, "content": {JSON: {"schema": ref}}}
    if call.file:
        content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
        found["requestBody"] = {"required": True, "content": content}
    return found


def _given(call: Call) -> dict[str, Any]:
    if isinstance(call.answer, str):
        schema: dict[str, Any] = {"type": "string", "format": "binary"}
        return {"description": "文件", "content": {call.answer: {"schema": schema}}}
    ref = {"$ref": _REF.format(model=call.answer.__name__)}
    return {"description": "办好了，或查到了", "content": {JSON: {"schema": ref}}}


def _refusals(call: Call) -> Iterator[tuple[str, dict[str, Any]]]:
    content = {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}}
    for status in sorted({status for status, _ in KINDS.values()}):
        if status in (405, 409, 413, 415) and not call.writes:
            continue
        says = "；".join(title for code, title in KINDS.values() if code == status)
        yield str(status), {"description": says, "content": content}


def _schemas() -> dict[str, Any]:
    taken = {(call.body, "validation") for call in CALLS if call.body}
    given = {(call.answer, "serialization") for call in CALLS if not isinstance(call.answer, str)}
    asked: Any = sorted(taken | given, key=lambda one: one[0].__name__)
    _, found = models_json_schema(
        [*asked, (Problem, "validation")], ref_template=_REF, title="shapes"
    )
    schemas: dict[str, Any] = found["$defs"]
    return schemas
