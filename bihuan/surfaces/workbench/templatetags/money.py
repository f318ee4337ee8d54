"""Sums as people read them."""

from decimal import Decimal

from django import template

from bihuan.lib.money import shown

register = template.Library()


@register.filter
def money(amount: Decimal | None) -> str:
    """Return a sum with its thousands apart; what is not known reads 未设定."""
    return "未设定" if amount is None else shown(amount)
