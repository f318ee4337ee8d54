"""The district of accountability, whose regulator puts a list forward."""

from datetime import date
from typing import Any

import pytest

from bihuan.kernel.flows.openings import grounds, open_by_hand
from bihuan.kernel.trace.models import Matter
from bihuan.modules.commendation.flows import CommendationFlow
from tests.modules.accountability.conftest import DAY
from tests.modules.referral.conftest import Place
from tests.photograph import photographed

NOTICE = "commendation_notice"


class Awards(Place):
    """A district in which a list is put forward, asked about, announced and decided."""

    def nominate(self, **given: Any) -> Matter:
        """Put the foundry and the mayor forward, or as told."""
        fields: dict[str, Any] = {
            "kind": "honour", "honour": "安全生产先进集体和个人",
            "decider": self.units["party"],
            "nominated": "双桥铸造厂；连续三年无事故\n石洞子沟镇人民政府；赵mayor；月月带队检查",
            "reply_by": date(2025, 3, 10), "decide_by": date(2025, 4, 10),
        }  # fmt: skip
        viewer = self.viewer("bureau-c")
        clause = grounds(CommendationFlow, viewer).get(no="30")
        return open_by_hand(CommendationFlow, fields | given, clause=clause, by=viewer, at=DAY)

    def opinions(self, matter: Matter) -> list[Matter]:
        """Return the questions that a list put, in order."""
        rows = Matter.objects.everywhere("test").filter(parent=matter)
        return list(rows.filter(flow="accountability.opinion").order_by("pk"))

    def agreed(self, matter: Matter) -> Matter:
        """Let the list be asked about and the office have no objection to anybody."""
        matter = self.take(matter, "ask", "bureau-c")
        for one in self.opinions(matter):
            one = self.take(one, "find_clear", "clerk", findings="没有不同意见")
            self.take(one, "sign_clear", "head")
        return matter

    def announced(self, matter: Matter) -> Matter:
        """Announce a list until 20 March."""
        return self.take(
            matter, "announce", "bureau-c", NOTICE, notice_where="区政府网站",
            notice_until=date(2025, 3, 20),
        )  # fmt: skip

    def granted(self, at: Any) -> Matter:
        """Return a list that was asked about, announced and decided."""
        matter = self.announced(self.agreed(self.nominate()))
        return self.take(matter, "decide", "secretary", at=at, reasons="事迹属实")


built = photographed(Awards)


@pytest.fixture
def here(db: Any) -> Awards:
    """The district."""
    return built()
