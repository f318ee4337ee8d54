from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "bihuan.kernel.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bring the package of units and posts what it tells others with."""
        from bihuan.kernel.orgs import ports

        from .notices import tell

        ports.tell.connect(tell)
