"""Sums as people read them."""

from decimal import Decimal


def shown(amount: Decimal) -> str:
    """Write a sum with its thousands apart and without needless zeros.

    >>> shown(Decimal("1234567.50"))
    '1,234,567.5'
    """
    words = f"{amount:,f}"
    return words.rstrip("0").rstrip(".") if "." in words else words
