"""Facts of a clause: deadlines, recurring duties, limits, quantities, fines, publication."""

from bihuan.compiler.facts.model import Context, Facts

__all__ = ["Context", "Facts", "extract_facts"]


def extract_facts(source: str, start: int, end: int, context: Context) -> Facts:
    """Return the facts stated in ``source[start:end]``, offsets counted in ``source``."""
    return Facts()
