"""What publicity offers to the surfaces."""

from bihuan.modules import Module

from .flows import ActivityFlow

MODULE = Module(
    name="publicity",
    title="宣传教育",
    flows=(ActivityFlow,),
    provides=("publicity", "publicity-media"),
)
