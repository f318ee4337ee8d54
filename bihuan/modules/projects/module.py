"""What engineering projects offer to the surfaces."""

from bihuan.modules import Module

from .flows import MilestoneFlow, ProjectFlow

MODULE = Module(
    name="projects",
    title="工程治理",
    flows=(ProjectFlow, MilestoneFlow),
    provides=("engineering-projects",),
)
