from django.apps import AppConfig


class DossierConfig(AppConfig):
    name = "bihuan.modules.dossier"
    label = "dossier"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let dossiers follow what becomes of units."""
        from bihuan.kernel.orgs.succession import follow

        from . import following

        follow(following.bring_along)
