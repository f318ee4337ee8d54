"""What responsibility offers to the surfaces."""

from bihuan.modules import Module

from .flows import ListFlow, YearFlow

MODULE = Module(
    name="responsibility",
    title="责任清单",
    flows=(ListFlow, YearFlow),
    provides=("responsibility", "duty-list", "power-list"),
)
