from django.apps import AppConfig


class CommendationConfig(AppConfig):
    name = "bihuan.modules.commendation"
    label = "commendation"
    default_auto_field = "django.db.models.BigAutoField"
