"""The addresses of the workbench: the routes of every area, joined."""

from django.urls import URLPattern

from .access import Route
from .views import (
    analysis,
    completeness,
    desk,
    dictionary,
    evidence,
    health,
    holidays,
    imports,
    inbox,
    indicators,
    kept_views,
    ledger,
    letters,
    matters,
    obligations,
    openings,
    policies,
    programs,
    records,
    review,
    search,
    session,
    settings,
    steps,
    tasks,
    units,
)

ROUTES: tuple[Route, ...] = (
    *session.ROUTES,
    *programs.ROUTES,
    *health.ROUTES,
    *policies.ROUTES,
    *review.ROUTES,
    *desk.ROUTES,
    *completeness.ROUTES,
    *search.ROUTES,
    *obligations.ROUTES,
    *openings.ROUTES,
    *matters.ROUTES,
    *analysis.ROUTES,
    *records.ROUTES,
    *kept_views.ROUTES,
    *tasks.ROUTES,
    *indicators.ROUTES,
    *letters.ROUTES,
    *inbox.ROUTES,
    *ledger.ROUTES,
    *units.ROUTES,
    *imports.ROUTES,
    *settings.ROUTES,
    *steps.ROUTES,
    *holidays.ROUTES,
    *dictionary.ROUTES,
    *evidence.ROUTES,
)

urlpatterns: list[URLPattern] = [route.url() for route in ROUTES]
