"""Two counties that must not see each other, and the morning on which all pages are opened."""

from typing import Any

import pytest

from bihuan.surfaces import clock
from tests.surfaces import twins
from tests.surfaces.twins import County


@pytest.fixture
def county(db: Any, morning: None) -> County:
    """The county whose people look."""
    return twins.build("441521", "甲")


@pytest.fixture
def twin(county: County) -> County:
    """The county next door, alike in everything."""
    return twins.build("441523", "骉")


@pytest.fixture
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every page be of one morning."""
    monkeypatch.setattr(clock, "now", lambda: twins.NOW)
