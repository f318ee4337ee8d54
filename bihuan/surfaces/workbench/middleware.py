"""Ends sessions whose time is over, puts the viewer and the moment on the request, and turns
refusals into pages.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse

from bihuan.kernel.orgs.refusals import Conflict, Invalid, NotAllowed, NotFound, Refused
from bihuan.modules.accounts import sign_ins
from bihuan.surfaces import clock
from bihuan.surfaces.acting import acting

from .access import refuse
from .entering import BEGAN, SIGN_IN, USED

TERM = "term"
#: How exact the moment of the last use is kept: not every page is worth a write.
MINUTE = 60.0
STATUS = {NotAllowed: 403, NotFound: 404, Conflict: 409, Invalid: 422}
NO_PAGE = "没有这一页，或者您的岗位看不到。"


class SignInMiddleware:
    """Ends a session nobody touched for too long, or that has lasted as long as one may.

    Measured by the real clock; a demonstration's moved day ends nobody's session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SIGN_IN in request.session:
            self._measure(request)
        return self.get_response(request)

    def _measure(self, request: HttpRequest) -> None:
        session, tick = request.session, clock.tick()
        if tick - session[USED] > settings.SESSION_IDLE.total_seconds():
            end_session(request, "太久没有操作，已自动退出，请重新登录。")
        elif tick - session[BEGAN] > settings.SESSION_LONGEST.total_seconds():
            end_session(request, "登录已到最长时间，请重新登录。")
        elif tick - session[USED] > MINUTE:
            session[USED] = tick
            sign_ins.note(session[SIGN_IN], clock.now())


def end_session(request: HttpRequest, says: str) -> None:
    """End the session of a request and leave a word about it for the next page."""
    if SIGN_IN in request.session:
        sign_ins.close(request.session[SIGN_IN], says[:20], clock.now())
    logout(request)
    messages.info(request, says)


class ViewerMiddleware:
    """``request.viewer`` is who looks, in which post, on the day being shown; or ``None``.

    ``request.term`` is her term in that post.

    The post is the one chosen for this session; a post whose term has ended is dropped and the
    next one the person holds on that day is taken.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = clock.now()  # type: ignore[attr-defined]
        found = None
        if request.user.is_authenticated:
            found = acting(
                request.user,
                request.now,  # type: ignore[attr-defined]
                term_id=request.session.get(TERM),
            )
            if found is None:
                end_session(request, "您现在没有任职，登录已关闭。请找本单位的账号管理员。")
        request.viewer, request.term = found or (None, None)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal with a page that says why and who could; nothing was changed."""
        if isinstance(error, Http404):
            return refuse(request, NO_PAGE, status=404)
        if not isinstance(error, Refused):
            return None
        return refuse(request, error.says, error.can, status=status_of(error), clause=error.clause)


def status_of(error: Refused) -> int:
    """Return the HTTP status that tells a program what kind of refusal this is."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 409)
