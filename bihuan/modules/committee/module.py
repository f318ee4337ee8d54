"""What committee work offers to the surfaces."""

from bihuan.modules import Module

from .asking_flow import AssistanceFlow, CommentFlow, CommentRoundFlow
from .flows import CircularAnswerFlow, CircularFlow, DirectiveFlow, InterviewFlow
from .listing_flow import ListedSupervisionFlow
from .meeting_flow import ConvocationFlow, MeetingFlow
from .patrol_flow import PatrolFlow

MODULE = Module(
    name="committee",
    title="安委会工作",
    flows=(
        *(MeetingFlow, ConvocationFlow, DirectiveFlow, InterviewFlow, CircularFlow),
        *(CircularAnswerFlow, PatrolFlow, ListedSupervisionFlow),
        *(CommentRoundFlow, CommentFlow, AssistanceFlow),
    ),
    provides=(
        *("committee", "safety-committee", "interview", "listed-supervision"),
        *("patrol-supervision", "patrol-inspection"),
    ),
)
