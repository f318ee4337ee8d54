"""The modules of the product, and what the kernel carries out itself; wires draw them together."""

from django.apps import AppConfig

from bihuan.kernel.law.capabilities import provide
from bihuan.modules import Module

#: What the kernel itself carries out of the documents' clauses.
KERNEL = (
    *("audit-trail", "system-escalation", "project-tracking", "supervise-circular"),
    *("meetings", "drill", "duty-report", "leader-inspection", "risk-analysis"),
)


def modules() -> tuple[Module, ...]:
    """Return every module of the product, in the order menus show them."""
    from bihuan.modules.accidents.module import MODULE as ACCIDENTS
    from bihuan.modules.accountability.module import MODULE as ACCOUNTABILITY
    from bihuan.modules.accounts.module import MODULE as ACCOUNTS
    from bihuan.modules.assessment.module import MODULE as ASSESSMENT
    from bihuan.modules.commendation.module import MODULE as COMMENDATION
    from bihuan.modules.committee.module import MODULE as COMMITTEE
    from bihuan.modules.correspondence.module import MODULE as CORRESPONDENCE
    from bihuan.modules.credit.module import MODULE as CREDIT
    from bihuan.modules.disclosure.module import MODULE as DISCLOSURE
    from bihuan.modules.dossier.module import MODULE as DOSSIER
    from bihuan.modules.emergency.module import MODULE as EMERGENCY
    from bihuan.modules.enforcement.module import MODULE as ENFORCEMENT
    from bihuan.modules.exchange.module import MODULE as EXCHANGE
    from bihuan.modules.funds.module import MODULE as FUNDS
    from bihuan.modules.hazards.module import MODULE as HAZARDS
    from bihuan.modules.health.module import MODULE as HEALTH
    from bihuan.modules.imports.module import MODULE as IMPORTS
    from bihuan.modules.inspections.module import MODULE as INSPECTIONS
    from bihuan.modules.interference.module import MODULE as INTERFERENCE
    from bihuan.modules.oversight.module import MODULE as OVERSIGHT
    from bihuan.modules.planning.module import MODULE as PLANNING
    from bihuan.modules.policy.module import MODULE as POLICY
    from bihuan.modules.projects.module import MODULE as PROJECTS
    from bihuan.modules.publicity.module import MODULE as PUBLICITY
    from bihuan.modules.referral.module import MODULE as REFERRAL
    from bihuan.modules.remuneration.module import MODULE as REMUNERATION
    from bihuan.modules.reporting.module import MODULE as REPORTING
    from bihuan.modules.responsibility.module import MODULE as RESPONSIBILITY
    from bihuan.modules.standardization.module import MODULE as STANDARDIZATION
    from bihuan.modules.statistics.module import MODULE as STATISTICS
    from bihuan.modules.tips.module import MODULE as TIPS
    from bihuan.modules.training.module import MODULE as TRAINING

    return (
        *(COMMITTEE, INSPECTIONS, HAZARDS, ACCIDENTS, EMERGENCY, DOSSIER, CORRESPONDENCE),
        *(REPORTING, RESPONSIBILITY, ACCOUNTABILITY, REFERRAL, INTERFERENCE, OVERSIGHT),
        *(TRAINING, HEALTH, STANDARDIZATION, PUBLICITY, FUNDS, PROJECTS, PLANNING),
        *(ASSESSMENT, COMMENDATION, DISCLOSURE, IMPORTS, POLICY),
        *(ENFORCEMENT, TIPS, CREDIT, STATISTICS, EXCHANGE, REMUNERATION, ACCOUNTS),
    )  # fmt: skip


class Wiring(AppConfig):
    """Connects the modules once all models are loaded."""

    name = "bihuan.wiring"
    label = "wiring"

    def ready(self) -> None:
        """Load every module's flows, say what each carries out, and draw the wires."""
        from bihuan.modules.imports import intake
        from bihuan.wires import (
            accidents,
            credit,
            emergency,
            enforcement,
            five,
            grids,
            hazards,
            health,
            honours,
            inspections,
            notices,
            publication,
            standardization,
            statistics,
            tenders,
            tips,
            units,
        )

        for start in (
            *(units, notices, hazards, honours, accidents, inspections),
            *(enforcement, publication, tips, credit, statistics, grids),
            *(health, standardization, emergency, five, tenders),
        ):
            start.draw()
        provide(KERNEL, by="闭环内核")
        for module in modules():
            provide(module.provides, by=module.title)
            for sheet in module.sheets:
                intake.offer(sheet)
