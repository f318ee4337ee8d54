"""What a measured value must keep within; a bound left out is none, both bounds are allowed."""

from decimal import Decimal


def within_bounds(value: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    """Say whether a value keeps within its bounds.

    >>> within_bounds(Decimal("1"), Decimal("0.5"), Decimal("1"))
    True
    >>> within_bounds(Decimal("1.01"), None, Decimal("1"))
    False
    """
    return (low is None or value >= low) and (high is None or value <= high)
