"""What urging those who did not report offers to the surfaces."""

from bihuan.modules import Module

MODULE = Module(name="reporting", title="报送催报")
