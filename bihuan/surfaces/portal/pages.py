"""What every public page shows around its content, made without looking at who asks."""

from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from bihuan.kernel.orgs.models import Place
from bihuan.surfaces import clock

from .queries import Filters


def frame(filters: Filters, code: str) -> dict[str, Any]:
    """Return what every page shows around its content."""
    place = filters.place
    return {
        "filters": filters,
        "place": place,
        "name": f"{place.name if place else ''}安全生产信息公开",
        "home": reverse("public-place", args=[code]) if code else reverse("public"),
        "now": clock.now(),
        "demonstration": clock.is_demonstration(),
    }


def place_frame(place: Place) -> dict[str, Any]:
    """Return the frame of the pages of one place."""
    return frame(Filters(place), place.code)


def page(name: str, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Return a page made without the request: nothing of who asks can be on it."""
    around = shown if "home" in shown else {**frame(Filters(), ""), **shown}
    return HttpResponse(render_to_string(f"portal/{name}.html", around), status=status)
