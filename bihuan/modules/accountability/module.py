"""What accountability offers to the surfaces."""

from bihuan.modules import Module

from .flows import AccountabilityFlow, OpinionFlow

MODULE = Module(
    name="accountability",
    title="责任追究",
    flows=(AccountabilityFlow, OpinionFlow),
    provides=(
        *("accountability", "promotion-bar", "award-opinion", "appointment-ban", "industry-ban"),
    ),
)
