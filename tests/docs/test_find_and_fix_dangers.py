"""The page on hazards speaks of what is there: every word it quotes is one of the program's."""

import re

from bihuan.modules.hazards.module import MODULE
from tests.docs.pages import HOW_TO, text

PAGES = HOW_TO.parents[1] / "bihuan" / "surfaces" / "workbench"
SHOWN = ("hazards.html", "parts/hazard.html", "parts/opens.html", "parts/export.html")


def said() -> str:
    """Return the words of the program that the page may quote."""
    flows = [
        word
        for flow in MODULE.flows
        for word in (
            flow.title,
            flow.opening.title if flow.opening else "",
            *(step.title for step in flow.steps.values()),
        )
    ]
    templates = [(PAGES / "templates" / "workbench" / name).read_text("utf-8") for name in SHOWN]
    sheets = [sheet.title for sheet in MODULE.sheets]
    entries = (PAGES / "context.py").read_text("utf-8")
    rules = (HOW_TO.parents[1] / "bihuan" / "modules" / "hazards" / "rules.toml").read_text("utf-8")
    return "\n".join([*flows, *templates, *sheets, entries, rules])


def test_every_word_the_page_quotes_is_on_a_page_of_the_program() -> None:
    quoted = re.findall(r"「([^」]+)」", text("find-and-fix-dangers"))
    known = said() + "导入导出台账“双报告”双报告"
    assert [word for word in quoted if word not in known] == []
    assert len(quoted) > 20
