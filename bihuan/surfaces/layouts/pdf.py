"""A letter as PDF, after GB/T 9704-2012. Text is data to the layout, never part of its source."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any, Final

import pylopdf_fonts_zh_cn
import typst
from django.conf import settings

from bihuan.kernel.letters import frozen
from bihuan.kernel.letters.models import Letter

#: Wanted first to last; the last is always there. The offices' own fonts count when the operator
#: has put them into the data folder's ``fonts``.
BODY_FONTS: Final = ("FangSong_GB2312", "FangSong", "FandolFang R", "Noto Serif SC")
TITLE_FONTS: Final = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "FandolSong", "Noto Serif SC")
_MARKS: Final = {Letter.State.DRAFT: "待签发，未生效", Letter.State.CANCELLED: "已作废"}
_compiling = Lock()


def render(letter: Letter) -> bytes:
    """Return the letter as a PDF file; a signed letter gives the same bytes each time."""
    facts = facts_of(letter)
    return typeset("official", {"letter": facts}, letter.signed_at or letter.drawn_up_at)


def receipt(facts: Mapping[str, Any], at: datetime) -> bytes:
    """Return a receipt of service (送达回证) as a PDF file; empty facts are lines to fill in."""
    return typeset("receipt", {"letter": facts}, at)


def typeset(layout: str, facts: Mapping[str, Any], at: datetime) -> bytes:
    """Return a PDF file of a layout of this package, filled with facts, as made at a moment."""
    inputs = {name: json.dumps(value, ensure_ascii=False) for name, value in facts.items()}
    inputs["body_fonts"] = json.dumps(_available(BODY_FONTS))
    inputs["title_fonts"] = json.dumps(_available(TITLE_FONTS))
    with _compiling:
        compiler = _compiler(layout)
        made = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=int(at.timestamp()))
    return bytes(made)


def facts_of(letter: Letter) -> dict[str, Any]:
    """Return what both layouts print: the letter's facts, its state if not in force, its code."""
    state = _MARKS.get(Letter.State(letter.state), "")
    code = " ".join(letter.digest[n : n + 8] for n in range(0, 32, 8)).strip()
    return {**frozen.printed(letter), "mark": state, "code": code}


def _available(wanted: tuple[str, ...]) -> list[str]:
    here = _families()
    return [name for name in wanted if name in here]


@cache
def _folders() -> tuple[Path, ...]:
    own = Path(settings.DATA_DIR) / "fonts"
    shipped = Path(pylopdf_fonts_zh_cn.__file__).parent
    return (own, shipped) if own.is_dir() else (shipped,)


@cache
def _families() -> frozenset[str]:
    fonts = typst.Fonts(font_paths=list(_folders()), include_system_fonts=False)
    return frozenset(fonts.families())


@cache
def _compiler(name: str) -> Any:
    layout = Path(str(files(__package__) / f"{name}.typ"))
    return typst.Compiler(
        layout, root=layout.parent, font_paths=list(_folders()), ignore_system_fonts=True
    )
