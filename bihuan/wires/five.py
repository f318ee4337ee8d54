"""Whether the five are in place in an enterprise: each module answers for its own part."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any


def draw() -> None:
    """Let responsibility, investment, training and rescue be asked for by the dossier."""
    from bihuan.modules.dossier import in_place
    from bihuan.modules.emergency import in_place as rescue
    from bihuan.modules.funds import in_place as investment
    from bihuan.modules.responsibility import in_place as responsibility
    from bihuan.modules.training import in_place as training

    def trained(units: Sequence[Any], on: date) -> Mapping[int, Any]:
        return training.verdicts(units, on, certified=in_place.high_risk(units, on))

    in_place.consult("responsibility", responsibility.verdicts)
    in_place.consult("investment", investment.verdicts)
    in_place.consult("training", trained)
    in_place.consult("rescue", rescue.verdicts)
