from django.apps import AppConfig


class SelfcheckConfig(AppConfig):
    name = "bihuan.modules.selfcheck"
    label = "selfcheck"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let running lists and resumptions follow what becomes of units."""
        from bihuan.kernel.orgs.succession import follow
        from bihuan.modules import heirs

        follow(heirs(self.label))
