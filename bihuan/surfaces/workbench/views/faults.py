"""The pages for what is not there, what is not allowed and what broke."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ..access import refuse
from ..middleware import NO_PAGE


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address nobody serves, in the same words as for a row out of sight."""
    return refuse(request, NO_PAGE, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what Django itself forbids."""
    return refuse(request, "这一步不能办理。", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for a submission that cannot be read."""
    return refuse(
        request,
        "提交的内容读不了。",
        "请回到上一页再试；一次上传的内容过大时请分开上传。",
        status=400,
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer for a form without the token of this sign-in (CSRF)."""
    can = "页面打开过久或中途换过登录。请回到上一页，刷新后再提交。"
    return refuse(request, "没有收下：这张表不是在本次登录里打开的。", can, status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when the program failed; needs neither the database nor the viewer."""
    return HttpResponse(render_to_string("workbench/broken.html"), status=500)
