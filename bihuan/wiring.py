"""Where modules meet: when X happens here, do Y there. The only place that knows several."""

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
    from bihuan.modules.committee.module import MODULE as COMMITTEE
    from bihuan.modules.correspondence.module import MODULE as CORRESPONDENCE
    from bihuan.modules.imports.module import MODULE as IMPORTS
    from bihuan.modules.policy.module import MODULE as POLICY
    from bihuan.modules.reporting.module import MODULE as REPORTING
    from bihuan.modules.responsibility.module import MODULE as RESPONSIBILITY

    return (
        COMMITTEE, CORRESPONDENCE, REPORTING, RESPONSIBILITY, ACCIDENTS, ACCOUNTABILITY,
        ASSESSMENT, IMPORTS, POLICY, ACCOUNTS,
    )  # fmt: skip


class Wiring(AppConfig):
    """Connects the modules once all models are loaded."""

    name = "bihuan.wiring"
    label = "wiring"

    def ready(self) -> None:
        """Load every module's flows, say what each carries out, and draw the wires."""
        from bihuan.kernel.notices import wording
        from bihuan.kernel.orgs import ports
        from bihuan.modules.accountability import bars
        from bihuan.modules.imports import intake
        from bihuan.modules.reporting import calls

        wording.add(calls.TEMPLATE, calls.WORDING)
        ports.admit.connect(bars.admit)
        provide(KERNEL, by="闭环内核")
        for module in modules():
            provide(module.provides, by=module.title)
            for sheet in module.sheets:
                intake.offer(sheet)
