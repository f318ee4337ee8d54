"""The addresses of the workbench: the routes of every area, joined."""

from django.urls import URLPattern

from .access import Route
from .views import health, policies, review, session

ROUTES: tuple[Route, ...] = (
    *session.ROUTES,
    *health.ROUTES,
    *policies.ROUTES,
    *review.ROUTES,
)

urlpatterns: list[URLPattern] = [route.url() for route in ROUTES]
