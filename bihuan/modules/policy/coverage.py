"""Clause by clause: which rule, task, number, provision or module makes it real, and what lacks.

Computed from the packs and the capabilities provided; no database is read. The page
``docs/generated/coverage.md`` and ``bihuan policy coverage`` are made from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bihuan.kernel.law.packs import PackFile
from bihuan.kernel.law.schema import Cited


@dataclass(frozen=True)
class ClauseCoverage:
    """One clause: whether it is real, by what (in words), and what is missing (capabilities)."""

    document: str
    no: str
    heading: str
    real: bool
    by: tuple[str, ...]
    missing: tuple[str, ...]


def cover(files: Iterable[PackFile], capabilities: Mapping[str, str]) -> list[ClauseCoverage]:
    """Return the coverage of every clause of the packs that carry a whole document.

    Numbered clauses count, and the unnumbered paragraphs a pack names among its ``clauses``.
    """
    return [
        _clause(file, clause.id, capabilities)
        for file in files
        if file.compiled
        for clause in file.compiled.clauses
        if clause.part == "body" or clause.id in {spec.clause for spec in file.pack.clauses}
    ]


def _clause(file: PackFile, clause_id: str, capabilities: Mapping[str, str]) -> ClauseCoverage:
    def here(reference: str) -> bool:
        return file.clause(reference).id == clause_id

    pack = file.pack
    named: list[tuple[str, Iterable[Cited]]] = [
        ("规则", pack.rules),
        ("任务", pack.tasks),
        ("数值", pack.numbers),
        ("单位集合", pack.sets),
    ]
    by = [f"{word} {_name(item)}" for word, items in named for item in items if here(item.clause)]
    by += [
        f"阶梯 {ladder.title}" for ladder in pack.ladders if ladder.clause and here(ladder.clause)
    ]
    specs = [spec for spec in pack.clauses if here(spec.clause)]
    needs = {need for spec in specs for need in spec.needs}
    for provision in pack.provisions:
        if here(provision.clause):
            needs.add(provision.needs)
            if provision.needs in capabilities:
                by.append(f"{capabilities[provision.needs]} {provision.title}")
    context = any(spec.context for spec in specs)
    if context:
        by.append("总体要求，只展示，不产生责任")
    by += [f"{capabilities[need]}（{need}）" for need in sorted(needs & set(capabilities))]
    missing = sorted(needs - set(capabilities))
    if not by and not missing:
        missing = ["policy pack"]
    clause = file.clause(clause_id)
    return ClauseCoverage(
        document=pack.document.key,
        no=str(clause.no or clause.id),
        heading=clause.heading,
        real=not missing,
        by=tuple(dict.fromkeys(by)),
        missing=tuple(missing),
    )


def _name(item: Cited) -> str:
    return str(getattr(item, "title", "") or f"“{item.says}”")


def summary(clauses: Iterable[ClauseCoverage]) -> dict[str, Any]:
    """Return the JSON of ``bihuan policy coverage --json``: ``total``, ``real``, ``clauses``."""
    rows = list(clauses)
    return {
        "total": len(rows),
        "real": sum(row.real for row in rows),
        "clauses": [asdict(row) for row in rows],
    }
