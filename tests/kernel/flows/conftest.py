"""A county with a danger found at its chemical plant."""

from typing import Any

import pytest

from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.trace.models import Matter
from tests.testapp.flows import RectificationFlow
from tests.testapp.models import Rectification
from tests.testapp.world import County, county, moment, test_law


@pytest.fixture
def here(db: Any) -> County:
    """The county with its law."""
    made = county()
    test_law(made.place)
    return made


@pytest.fixture
def danger(here: County) -> Matter:
    """A danger found on 1 March 2025, not planned for yet."""
    informant = here.person("信息员", here.office, "fulfil")
    record = Rectification(
        regulator=here.regulator, found_by_id=informant.person_id, danger="除尘系统无泄爆措施",
        due_on="2025-03-31",
    )  # fmt: skip
    case = Case("除尘系统无泄爆措施", here.place, here.enterprise)
    return begin(RectificationFlow, case, record, by=informant, at=moment("2025-03-01"))
