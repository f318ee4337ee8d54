"""What oversight offers to the surfaces."""

from bihuan.modules import Module

from .flows import IssueFlow, OversightFlow

MODULE = Module(
    name="oversight", title="人大、政协监督", flows=(OversightFlow, IssueFlow),
    provides=("oversight",),
)  # fmt: skip
