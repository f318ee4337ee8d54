"""The district of the accountability tests, seen by those who draw up and sign lists."""

from datetime import date
from typing import Any

import pytest

from bihuan.kernel.law.models import Clause
from bihuan.kernel.orgs.models import Post
from bihuan.kernel.trace.models import Matter
from bihuan.modules.responsibility import drafting
from bihuan.modules.responsibility.models import DutyList
from tests.modules.accountability.conftest import DAY, District


class Lists(District):
    """The district, with lists drawn up the way people would."""

    @property
    def ground(self) -> Clause:
        """The clause that demands lists of enterprises."""
        return Clause.objects.get(document__key="CN/work-safety-2021", path="第二十二条")

    def post(self, key: str) -> Post:
        """The post of a person."""
        return Post.objects.select_related("unit__place").get(pk=self.terms[key].post_id)

    def drafted(self, whose: str, by: str, at: Any = DAY, kind: str = "post") -> DutyList:
        """A draft of somebody's list."""
        viewer = self.viewer(by, at)
        matter = drafting.draft(self.post(whose), kind=kind, clause=self.ground, by=viewer, at=at)
        return DutyList.objects.get(pk=matter.pk)

    def approved(
        self, whose: str, by: str, approver: str, since: date, at: Any = DAY
    ) -> tuple[DutyList, Matter]:
        """A list in force from a day, not signed yet."""
        made = self.drafted(whose, by, at)
        matter = self.take(made.matter, "submit", by, at=at)
        matter = self.take(matter, "approve", approver, at=at, since=since)
        return DutyList.objects.get(pk=made.pk), matter


@pytest.fixture
def here(db: Any) -> Lists:
    """The district."""
    return Lists()
