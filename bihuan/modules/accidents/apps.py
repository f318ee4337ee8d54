from django.apps import AppConfig


class AccidentsConfig(AppConfig):
    name = "bihuan.modules.accidents"
    label = "accidents"
    default_auto_field = "django.db.models.BigAutoField"
