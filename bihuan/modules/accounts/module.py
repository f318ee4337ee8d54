"""What getting in offers to the surfaces."""

from bihuan.modules import Module

from .flows import EnrolmentFlow

MODULE = Module(name="accounts", title="账号", flows=(EnrolmentFlow,))
