from django.apps import AppConfig


class TraceConfig(AppConfig):
    name = "bihuan.kernel.trace"
    label = "trace"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bring the package below what it records its changes with."""
        from bihuan.kernel.orgs import ports

        from .entries import append_to

        ports.record.connect(append_to)
