"""The addresses of the workbench: the routes of every area, joined."""

from django.urls import URLPattern

from .access import Route
from .views import (
    desk,
    evidence,
    health,
    inbox,
    ledger,
    letters,
    matters,
    obligations,
    policies,
    programs,
    review,
    session,
    settings,
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
    *obligations.ROUTES,
    *matters.ROUTES,
    *tasks.ROUTES,
    *letters.ROUTES,
    *inbox.ROUTES,
    *ledger.ROUTES,
    *units.ROUTES,
    *settings.ROUTES,
    *evidence.ROUTES,
)

urlpatterns: list[URLPattern] = [route.url() for route in ROUTES]
