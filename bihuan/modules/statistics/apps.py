from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "bihuan.modules.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.kernel.orgs.succession import follow
        from bihuan.modules import heirs

        follow(heirs(self.label))
