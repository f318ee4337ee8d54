"""The city of safety money, which makes plans, as it was built."""

from typing import Any

import pytest

from tests.modules.funds.city import City, built


@pytest.fixture
def here(db: Any) -> City:
    """The city."""
    return built()
