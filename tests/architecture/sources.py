"""The files of the repository, as they would be committed."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """One file: its path from the root, and its bytes."""

    path: str
    content: bytes

    @cached_property
    def text(self) -> str:
        """The text, or nothing for a file that is not UTF-8 text."""
        try:
            return "" if b"\0" in self.content else self.content.decode("utf-8")
        except UnicodeDecodeError:
            return ""

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of a Python file."""
        return ast.parse(self.text, self.path)

    @property
    def parts(self) -> tuple[str, ...]:
        """The folders and the name."""
        return PurePosixPath(self.path).parts

    @property
    def suffix(self) -> str:
        """The ending of the name, such as `.py`."""
        return PurePosixPath(self.path).suffix

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield (path:number, line)."""
        for number, line in enumerate(self.text.splitlines(), 1):
            yield f"{self.path}:{number}", line


@cache
def repository() -> tuple[Source, ...]:
    """Return every file that is committed or would be, in order of path."""
    command = ["git", "-c", "safe.directory=*", "-C", str(ROOT)]
    command += ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    names = sorted({name for name in done.stdout.split("\0") if name})
    # A file another change is about to remove is still in the index.
    return tuple(
        Source(name, (ROOT / name).read_bytes()) for name in names if (ROOT / name).is_file()
    )


def python(*folders: str) -> list[Source]:
    """Return the Python files below `folders` (everywhere without one), migrations left out."""
    return [
        source
        for source in repository()
        if source.suffix == ".py"
        and "migrations" not in source.parts
        and (not folders or source.path.startswith(folders))
    ]
