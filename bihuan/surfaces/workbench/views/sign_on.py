"""统一登录: out to another system and back, in by a link made once; one's own links."""

import logging
import secrets
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render

from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.accounts import links
from bihuan.surfaces import clock
from bihuan.surfaces.sign_on.answers import SignOnFailed, Unreachable
from bihuan.surfaces.sign_on.providers import Asked, Provider, back_to, providers

from .. import entering
from ..access import PUBLIC, SIGNED_IN, Route, WorkbenchRequest
from .session import offered

log = logging.getLogger(__name__)
ASKED: Final = "sign_on"
LINKING: Final = "linking"
SECONDS: Final = 10 * 60
UNKNOWN: Final = (
    "还没有和本系统的账号关联。请先用登录名和密码登录，在“我的岗位”里关联；或请账号管理员关联。"
)


def start(request: HttpRequest, key: str) -> HttpResponse:
    """Send a visitor to another system to prove who she is."""
    return _out(request, _provider(key), request.GET.get("next", ""), linking=False)


def back(request: HttpRequest, key: str) -> HttpResponse:
    """Take what came back, once, and let the person in, or offer to link her account."""
    provider, kept = _provider(key), request.session.pop(ASKED, None)
    answer = {name: request.GET[name] for name in request.GET}
    if not _is_asked(kept, key, answer):
        return _failed(request, provider, "登录没有完成，请从头再登录一次。", 400)
    asked = Asked(kept["state"], kept["nonce"], kept["verifier"], back_to(key))
    try:
        subject = provider.subject(asked, answer, clock.tick())
    except SignOnFailed as failure:
        log.warning("sign-on %s: %s", key, failure)
        return _failed(request, provider, failure.says, _status(failure))
    if kept["linking"]:
        if not request.user.is_authenticated or request.user.pk != kept["account"]:
            return _failed(request, provider, "登录没有完成，请从头再来一次。", 400)
        request.session[LINKING] = {"provider": key, "subject": subject}
        return redirect("link-confirm", key=key)
    account = links.known(key, subject)
    if account is None:
        return _failed(request, provider, UNKNOWN, 403)
    return entering.start(request, account, way=key, wanted=kept["wanted"])


def link_begin(request: WorkbenchRequest, key: str) -> HttpResponse:
    """Send somebody signed in to another system, to link her account with who she is there."""
    return _out(request, _provider(key), "", linking=True)


def link_confirm(request: WorkbenchRequest, key: str) -> HttpResponse:
    """Show who the other system says she is, and link that to her account once she says yes."""
    provider, found = _provider(key), request.session.get(LINKING) or {}
    if found.get("provider") != key:
        return redirect("me")
    if request.method != "POST":
        shown = {"provider": provider, "subject": found["subject"]}
        return render(request, "workbench/link.html", shown)
    del request.session[LINKING]
    links.link(request.user, key, found["subject"], by=request.viewer, at=request.now)
    messages.success(request, f"已关联，今后可以用{provider.title}登录。")
    return redirect("me")


def link_end(request: WorkbenchRequest, key: str) -> HttpResponse:
    """End the link of one's own account with another system."""
    links.unlink(request.user, key, by=request.viewer, at=request.now)
    messages.success(request, "已解除关联，今后只能用登录名和密码登录。")
    return redirect("me")


def _out(request: Any, provider: Provider, wanted: str, *, linking: bool) -> HttpResponse:
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    asked = Asked(state, nonce, verifier, back_to(provider.key))
    try:
        address = provider.address(asked)
    except SignOnFailed as failure:
        log.warning("sign-on %s: %s", provider.key, failure)
        return _failed(request, provider, failure.says, _status(failure))
    request.session[ASKED] = {
        "key": provider.key, "state": state, "nonce": nonce, "verifier": verifier,
        "wanted": wanted, "linking": linking, "account": request.user.pk, "at": clock.tick(),
    }  # fmt: skip
    return HttpResponseRedirect(address)


def _is_asked(kept: dict[str, Any] | None, key: str, answer: dict[str, str]) -> bool:
    """Say whether this very browser asked this provider a short while ago."""
    if not kept or kept["key"] != key or clock.tick() - kept["at"] > SECONDS:
        return False
    return secrets.compare_digest(kept["state"].encode(), answer.get("state", "").encode())


def _provider(key: str) -> Provider:
    found = providers().get(key)
    if found is None:
        raise NotFound("这里没有设这个登录方式。")
    return found


def _status(failure: SignOnFailed) -> int:
    return 503 if isinstance(failure, Unreachable) else 403


def _failed(request: HttpRequest, provider: Provider, says: str, status: int) -> HttpResponse:
    """Show the sign-in page with what went wrong; the password stays a way in."""
    shown = offered(request, "", f"{provider.title}：{says}")
    return render(request, "workbench/sign_in.html", shown, status=status)


ROUTES = (
    Route("sign-on/<slug:key>", start, "sign-on", PUBLIC),
    Route("sign-on/<slug:key>/back", back, "sign-on-back", PUBLIC),
    Route("me/links/<slug:key>", link_begin, "link-begin", SIGNED_IN),
    Route("me/links/<slug:key>/confirm", link_confirm, "link-confirm", SIGNED_IN),
    Route("me/links/<slug:key>/end", link_end, "link-end", SIGNED_IN, writes=True),
)
