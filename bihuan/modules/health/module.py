"""What occupational health offers to the surfaces."""

from bihuan.modules import Module

from .declaration_flow import DeclarationFlow
from .disease_flow import DiseaseFlow
from .survey_flow import SurveyFlow

MODULE = Module(
    name="health",
    title="职业健康",
    flows=(DeclarationFlow, SurveyFlow, DiseaseFlow),
    provides=("occupational-health",),
)
