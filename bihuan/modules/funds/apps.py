from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "bihuan.modules.funds"
    label = "funds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let open ledgers and budgets follow what becomes of units."""
        from bihuan.kernel.orgs.succession import follow
        from bihuan.modules import heirs

        follow(heirs(self.label))
