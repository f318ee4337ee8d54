"""The addresses of the public portal."""

from bihuan.surfaces.addresses import by_words

from . import reporting, views

#: Those of reporting come first: a place is any other word.
ROUTES = (*reporting.ROUTES, *views.ROUTES)

urlpatterns = by_words(route.address() for route in ROUTES)
