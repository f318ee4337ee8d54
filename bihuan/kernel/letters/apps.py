from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "bihuan.kernel.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the verification look at signed letters too, and letters follow their issuers."""
        from bihuan.kernel.orgs.succession import follow
        from bihuan.kernel.trace import verify

        from . import following, frozen

        verify.check(frozen.altered)
        follow(following.bring_along)
