"""The Django app of the public portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages, downloads and the feed of what is public."""

    name = "bihuan.surfaces.portal"
    label = "portal"
