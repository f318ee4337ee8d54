from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "bihuan.modules.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let open oversight follow what becomes of units."""
        from bihuan.kernel.orgs.succession import follow
        from bihuan.modules import heirs

        follow(heirs("oversight"))
