"""The addresses of the API: every call by its pattern, the document, and words for the rest."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import include, path, re_path, register_converter
from django.views.decorators.csrf import csrf_exempt

from bihuan.kernel.orgs.refusals import NotFound
from bihuan.surfaces.addresses import Address, by_words

from .calls import GET, JSON, Call, answer
from .openapi import document
from .problems import WrongMethod, problem
from .table import CALLS

ROOT = "api/v1/"


class IdConverter:
    """An id in an address: a number no larger than a database can hold."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """Return the id."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the id as an address has it."""
        return str(value)


register_converter(IdConverter, "id")


def _view(calls: tuple[Call, ...]) -> Callable[..., HttpResponseBase]:
    """Return the view of one address: the call of the method asked."""
    by_method = {call.method: call for call in calls}

    def view(request: HttpRequest, **given: Any) -> HttpResponseBase:
        # HEAD asks for what GET gives, without the body, which the server leaves out.
        call = by_method.get(GET if request.method == "HEAD" else request.method or "")
        if call is None:
            return problem(WrongMethod(by_method))
        return answer(request, call, given)

    # A token is no cookie: nothing can be sent in somebody's name by a foreign page.
    return csrf_exempt(view)


def _addresses() -> Iterator[Address]:
    ordered = sorted(CALLS, key=lambda call: call.pattern)
    for pattern, calls in groupby(ordered, key=lambda call: call.pattern):
        found = tuple(calls)
        yield Address(pattern, _view(found), f"api-{found[0].name}")


def openapi(request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document; it tells how to call, and nothing of anybody's records."""
    return HttpResponse(_openapi(), content_type=JSON)


@cache
def _openapi() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1)


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponseBase:
    """Answer for an address below the API that no call has."""
    return problem(NotFound("没有这个接口。全部接口见 /api。"))


urlpatterns = [
    path(f"{ROOT}openapi.json", openapi, name="api-openapi"),
    path(ROOT, include(by_words(_addresses()))),
    re_path(r"^api/v", nothing),
]
