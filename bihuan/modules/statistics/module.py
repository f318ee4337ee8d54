"""What statistics offer to the surfaces."""

from bihuan.modules import Module

from .flows import CollectionFlow, ReturnFlow

MODULE = Module(
    name="statistics",
    title="统计报表",
    flows=(ReturnFlow, CollectionFlow),
    provides=("statistics",),
)
