"""Answers for machines that watch the installation or index it."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from bihuan.kernel.obligations.models import SweepRun

from ..access import PUBLIC, Route


def healthz(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers, and as of when the last sweep finished."""
    try:
        last = SweepRun.objects.filter(job="sweep", finished__isnull=False).order_by("-at").first()
    except DatabaseError:
        return JsonResponse({"database": "unreachable", "last_sweep": None}, status=503)
    swept = timezone.localtime(last.at).isoformat() if last else None
    return JsonResponse({"database": "ok", "last_sweep": swept})


def robots(request: HttpRequest) -> HttpResponse:
    """Ask search engines to keep to the public portal."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


ROUTES = (
    Route("healthz", healthz, "healthz", PUBLIC),
    Route("robots.txt", robots, "robots", PUBLIC),
)
