"""What commendation offers to the surfaces."""

from bihuan.modules import Module

from .flows import AwardReviewFlow, CommendationFlow

MODULE = Module(
    name="commendation",
    title="表彰奖励",
    flows=(CommendationFlow, AwardReviewFlow),
    provides=("commendation",),
)
