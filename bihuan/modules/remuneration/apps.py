from django.apps import AppConfig


class RemunerationConfig(AppConfig):
    name = "bihuan.modules.remuneration"
    label = "remuneration"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let open notices follow what becomes of units."""
        from bihuan.kernel.orgs.succession import follow
        from bihuan.modules import heirs

        follow(heirs(self.label))
