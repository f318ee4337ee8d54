"""What correspondence offers to the surfaces."""

from bihuan.modules import Module

from .flows import OrderFlow, WordingFlow

MODULE = Module(
    name="correspondence",
    title="文书",
    flows=(OrderFlow, WordingFlow),
)
