from django.apps import AppConfig


class CreditConfig(AppConfig):
    name = "bihuan.modules.credit"
    label = "credit"
    default_auto_field = "django.db.models.BigAutoField"
