"""What training offers to the surfaces.

The register of certificates lies in this module and not beside it: an exam earns a certificate and
a roster asks for one, and modules do not import each other. Others ask ``certificates.valid_on``
through the wiring.
"""

from bihuan.modules import Module

from .agency_flow import AgencyFlow
from .class_flow import ClassFlow
from .exam_flow import ExamFlow
from .sheets import SHEETS

MODULE = Module(
    name="training",
    title="培训考核",
    flows=(ClassFlow, ExamFlow, AgencyFlow),
    provides=("training-exam", "certificates"),
    sheets=SHEETS,
)
