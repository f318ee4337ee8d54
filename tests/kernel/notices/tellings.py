"""Notices for tests: each call names what differs."""

from datetime import timedelta
from itertools import count

from bihuan.kernel.notices import notices
from tests.kernel.factories import AT

_numbers = count(1)


def tell(unit, **facts):
    """Write a prompt to a unit."""
    values = {
        "key": f"o{next(_numbers)}:1:holder", "unit": unit, "post": None, "chain": "o1",
        "template": "prompt", "subject": "3 月带队检查", "facts": {}, "stage": 1,
        "urgent": False, "at": AT, "due": AT - timedelta(days=12),
    }  # fmt: skip
    return notices.write(**(values | facts))
