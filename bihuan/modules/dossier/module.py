"""What dossiers offer to the surfaces."""

from bihuan.modules import Module

from . import sheet

MODULE = Module(
    name="dossier",
    title="企业档案",
    provides=("registry", "safety-staffing", "supervision-gap", "grid-census", "tier-routing"),
    sheets=(sheet.SHEET,),
)
