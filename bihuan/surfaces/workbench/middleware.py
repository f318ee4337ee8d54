"""Puts the viewer and the moment on the request, and turns refusals into pages."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from bihuan.kernel.orgs import terms
from bihuan.kernel.orgs.refusals import Conflict, Invalid, NotAllowed, NotFound, Refused
from bihuan.surfaces import clock

from .access import refuse

TERM = "term"
STATUS = {NotAllowed: 403, NotFound: 404, Conflict: 409, Invalid: 422}
NO_PAGE = "没有这一页，或者您的岗位看不到。"


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
            found = terms.acting(
                request.user,
                request.now,  # type: ignore[attr-defined]
                term_id=request.session.get(TERM),
            )
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
