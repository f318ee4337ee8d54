"""The addresses of an installation, and its answers for what cannot be answered."""

from django.urls import include, path

urlpatterns = [
    path("", include("bihuan.surfaces.api.urls")),
    path("", include("bihuan.surfaces.portal.urls")),
    path("", include("bihuan.surfaces.workbench.urls")),
]

_FAULTS = "bihuan.surfaces.workbench.views.faults"
handler400 = f"{_FAULTS}.bad_request"
handler403 = f"{_FAULTS}.forbidden"
handler404 = f"{_FAULTS}.not_found"
handler500 = f"{_FAULTS}.broken"
