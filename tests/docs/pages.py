"""The pages of `docs/how-to` and their blocks, as a reader copies them."""

import re
from pathlib import Path
from typing import Any

from bihuan.kernel.orgs.models import Term
from tests.kernel import factories

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


class Reader:
    """Somebody at a browser who does what a page tells; every page shown is added to ``seen``."""

    def __init__(self, term: Term, seen: list[str]) -> None:
        self.browser, self.seen = factories.browser_of(factories.account_of(term)), seen

    def see(self, address: str) -> str:
        """Open a page and return it."""
        return self._shown(self.browser.get(address))

    def send(self, address: str, given: dict[str, Any]) -> list[str]:
        """Send a form and return the addresses it leads through; none when it is not taken."""
        answer = self.browser.post(address, given, follow=True)
        self._shown(answer)
        return [leads for leads, _ in answer.redirect_chain]

    def _shown(self, answer: Any) -> str:
        page: str = answer.content.decode()
        assert answer.status_code == 200, page
        self.seen.append(page)
        return page


def unseen(name: str, seen: list[str]) -> list[str]:
    """Return the words a page puts in 「」 that stand on none of the pages shown."""
    shown = "".join(seen)
    return [label for label in re.findall("「(.+?)」", text(name)) if label not in shown]
