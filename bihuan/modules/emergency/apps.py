from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "bihuan.modules.emergency"
    label = "emergency"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let plans, teams and stocks follow what becomes of units."""
        from bihuan.kernel.orgs.succession import follow
        from bihuan.modules import heirs

        from . import following

        follow(heirs(self.label))
        follow(following.bring_along)
