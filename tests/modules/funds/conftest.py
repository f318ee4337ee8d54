"""The city of safety money, as it was built."""

from typing import Any

import pytest

from .city import City, built


@pytest.fixture
def here(db: Any) -> City:
    """The city."""
    return built()
