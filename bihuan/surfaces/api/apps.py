from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "bihuan.surfaces.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bring the outbox the channel that reaches programs instead of people."""
        from bihuan.kernel.notices import channels

        from .webhooks import Webhook

        channels.add(Webhook())
