"""The addresses of the public portal."""

from django.urls import URLPattern

from . import reporting, views

#: Those of reporting come first: a place is any other word.
ROUTES = (*reporting.ROUTES, *views.ROUTES)

urlpatterns: list[URLPattern] = [route.url() for route in ROUTES]
