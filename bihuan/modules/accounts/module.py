"""What getting in offers to the surfaces."""

from bihuan.modules import Module

MODULE = Module(name="accounts", title="账号")
