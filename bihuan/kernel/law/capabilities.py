"""What the installed software can do, by the words clauses ask for it.

A clause is real when its rules and tasks run *and* every capability it needs is provided by the
kernel or a module. Modules add theirs with :func:`provide` when they are loaded; nothing is claimed
that no code carries out.
"""

from collections.abc import Iterable

_PROVIDED: dict[str, str] = {}


def provide(words: Iterable[str], *, by: str) -> None:
    """Declare that ``by`` (a module's title) carries out these capabilities."""
    for word in words:
        _PROVIDED[word] = by


def provided() -> dict[str, str]:
    """Return every provided capability with the title of what provides it."""
    return dict(_PROVIDED)
