"""What exchange offers to the surfaces."""

from bihuan.modules import Module

from .flows import PackageFlow

MODULE = Module(
    name="exchange",
    title="数据交换",
    flows=(PackageFlow,),
    provides=("data-exchange",),
)
