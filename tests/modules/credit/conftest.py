"""A district whose document names seven kinds of punishing body, with its people."""

from typing import Any

import pytest

from bihuan.kernel.flows.openings import open_by_hand
from bihuan.kernel.trace.models import Matter
from bihuan.modules.credit.dishonesty_flow import DishonestyFlow
from tests.ground import ground
from tests.modules.tips.conftest import DAY, Bureau

__all__ = ["ground"]
FACTS = {"condition": "licence", "facts": "许可证暂扣期间生产，罚款三十万元（应急罚〔2025〕3号）"}


class District(Bureau):
    """The bureau lists; the brigade plays the market's department, the treasury the others."""

    def __init__(self) -> None:
        super().__init__(
            "CN/dishonesty-2023", "130802/shuangqiao-2018", code="130802", name="双桥区"
        )

    def propose(self, **given: Any) -> Matter:
        """Propose the foundry for the list."""
        fields = {"unit": self.units["firm"], "people": "王某，主要负责人", **FACTS, **given}
        clerk = self.viewer("clerk")
        return open_by_hand(DishonestyFlow, fields, clause=None, by=clerk, at=DAY)

    def listed(self) -> Matter:
        """Put the foundry on the list."""
        matter = self.take(self.propose(), "tell", "clerk", "dishonesty_notice",
                           told_on=DAY.date(), state_by=DAY.date().replace(day=20))  # fmt: skip
        matter = self.take(matter, "hear", "clerk", statement="没有异议")
        return self.take(matter, "decide", "leader", "dishonesty_decision", opinion="同意列入")


@pytest.fixture(scope="module")
def here(ground: None) -> District:
    """The district, once for a file."""
    return District()


@pytest.fixture(autouse=True)
def undone(db: None, here: District) -> None:
    """Let each test begin where the file did."""
