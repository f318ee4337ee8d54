"""The modules of the product, and what the kernel carries out itself; wires draw them together."""

from importlib import import_module

from django.apps import AppConfig

from bihuan.kernel.law.capabilities import provide
from bihuan.modules import Module

#: What the kernel itself carries out of the documents' clauses.
KERNEL = (
    *("audit-trail", "system-escalation", "project-tracking", "supervise-circular"),
    *("meetings", "drill", "duty-report", "leader-inspection", "risk-analysis"),
)
#: The modules in the order menus show them; each is ``bihuan.modules.<name>.module``.
MODULES = (
    "committee", "inspections", "hazards", "selfcheck", "accidents", "emergency", "dossier",
    "correspondence", "reporting", "responsibility", "accountability", "referral", "interference",
    "oversight", "training", "health", "standardization", "publicity", "funds", "projects",
    "planning", "assessment", "commendation", "disclosure", "imports", "policy", "enforcement",
    "tips", "credit", "statistics", "exchange", "remuneration", "accounts",
)  # fmt: skip
#: What draws modules together, in this order; each is ``bihuan.wires.<name>``.
WIRES = (
    "units", "notices", "hazards", "honours", "accidents", "inspections", "enforcement",
    "publication", "tips", "credit", "statistics", "grids", "health", "standardization",
    "emergency", "five", "tenders", "selfcheck",
)  # fmt: skip


def modules() -> tuple[Module, ...]:
    """Return every module of the product, in the order menus show them."""
    return tuple(import_module(f"bihuan.modules.{name}.module").MODULE for name in MODULES)


class Wiring(AppConfig):
    """Connects the modules once all models are loaded."""

    name = "bihuan.wiring"
    label = "wiring"

    def ready(self) -> None:
        """Load every module's flows, say what each carries out, and draw the wires."""
        from bihuan.modules.imports import intake

        for name in WIRES:
            import_module(f"bihuan.wires.{name}").draw()
        provide(KERNEL, by="闭环内核")
        for module in modules():
            provide(module.provides, by=module.title)
            for sheet in module.sheets:
                intake.offer(sheet)
