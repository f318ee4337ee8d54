from django.apps import AppConfig


class InterferenceConfig(AppConfig):
    name = "bihuan.modules.interference"
    label = "interference"
    default_auto_field = "django.db.models.BigAutoField"
