"""What several tests of units and people stand on."""

import pytest

from bihuan.kernel.orgs.models import Unit
from tests.kernel.factories import county, enterprise, town


@pytest.fixture
def plant(db: None) -> Unit:
    """An enterprise in a town of the county."""
    return enterprise(town(county()))
