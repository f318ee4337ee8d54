from django.apps import AppConfig


class PublicityConfig(AppConfig):
    name = "bihuan.modules.publicity"
    label = "publicity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let planned activities follow what becomes of units."""
        from bihuan.kernel.orgs.succession import follow
        from bihuan.modules import heirs

        follow(heirs(self.label))
