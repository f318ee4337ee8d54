from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "bihuan.kernel.obligations"
    label = "obligations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let obligations follow units and places, and their births be verified."""
        from bihuan.kernel.orgs.succession import follow
        from bihuan.kernel.trace import verify

        from . import birth, following, standing

        follow(following.bring_along)
        verify.births("o", birth.recompute)
        verify.check(standing.contradictions)
