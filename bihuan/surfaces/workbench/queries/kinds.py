"""Kinds of matter by the domain they belong to, in the order of the menus."""

from collections.abc import Iterable

from bihuan.kernel.flows.flow import Flow
from bihuan.wiring import modules


def by_domain(kinds: Iterable[type[Flow]]) -> list[tuple[str, list[type[Flow]]]]:
    """Return kinds under the title of their domain, those of no domain last without one."""
    left = list(kinds)
    found = []
    for module in modules():
        ours = [flow for flow in module.flows if flow in left]
        left = [flow for flow in left if flow not in ours]
        if ours:
            found.append((module.title, ours))
    return [*found, ("", left)] if left else found
