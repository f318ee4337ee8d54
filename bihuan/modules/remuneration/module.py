"""What the use of results offers to the surfaces."""

from bihuan.modules import Module

from .flows import PayNoticeFlow

MODULE = Module(
    name="remuneration",
    title="考核结果运用",
    flows=(PayNoticeFlow,),
    provides=("pay-link",),
)
