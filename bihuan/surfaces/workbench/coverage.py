"""The packs as pages show them: sample documents, and clause by clause what makes it real."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from bihuan.kernel.law.capabilities import provided
from bihuan.kernel.law.packs import PackFile, read_packs
from bihuan.kernel.law.schema import DocumentSpec
from bihuan.kernel.orgs.refusals import NotFound
from bihuan.modules.policy.coverage import ClauseCoverage, cover

#: The filters of the page: which clauses it lists.
ONLY = {"": "全部", "missing": "还缺的", "real": "已落实的"}


@dataclass(frozen=True)
class Shown:
    """One pack's document with the coverage of its clauses; the counts are of all of them."""

    document: DocumentSpec
    clauses: tuple[ClauseCoverage, ...]
    total: int
    real: int


@cache
def needs() -> dict[str, str]:
    """Return what a capability that a clause needs is called, by its word in the packs."""
    return tomllib.loads((_root() / "capabilities.toml").read_text(encoding="utf-8"))


@cache
def files() -> tuple[PackFile, ...]:
    """Return the packs shipped with the product; they change with the program only."""
    return tuple(read_packs(_root()))


def samples() -> list[DocumentSpec]:
    """Return the documents of the packs whose whole text is shipped."""
    return [file.pack.document for file in files() if file.compiled]


def sample_content(key: str) -> tuple[str, bytes]:
    """Return name and bytes of a sample's file. Raises :class:`NotFound` for another key."""
    for file in files():
        document = file.pack.document
        if file.compiled and document.key == key:
            return document.text, (file.path.parent / document.text).read_bytes()
    raise NotFound("没有这份示例文件。")


def packs(only: str) -> list[Shown]:
    """Return the packs' documents with those clauses that a word of ``ONLY`` asks for."""
    found = cover(files(), provided())
    return [
        _shown(file.pack.document, [c for c in found if c.document == file.pack.document.key], only)
        for file in files()
        if file.compiled
    ]


def _root() -> Path:
    return Path(settings.BASE_DIR) / "packs"


def _shown(document: DocumentSpec, clauses: list[ClauseCoverage], only: str) -> Shown:
    listed: Iterable[ClauseCoverage] = clauses
    if only in ("missing", "real"):
        listed = (c for c in clauses if c.real == (only == "real"))
    return Shown(document, tuple(listed), len(clauses), sum(c.real for c in clauses))
