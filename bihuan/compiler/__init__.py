"""The policy compiler: a document goes in, duties come out. Works without Django.

``compile`` reads a text or a file and returns a ``Document``; ``Document.as_json`` is what
``bihuan policy compile --json`` prints. Nothing is guessed: a clause without a printed owner
has none, and what could not be read is a warning.
"""

from pathlib import Path
from typing import Final

from bihuan.compiler.compilation import compile_extract
from bihuan.compiler.document import (
    Basis,
    Clause,
    Document,
    Header,
    Responsible,
    Section,
    Warning,
)
from bihuan.compiler.pattern import Pattern
from bihuan.compiler.readers import Extract, Unreadable, read_file
from bihuan.compiler.units import NO_UNITS, UnitDictionary

__all__ = [
    "Basis",
    "Clause",
    "Document",
    "Header",
    "Responsible",
    "Section",
    "UnitDictionary",
    "Unreadable",
    "Warning",
    "compile",
]

_FILE_NAME: Final[Pattern] = Pattern(r"(?i)[^\n]{1,1000}\.(?:txt|html?|docx|pdf)")


def compile(source: str | Path, *, units: UnitDictionary | None = None) -> Document:
    """Return the compiled document of a text or of a file.

    A ``Path`` is a file, and so is a ``str`` of one line that ends in .txt, .html, .htm,
    .docx or .pdf; any other ``str`` is the text itself, read as it is. ``units`` adds unit
    names and aliases to what the grammar of names recognises. Raises ``Unreadable``, with
    one sentence for the user, for a file there is nothing to compile from.
    """
    if isinstance(source, str) and _FILE_NAME.fullmatch(source):
        source = Path(source)
    extract = read_file(source) if isinstance(source, Path) else Extract(source)
    return compile_extract(extract, units if units is not None else NO_UNITS)
