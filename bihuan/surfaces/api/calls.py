"""A call: one method of one address, as the document of the API declares it and as it is answered.

Every call goes the same way: who is it, how fast, may it, what does it say; then the act, with the
same scope and the same refusals as the pages. A write is one transaction with what it is answered.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, cast

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import UnreadablePostError
from pydantic import ValidationError

from bihuan.kernel.orgs.refusals import NotAllowed, Refused
from bihuan.kernel.orgs.roles import CAPABILITIES
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace.evidence import MAX_BYTES
from bihuan.surfaces import clock

from . import kept, pace, tokens
from .fields import Nothing, Shape
from .kept import KEY
from .models import Token
from .problems import TooLarge, Unfit, Unreadable, WrongMedia, problem, unfit

GET: Final = "GET"
POST: Final = "POST"
JSON: Final = "application/json"
LONGEST_KEY: Final = 64
#: Of a file so much is held in memory; the rest lies on the disk until the call is answered.
IN_MEMORY: Final = 1024 * 1024
CHUNK: Final = 64 * 1024


@dataclass(frozen=True)
class Asked:
    """One call under way: who calls, when, with which words; ``body`` of a file is that file."""

    viewer: Viewer
    now: datetime
    path: Mapping[str, Any]
    query: Any
    body: Any
    request: HttpRequest


@dataclass(frozen=True)
class Call:
    """A method of an address: what it does, what it takes, what it gives, who may.

    ``access`` is a capability, "" where any token may try and the kernel decides. ``answer`` is a
    shape, or the media type of a file. A call that takes a ``file`` reads the body as that.
    """

    method: str
    pattern: str
    act: Callable[[Asked], Any]
    name: str
    area: str
    title: str
    answer: type[Shape] | str
    access: str = ""
    query: type[Shape] | None = None
    body: type[Shape] | None = None
    file: bool = False

    @property
    def writes(self) -> bool:
        """Say whether the call changes anything."""
        return self.method == POST


def answer(request: HttpRequest, call: Call, path: Mapping[str, Any]) -> HttpResponseBase:
    """Answer a call, or say why not; a refused call has changed nothing."""
    now = clock.now()
    try:
        use = tokens.use(request.headers.get("Authorization", ""), now)
        pace.spend(use.token, now)
        tokens.note(use.token, now)
        permit(call, use)
        asked = _read(request, call, path, use, now)
        return _once(asked, call, use.token) if call.writes else _shown(call.act(asked))
    except Refused as refusal:
        return problem(refusal)
    except RequestDataTooBig:
        return problem(TooLarge("正文过大。文件请用上传佐证的接口。"))
    except UnreadablePostError:
        return problem(Unreadable("正文没有传完。"))


def permit(call: Call, use: tokens.Use) -> None:
    """Refuse a call that the token, or the post behind it, may not make."""
    if call.writes and not use.token.may:
        raise NotAllowed("这个令牌只能读，不能办理。", can="在“我的岗位”另建的、带权限的令牌")
    if not call.access or use.viewer.can(call.access):
        return
    does = CAPABILITIES.get(call.access, call.access)
    if call.access in use.term.post.role.may:
        can = "在“我的岗位”另建的、带这项权限的令牌"
        raise NotAllowed(f"这个令牌没有“{does}”的权限。", can=can)
    raise NotAllowed(f"您的岗位不能{does}。", can=f"能{does}的岗位")


def _read(
    request: HttpRequest, call: Call, path: Mapping[str, Any], use: tokens.Use, now: datetime
) -> Asked:
    for name, value in path.items():
        if any(ord(sign) < 32 for sign in str(value)):
            raise Unfit([(name, "地址里不能有控制字符。")])
    query, body = _query(request, call.query or Nothing), None
    if call.writes and not call.file:
        body = _body(request, call.body or Nothing)
    return Asked(use.viewer, now, path, query, body, request)


def _query(request: HttpRequest, shape: type[Shape]) -> Any:
    given: dict[str, Any] = {}
    for name, values in request.GET.lists():
        if len(values) > 1:
            raise Unfit([(name, f"“{name}”只能写一次。")])
        given[name] = values[0]
    try:
        return shape.model_validate(given)
    except ValidationError as error:
        raise unfit(error, titles(shape)) from error


def _body(request: HttpRequest, shape: type[Shape]) -> Any:
    if request.body and request.content_type != JSON:
        raise WrongMedia("正文要是 JSON，请在请求头里写 Content-Type: application/json。")
    try:
        return shape.model_validate_json(request.body or b"{}", strict=True)
    except ValidationError as error:
        raise unfit(error, titles(shape)) from error


def titles(shape: type[Shape]) -> dict[str, str]:
    """Return what the fields of a shape, and of the shapes in it, are called by people."""
    found: dict[str, str] = {}
    for name, field in shape.model_fields.items():
        if field.title:
            found[name] = field.title
        if isinstance(field.annotation, type) and issubclass(field.annotation, Shape):
            found = titles(field.annotation) | found
    return found


def _shown(given: Any) -> HttpResponseBase:
    if isinstance(given, HttpResponseBase):
        given.headers.setdefault("Cache-Control", "private, no-store")
        return given
    return _json(cast(Shape, given).model_dump_json(), 200)


def _json(body: str, status: int) -> HttpResponse:
    headers = {"Cache-Control": "private, no-store"}
    return HttpResponse(body, status=status, content_type=JSON, headers=headers)


def _once(asked: Asked, call: Call, token: Token) -> HttpResponse:
    """Do a write and keep its answer, all or nothing; under a key known already, do nothing."""
    key = _key(asked.request)
    with _brought(asked, call) as (brought, digest):
        row, new = kept.once(
            token, key, digest, at=asked.now, act=lambda: call.act(brought).model_dump_json()
        )
    shown = _json(row.body, 200)
    if not new:
        shown["Idempotent-Replayed"] = "true"
    return shown


def _key(request: HttpRequest) -> str:
    given = request.headers.get(KEY, "")
    fits = given.isascii() and given.isprintable() and 0 < len(given) <= LONGEST_KEY
    if not fits:
        says = f"办理要在请求头里写 {KEY}：1 到 {LONGEST_KEY} 个字母或数字，每次提交一个新的。"
        raise Unfit([(KEY, says)])
    return given


@contextmanager
def _brought(asked: Asked, call: Call) -> Iterator[tuple[Asked, str]]:
    """Give a write with what it brings, and what tells it from another: its words, or its file."""
    told = sha256(f"{asked.request.method} {asked.request.get_full_path()}\n".encode())
    if not call.file:
        told.update(asked.request.body)
        yield asked, told.hexdigest()
        return
    with SpooledTemporaryFile(IN_MEMORY) as file:
        for chunk in _chunks(asked.request):
            told.update(chunk)
            file.write(chunk)
        file.seek(0)
        yield replace(asked, body=cast(IO[bytes], file)), told.hexdigest()


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    """Yield a file that is sent, up to the first bytes beyond what is kept of any."""
    left = MAX_BYTES + 1
    while left and (chunk := request.read(min(CHUNK, left))):
        left -= len(chunk)
        yield chunk
