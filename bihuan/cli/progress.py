"""How far a long command is, on a terminal only: scripts and log files see none of it."""

import sys
from collections.abc import Callable

import click


def counter(label: str) -> Callable[[int], None] | None:
    """Return what draws a growing count beside ``label``; ``None`` where nobody looks."""
    if not sys.stderr.isatty():
        return None

    def draw(done: int) -> None:
        click.echo(f"\r{label} {done:,}", nl=False, err=True)

    return draw


def share(label: str) -> Callable[[int, int], None] | None:
    """Return what draws how much of a total is done; ``None`` where nobody looks."""
    if not sys.stderr.isatty():
        return None

    def draw(done: int, total: int) -> None:
        click.echo(f"\r{label} {done:,}/{total:,}", nl=done == total, err=True)

    return draw
