"""Django's name for this module."""

from django.apps import AppConfig


class Imports(AppConfig):
    name = "bihuan.modules.imports"
    label = "imports"
