from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "bihuan.modules.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let open packages follow what becomes of units."""
        from bihuan.kernel.orgs.succession import follow
        from bihuan.modules import heirs

        follow(heirs(self.label))
