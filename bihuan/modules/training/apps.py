from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "bihuan.modules.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let rosters, certificates and running classes follow what becomes of units."""
        from bihuan.kernel.orgs.succession import follow
        from bihuan.modules import heirs

        from . import following

        follow(heirs(self.label))
        follow(following.bring_along)
