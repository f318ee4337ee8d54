"""What planning offers to the surfaces."""

from bihuan.modules import Module

from .flows import PlanFlow

MODULE = Module(name="planning", title="规划", flows=(PlanFlow,), provides=("planning",))
