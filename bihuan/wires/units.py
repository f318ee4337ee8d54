"""Who may not be given a post, what may not resume, what follows when a unit changes."""

from typing import Any


def draw() -> None:
    """Ask before a post is given or work resumes; let an enterprise's file follow its unit."""
    from bihuan.kernel.orgs import ports
    from bihuan.modules.accountability import bars
    from bihuan.modules.dossier import keeping
    from bihuan.modules.hazards import stop_flow
    from bihuan.modules.selfcheck import resumptions
    from bihuan.modules.training import gates

    def admit(*asked: Any) -> None:
        bars.admit(*asked)
        gates.admit(*asked)

    def reopen(*asked: Any) -> None:
        stop_flow.refuse_resumption(*asked)
        resumptions.refuse_unchecked(*asked)

    ports.admit.connect(admit)
    ports.reopen.connect(reopen)
    ports.changed.connect(keeping.changed)
