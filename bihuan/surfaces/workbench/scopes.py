"""Of whom numbers are kept: a place with all below, what a unit supervises, what of it lies there.

A *scope* is the word of one of them: ``p44/4401/``, ``s17``, ``s17@44/4401/``.
"""

from collections.abc import Iterable, Iterator

from bihuan.kernel.orgs.places import ancestors


def of_place(path: str) -> str:
    """Return the scope of a place and all below."""
    return f"p{path}"


def of_supervisor(unit: int, path: str = "") -> str:
    """Return the scope of what a unit supervises: anywhere, or in a place and all below."""
    return f"s{unit}@{path}" if path else f"s{unit}"


def holding(path: str, supervisors: Iterable[int]) -> Iterator[tuple[str, str]]:
    """Yield the scopes a row in a place lies in, each with the part of the scope it lies in.

    The part is the path of the place right below that of the scope, or that path itself; without a
    place it is empty.
    """
    above = ancestors(path)
    parts = list(zip(above, [path, *above], strict=False))
    for place, part in parts:
        yield of_place(place), part
    for unit in supervisors:
        yield of_supervisor(unit), ""
        for place, part in parts:
            yield of_supervisor(unit, place), part
