"""The automatic numbers of Word paragraphs, written out as they are printed."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from docx.oxml.ns import qn

from bihuan.lib.numerals import format_int

_CHINESE: Final[frozenset[str]] = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "chineseLegalSimplified",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "ideographDigital",
        "ideographTraditional",
        "japaneseDigitalTenThousand",
    }
)
_UNNUMBERED: Final[frozenset[str]] = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int
    suffix: str


@dataclass(slots=True)
class Numbering:
    """Counts the numbered paragraphs of one document, in order."""

    levels: dict[tuple[str, int], _Level] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[tuple[str, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Any) -> "Numbering":
        """Return the numbering of a python-docx document, empty if it has none."""
        numbering = cls()
        part = next(
            (
                relation.target_part
                for relation in document.part.rels.values()
                if relation.reltype.endswith("/numbering") and not relation.is_external
            ),
            None,
        )
        if part is not None:
            numbering._read(part.element)
            numbering._read_styles(document.styles.element)
        return numbering

    def label(self, paragraph: Any) -> str:
        """Return the number in front of a paragraph element, empty if it has none."""
        place = self._place(paragraph)
        if place is None:
            return ""
        number, depth = place
        abstract = self.lists.get(number)
        level = self.levels.get((abstract, depth)) if abstract is not None else None
        if level is None or abstract is None:
            return ""
        key = (abstract, depth)
        self.counts[key] = self.counts.get(key, level.start - 1) + 1
        for deeper in range(depth + 1, 10):
            self.counts.pop((abstract, deeper), None)
        if level.form in _UNNUMBERED:
            return ""
        return self._printed(abstract, level) + level.suffix

    def _printed(self, abstract: str, level: _Level) -> str:
        def number(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            above = self.levels.get((abstract, depth), level)
            return _figure(self.counts.get((abstract, depth), above.start), above.form)

        return re.sub(r"%([1-9])", number, level.text)

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None
        style = properties.find(qn("w:pStyle"))
        inherited = self.styles.get(style.get(qn("w:val"))) if style is not None else None
        own = _number_of(properties)
        if own is None:
            return inherited
        number, depth = own
        if number == "0":
            return None
        if number is None:
            return (inherited[0], depth or 0) if inherited else None
        return number, depth if depth is not None else (inherited[1] if inherited else 0)

    def _read(self, element: Any) -> None:
        for abstract in element.iterchildren(qn("w:abstractNum")):
            name = abstract.get(qn("w:abstractNumId"))
            for level in abstract.iterchildren(qn("w:lvl")):
                self.levels[(name, int(level.get(qn("w:ilvl")) or 0))] = _level(level)
        for entry in element.iterchildren(qn("w:num")):
            abstract = entry.find(qn("w:abstractNumId"))
            if abstract is not None:
                self.lists[entry.get(qn("w:numId"))] = abstract.get(qn("w:val"))

    def _read_styles(self, element: Any) -> None:
        for style in element.iterchildren(qn("w:style")):
            properties = style.find(qn("w:pPr"))
            own = _number_of(properties) if properties is not None else None
            if own is not None and own[0] not in (None, "0"):
                self.styles[style.get(qn("w:styleId"))] = (str(own[0]), own[1] or 0)


def _number_of(properties: Any) -> tuple[str | None, int | None] | None:
    entry = properties.find(qn("w:numPr"))
    if entry is None:
        return None
    number, depth = entry.find(qn("w:numId")), entry.find(qn("w:ilvl"))
    return (
        number.get(qn("w:val")) if number is not None else None,
        int(depth.get(qn("w:val")) or 0) if depth is not None else None,
    )


def _level(element: Any) -> _Level:
    values = {
        name: found.get(qn("w:val"))
        for name in ("numFmt", "lvlText", "start", "suff")
        if (found := element.find(qn(f"w:{name}"))) is not None
    }
    suffix = {"nothing": "", "space": " "}.get(values.get("suff", "tab"), "")
    start = values.get("start") or "1"
    return _Level(
        values.get("numFmt") or "decimal",
        values.get("lvlText") or "",
        int(start) if start.isdecimal() else 1,
        suffix,
    )


def _figure(number: int, form: str) -> str:
    if form in _CHINESE and number > 0:
        return format_int(number)
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form == "decimalZero":
        return f"{number:02d}"
    if form in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter.upper() if form == "upperLetter" else letter
    return str(number)
