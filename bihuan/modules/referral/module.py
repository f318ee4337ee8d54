"""What referral offers to the surfaces."""

from bihuan.modules import Module

from .flows import CrimeFlow, ReferralFlow

MODULE = Module(
    name="referral",
    title="案件移送",
    flows=(ReferralFlow, CrimeFlow),
    provides=("case-transfer", "judicial-linkage"),
)
