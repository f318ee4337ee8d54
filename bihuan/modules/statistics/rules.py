"""The arithmetic of forms: a formula of columns, and what a number reads when there is none."""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any, Final

Number = int | Decimal
_OPERATORS: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
#: What stands where a rate has nothing to be counted from.
NO_BASE: Final = "/"
PLACES: Final = Decimal("0.1")


class BadFormula(ValueError):
    """A formula that is none, in one sentence."""


@cache
def _tree(formula: str) -> ast.expr:
    try:
        tree = ast.parse(formula, mode="eval").body
    except SyntaxError as error:
        raise BadFormula(
            f"公式“{formula}”写得不对：只能用列的 key、数字、加减乘除和括号。"
        ) from error
    for node in ast.walk(tree):
        plain = isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS
        number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
        rest = isinstance(node, ast.Name | ast.Load | ast.operator)
        if not (plain or number or rest):
            raise BadFormula(f"公式“{formula}”写得不对：只能用列的 key、数字、加减乘除和括号。")
    return tree


def names(formula: str) -> Iterator[str]:
    """Yield the columns a formula is made of. Raises :class:`BadFormula`."""
    yield from (node.id for node in ast.walk(_tree(formula)) if isinstance(node, ast.Name))


def evaluate(formula: str, values: Mapping[str, Number | None]) -> Number | None:
    """Return what a formula gives; None where a value is missing or a base is nought.

    A base of nought gives no rate: neither nought nor a hundred per cent.
    """
    try:
        return _value(_tree(formula), values)
    except ZeroDivisionError:
        return None


def _value(node: ast.expr, values: Mapping[str, Number | None]) -> Number | None:
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, values), _value(node.right, values)
        if left is None or right is None:
            return None
        if isinstance(node.op, ast.Div):
            if not right:
                raise ZeroDivisionError
            left = Decimal(left)
        found: Number = _OPERATORS[type(node.op)](left, right)
        return found
    if isinstance(node, ast.Name):
        return values[node.id]
    return Decimal(str(node.value)) if isinstance(node, ast.Constant) else None


def shown(value: Number | None, shape: str) -> str:
    """Return a number as a form prints it: a rate with one place, ``/`` without a base."""
    if value is None:
        return NO_BASE
    if shape == "percent":
        rate = (Decimal(value) * 100).quantize(PLACES, ROUND_HALF_UP)
        return f"{rate}%"
    if shape == "money":
        return f"{Decimal(value).quantize(Decimal('0.01'), ROUND_HALF_UP):f}"
    number = Decimal(value)
    return str(int(number)) if number == number.to_integral_value() else f"{number.normalize():f}"
