"""The addresses of an installation."""

from django.urls import include, path

urlpatterns = [path("", include("bihuan.surfaces.workbench.urls"))]
