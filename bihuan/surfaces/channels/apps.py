from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "bihuan.surfaces.channels"
    label = "channels"

    def ready(self) -> None:
        """Offer the kinds of channel an installation can choose from."""
        from bihuan.kernel.notices import channels

        from . import gateways
        from .mail import Email

        channels.KINDS.update(gateways.KINDS, email=lambda name, _facts: Email(name))
