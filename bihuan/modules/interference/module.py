"""What the record of interference offers to the surfaces."""

from bihuan.modules import Module

MODULE = Module(name="interference", title="干预记录", provides=("interference-record",))
