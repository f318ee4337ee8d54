from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "bihuan.modules.correspondence"
    label = "correspondence"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let letters be worded as their issuers have decided."""
        from bihuan.kernel.letters import kinds

        from . import wordings

        kinds.WORDINGS.append(wordings.worded)
