"""Refusals as programs read them: ``application/problem+json`` (RFC 9457).

``detail`` is the sentence people read on the pages, ``field`` names what is wrong, ``can`` who
could, ``clause`` what demands it, ``revision`` the current one after somebody else's change.
"""

from collections.abc import Collection, Iterator
from typing import Any, Final

from django.http import JsonResponse
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bihuan.kernel.orgs.refusals import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    ProofMissing,
    Refused,
    WrongState,
)

MEDIA_TYPE: Final = "application/problem+json"
#: Name in ``type``, HTTP status, what it says in general.
KINDS: Final[dict[str, tuple[int, str]]] = {
    "unreadable": (400, "请求读不了"),
    "unknown": (401, "不知道是谁"),
    "not-allowed": (403, "不能办理"),
    "not-found": (404, "没有，或看不到"),
    "method": (405, "这个地址不接受这种方法"),
    "conflict": (409, "别人刚改过"),
    "wrong-state": (409, "现在不是办这件事的时候"),
    "proof-missing": (409, "还缺材料"),
    "too-large": (413, "内容过大"),
    "media-type": (415, "正文格式不对"),
    "invalid": (422, "填写有误"),
    "too-many": (429, "调用太快"),
}


class Unreadable(Refused):
    """What was sent is no HTTP request this interface can read."""


class Unknown(Refused):
    """Nobody known is calling: no token, or one that counts no more."""


class WrongMethod(Refused):
    """The address is there, but for another method; ``allowed`` names those it takes."""

    def __init__(self, allowed: Collection[str]) -> None:
        super().__init__(f"这个地址只接受 {'、'.join(sorted(allowed))}。")
        self.allowed = ", ".join(sorted(allowed))


class TooLarge(Refused):
    """More was sent than is read into memory."""


class WrongMedia(Refused):
    """The body is of a type this call does not take."""


class TooMany(Refused):
    """The token calls faster than its pace; ``wait`` is in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"这个令牌调用太快，请 {wait} 秒后再试。")
        self.wait = wait


class Unfit(Invalid):
    """Several values are wrong; ``errors`` are pairs of field and sentence, the first one leads."""

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        super().__init__(errors[0][1], field=errors[0][0])
        self.errors = errors


_KIND_OF: Final[tuple[tuple[type[Refused], str], ...]] = (
    (Unreadable, "unreadable"), (Unknown, "unknown"), (NotAllowed, "not-allowed"),
    (NotFound, "not-found"), (WrongMethod, "method"), (Conflict, "conflict"),
    (WrongState, "wrong-state"), (ProofMissing, "proof-missing"), (TooLarge, "too-large"),
    (WrongMedia, "media-type"), (Invalid, "invalid"), (TooMany, "too-many"),
)  # fmt: skip


def problem(refusal: Refused) -> JsonResponse:
    """Return the answer that says what is refused, why, and who could."""
    kind = next((name for cls, name in _KIND_OF if isinstance(refusal, cls)), "wrong-state")
    status, title = KINDS[kind]
    says: dict[str, Any] = {
        "type": f"/api#{kind}", "title": title, "status": status, "detail": refusal.says,
    }  # fmt: skip
    says |= _more(refusal)
    answer = JsonResponse(says, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = MEDIA_TYPE
    if isinstance(refusal, Unknown):
        answer["WWW-Authenticate"] = "Bearer"
    if isinstance(refusal, TooMany):
        answer["Retry-After"] = str(refusal.wait)
    if isinstance(refusal, WrongMethod):
        answer["Allow"] = refusal.allowed
    return answer


def _more(refusal: Refused) -> Iterator[tuple[str, Any]]:
    if refusal.can:
        yield "can", refusal.can
    if refusal.clause is not None:
        yield "clause", {"id": refusal.clause.pk, "label": refusal.clause.label}
    if isinstance(refusal, Invalid):
        yield "field", refusal.field
    if isinstance(refusal, Unfit):
        yield "errors", [{"field": field, "detail": detail} for field, detail in refusal.errors]
    if isinstance(refusal, Conflict):
        yield "revision", refusal.revision


def unfit(error: ValidationError, titles: dict[str, str]) -> Refused:
    """Return what a shape refused in our own words, each field by its title."""
    found = error.errors(include_url=False, include_input=False)
    if found[0]["type"] in ("json_invalid", "model_type", "dict_type") and not found[0]["loc"]:
        return Unreadable("正文要是一个 JSON 对象，用 UTF-8 编码。")
    return Unfit([_said(one, titles) for one in found])


def _said(one: ErrorDetails, titles: dict[str, str]) -> tuple[str, str]:
    field = ".".join(str(part) for part in one["loc"])
    named = titles.get(str(next((p for p in reversed(one["loc"]) if isinstance(p, str)), "")))
    return field, f"“{named or field}”{_fault(one['type'], one.get('ctx') or {})}"


def _fault(kind: str, ctx: dict[str, Any]) -> str:
    """Say what is wrong with a value and what would be right."""
    if kind in _FAULTS:
        return _FAULTS[kind].format(**ctx)
    family = kind.partition("_")[0]
    return _FAMILIES.get(family, "填写有误。")


_FAULTS: Final[dict[str, str]] = {
    "missing": "还没有填写。",
    "extra_forbidden": "这里没有这一项，请核对名称。",
    "string_too_short": "还没有填写。",
    "string_too_long": "最多 {max_length} 个字。",
    "too_long": "最多 {max_length} 项。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than_equal": "不能大于 {le}。",
    "literal_error": "只能是 {expected} 之一。",
    "value_error": "{error}",
    "finite_number": "要是一个数。",
    "timezone_aware": "要带时区，写成 2025-03-12T09:00:00+08:00 这样。",
}
_FAMILIES: Final[dict[str, str]] = {
    "string": "要是文字。",
    "int": "要是整数。",
    "float": "要是数。",
    "bool": "要是 true 或 false。",
    "list": "要是一个列表。",
    "model": "要是一个 JSON 对象。",
    "date": "要写成 2025-03-12 这样。",
    "datetime": "要写成 2025-03-12T09:00:00+08:00 这样。",
    "timezone": "要带时区，写成 2025-03-12T09:00:00+08:00 这样。",
}
