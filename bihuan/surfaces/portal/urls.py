"""The addresses of the public portal."""

from django.urls import URLPattern

from .views import ROUTES

urlpatterns: list[URLPattern] = [route.url() for route in ROUTES]
