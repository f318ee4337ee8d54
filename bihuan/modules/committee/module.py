"""What committee work offers to the surfaces."""

from bihuan.modules import Module

from .flows import CircularFlow, DirectiveFlow, InterviewFlow, PatrolFlow

MODULE = Module(
    name="committee",
    title="安委会工作",
    flows=(DirectiveFlow, InterviewFlow, CircularFlow, PatrolFlow),
    provides=("interview", "patrol-supervision", "patrol-inspection"),
)
