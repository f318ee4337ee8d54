"""What publication offers to the surfaces."""

from bihuan.modules import Module

from .flows import PublicationFlow

MODULE = Module(
    name="disclosure",
    title="信息公开",
    flows=(PublicationFlow,),
    provides=("public-disclosure",),
)
