"""What went wrong in a real city, tried again here: one county, everything of it in place."""

import pytest

from tests.ground import Hour, ground, hour, undone
from tests.surfaces import twins
from tests.surfaces.twins import County

__all__ = ["ground", "hour", "undone"]


@pytest.fixture(scope="module")
def county(hour: Hour) -> County:
    """The county of the surfaces' tests, on the morning of 2025-03-12."""
    hour.at = twins.NOW
    return twins.build("441521", "甲")
