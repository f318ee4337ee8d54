from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "bihuan.kernel.flows"
    label = "flows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the kernel's own flow and let matters follow what becomes of units and places."""
        from bihuan.kernel.orgs.succession import follow

        from . import following, transfers  # noqa: F401 - declares TransferFlow

        follow(following.bring_along)
