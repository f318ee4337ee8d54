"""What dossiers offer to the surfaces."""

from bihuan.modules import Module

from . import sheet
from .report_flow import GridReportFlow

MODULE = Module(
    name="dossier",
    title="企业档案",
    flows=(GridReportFlow,),
    provides=(
        *("registry", "safety-staffing", "supervision-gap", "grid-census", "tier-routing"),
        *("grid-worker", "grid-network", "five-in-place"),
    ),
    sheets=(sheet.SHEET,),
)
