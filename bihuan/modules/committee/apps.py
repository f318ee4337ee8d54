from django.apps import AppConfig


class CommitteeConfig(AppConfig):
    name = "bihuan.modules.committee"
    label = "committee"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let seats and open matters follow what becomes of units."""
        from bihuan.kernel.orgs.succession import follow

        from . import following

        follow(following.bring_along)
