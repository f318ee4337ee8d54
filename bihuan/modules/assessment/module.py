"""What assessment offers to the surfaces."""

from bihuan.modules import Module

from .flows import ResultFlow, SchemeFlow, VetoFlow

MODULE = Module(
    name="assessment",
    title="考核",
    flows=(SchemeFlow, ResultFlow, VetoFlow),
    provides=("assessment-ranking", "veto"),
)
