"""The Django app of publication."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """Publication and its editions."""

    name = "bihuan.modules.disclosure"
    label = "disclosure"
