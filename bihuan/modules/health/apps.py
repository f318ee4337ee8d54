from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "bihuan.modules.health"
    label = "health"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let running declarations, surveys and cases follow what becomes of units."""
        from bihuan.kernel.orgs.succession import follow
        from bihuan.modules import heirs

        from . import following

        follow(heirs(self.label))
        follow(following.bring_along)
