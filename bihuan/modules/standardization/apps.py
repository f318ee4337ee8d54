from django.apps import AppConfig


class StandardizationConfig(AppConfig):
    name = "bihuan.modules.standardization"
    label = "standardization"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let running gradings, checks and goals follow what becomes of units."""
        from bihuan.kernel.orgs.succession import follow
        from bihuan.modules import heirs

        follow(heirs(self.label))
