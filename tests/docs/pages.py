"""The pages of `docs/how-to` and their blocks, as a reader copies them."""

import re
from pathlib import Path

HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def text(name: str) -> str:
    """Return a page, by its name without suffix."""
    return (HOW_TO / f"{name}.md").read_text("utf-8")


def blocks(name: str, language: str) -> list[str]:
    """Return the fenced blocks of a page in one language, in order; there is at least one."""
    found = [body for kind, body in _BLOCK.findall(text(name)) if kind == language]
    assert found, f"{name}.md shows no {language}"
    return found


def names() -> list[str]:
    """Return the names of all pages."""
    return sorted(path.stem for path in HOW_TO.glob("*.md"))
