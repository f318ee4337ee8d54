"""What engineering projects offer to the surfaces."""

from bihuan.modules import Module

from .flows import MilestoneFlow, ProjectFlow
from .tender_flow import TenderFlow

MODULE = Module(
    name="projects",
    title="工程治理",
    flows=(ProjectFlow, MilestoneFlow, TenderFlow),
    provides=("engineering-projects", "tender-safety-fee"),
)
