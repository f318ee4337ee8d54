"""Public pages: the list, one publication with its editions, downloads, the feed. No sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http import StreamingHttpResponse as Stream
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import conditional_page, require_safe

from bihuan.kernel.orgs.refusals import NotFound, Refused
from bihuan.lib.clocks import end_of, in_shanghai
from bihuan.modules.disclosure.models import Edition, Publication
from bihuan.modules.disclosure.rules import KINDS
from bihuan.surfaces import clock
from bihuan.surfaces.workbench.access import PUBLIC, Route
from bihuan.surfaces.workbench.middleware import status_of
from bihuan.surfaces.workbench.queries.paging import page as paged

from . import downloads, pace, queries
from .pages import frame, page
from .queries import Filters

#: How long a page may be kept by whoever stands between it and a reader, in seconds.
KEPT = 300
MOST = 1000
View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Let anybody ask for a page, not too often; say how long it may be kept."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wait = pace.seconds_to_wait(request)
        if wait:
            shown = {"says": f"这个地址问得太快，请 {wait} 秒后再试。"}
            refused = page("refused", shown, status=429)
            refused["Retry-After"] = str(wait)
            return refused
        try:
            response = view(request, *args, **kwargs)
        except Refused as refusal:
            return page("refused", {"says": refusal.says}, status=status_of(refusal))
        # Whoever is signed in has a cookie: what is answered to her is kept nowhere.
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
        response["Cache-Control"] = "private, no-cache" if signed_in else f"public, max-age={KEPT}"
        patch_vary_headers(response, ("Cookie",))
        return response

    return require_safe(answer)


@public
@conditional_page
def listing(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show what is public, everywhere or of one place, the newest first."""
    filters = Filters.read(request.GET, code)
    found = queries.listed(filters, request.GET.get("after", ""))
    kinds = queries.kinds(filters)
    shown = {
        **frame(filters, code),
        "rows": [_shown(edition) for edition in found.rows],
        "following": filters.query(after=found.following) if found.following else "",
        "kinds": [(key, title, n, filters.query(kind=key))
                  for key, title, n in kinds.rows],
        "all": filters.query(kind=""),
        "total": kinds.total,
        "years": queries.years(filters),
        "places": queries.places(),
        "query": filters.query(),
    }  # fmt: skip
    return page("list", shown)


@public
@conditional_page
def item(request: HttpRequest, number: str, edition: int = 0) -> HttpResponse:
    """Show a publication as it stands, or an earlier edition; 410 once it was taken down."""
    record = queries.find(number)
    around = frame(Filters(record.matter.place), record.matter.place.code)
    if record.taken_at:
        return page("gone", {**around, "record": record}, status=410)
    editions = list(
        record.editions.select_related("publication__matter", "place").order_by("-number")
    )
    wanted = next((one for one in editions if one.number == (edition or editions[0].number)), None)
    if wanted is None:
        raise NotFound(f"没有第 {edition} 版。")
    shown = _shown(wanted) | {"editions": editions, "current": editions[0], **around}
    return page("item", shown)


@public
def csv(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """Return all that answers the filters as CSV, in the stable shape."""
    lines = downloads.csv_lines(queries.every(Filters.read(request.GET, code)))
    name = f"public-{code or 'all'}-{in_shanghai(clock.now()):%Y%m%d}.csv"
    return Stream(
        lines, content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


@public
def json(request: HttpRequest, code: str = "") -> HttpResponse:
    """Return what answers the filters as JSON, page by page, with what was taken down."""
    filters = Filters.read(request.GET, code)
    found = paged(
        queries.current(filters), queries.ORDER, after=request.GET.get("after", ""), size=MOST
    )
    path = settings.ORIGIN + request.path
    following = path + filters.query(after=found.following) if found.following else None
    body = {
        "schema": downloads.SCHEMA,
        "items": [downloads.row(edition) for edition in found.rows],
        "taken_down": [downloads.tombstone(one) for one in queries.taken_down(filters)[:MOST]],
        "next": following,
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


@public
def feed(request: HttpRequest, code: str = "") -> HttpResponse:
    """Return the newest as an Atom feed."""
    filters = Filters.read(request.GET, code)
    around = frame(filters, code)
    made = downloads.feed(
        around["name"], around["home"], queries.newest(filters, downloads.FEED), clock.now()
    )
    return HttpResponse(made, content_type="application/atom+xml; charset=utf-8")


@public
@conditional_page
def fields(request: HttpRequest) -> HttpResponse:
    """Say what each column of the downloads means."""
    shown = {
        **frame(Filters(), ""), "columns": downloads.COLUMNS, "schema": downloads.SCHEMA,
        "kinds": list(KINDS.values()),
    }  # fmt: skip
    return page("fields", shown)


def _shown(edition: Edition) -> dict[str, Any]:
    """Return an edition as pages show it: its row, and how late it is by its later term."""
    found = downloads.row(edition)
    record: Publication = edition.publication
    term = queries.day(found["term_now"] or found["term"])
    running = edition.kind == "listing" and term is not None and not found["outcome"]
    return {
        "row": found,
        "due": end_of(term) if running and term else None,
        "edition": edition,
        "reprints": record.reprints,
        "path": reverse("public-item", args=[found["number"]]),
    }


ROUTES = (
    Route("public", listing, "public", PUBLIC),
    Route("public/download.csv", csv, "public-csv", PUBLIC),
    Route("public/download.json", json, "public-json", PUBLIC),
    Route("public/feed.atom", feed, "public-feed", PUBLIC),
    Route("public/fields", fields, "public-fields", PUBLIC),
    Route("public/item/<str:number>", item, "public-item", PUBLIC),
    Route("public/item/<str:number>/<int:edition>", item, "public-edition", PUBLIC),
    Route("public/<str:code>", listing, "public-place", PUBLIC),
    Route("public/<str:code>/download.csv", csv, "public-place-csv", PUBLIC),
    Route("public/<str:code>/download.json", json, "public-place-json", PUBLIC),
    Route("public/<str:code>/feed.atom", feed, "public-place-feed", PUBLIC),
)
