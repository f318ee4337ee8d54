"""The policy compiler: a document goes in, duties come out. Works without Django.

``compile`` reads a text or a file and returns a ``Document``; ``Document.as_json`` is what
``bihuan policy compile --json`` prints. Nothing is guessed: a clause without a printed owner
has none, and what could not be read is a warning.
"""

from pathlib import Path

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


def compile(source: str | Path, *, units: UnitDictionary | None = None) -> Document:
    """Return the compiled document of a text (``str``) or of a file (``Path``).

    ``units`` adds unit names and aliases to what the grammar of names recognises. A ``str``
    is always the text itself and is read as it is; for a file see ``readers.read_file``,
    which raises ``Unreadable`` when there is nothing to compile.
    """
    extract = read_file(source) if isinstance(source, Path) else Extract(source)
    return compile_extract(extract, units if units is not None else NO_UNITS)
