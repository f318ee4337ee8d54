from django.apps import AppConfig


class TraceConfig(AppConfig):
    name = "bihuan.kernel.trace"
    label = "trace"
    default_auto_field = "django.db.models.BigAutoField"
