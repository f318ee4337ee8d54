"""How well documents are compiled: F1 per kind on the documents people have read by hand.

Bars: 0.95 for structure (number, heading, start and end) and for responsible units, 0.95 for
deadlines, 0.92 for recurring duties. The figure of speed is one document of 13,000 characters.
"""

import json
import time
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bihuan.compiler import Document, compile

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT / "tests/compiler/documents"
POLICIES = {
    "qitaihe": "230900/qitaihe-2017.txt",
    "haifeng": "441521/haifeng-2024.txt",
    "qingdao": "370200/qingdao-2016.txt",
    "deyang": "510600/deyang-2017.txt",
    "shuangqiao": "130802/shuangqiao-2018.txt",
}
BARS = {"structure": 0.95, "responsible": 0.95, "deadlines": 0.95, "recurring": 0.92}
SECONDS = 0.15


@dataclass
class Score:
    """Hits and misses of one kind over all documents."""

    right: int = 0
    extra: int = 0
    missed: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, read: Iterable[Hashable], gold: Iterable[Hashable]) -> None:
        """Count what was read against what a person read."""
        found, expected = set(read), set(gold)
        self.right += len(found & expected)
        self.extra += len(found - expected)
        self.missed += len(expected - found)
        self.wrong += [f"{name} + {item}" for item in sorted(map(str, found - expected))]
        self.wrong += [f"{name} - {item}" for item in sorted(map(str, expected - found))]

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall; 1.0 when there is nothing."""
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 1.0


def main() -> bool:
    """Print F1 per kind and the time of one document; return whether all bars are kept."""
    scores = {kind: Score() for kind in BARS}
    for name, path in POLICIES.items():
        gold = json.loads((ROOT / f"tests/clauses/{name}.json").read_text("utf-8"))
        _score_policy(scores, name, compile(ROOT / "packs" / path), gold["clauses"])
    for file in sorted(DOCUMENTS.glob("*.txt")):
        gold = json.loads(file.with_suffix(".json").read_text("utf-8"))
        _score_document(scores, file.stem, compile(file), gold["clauses"])
    kept = [_report(kind, score) for kind, score in scores.items()]
    return all(kept) & _report_speed()


def _score_policy(
    scores: dict[str, Score], name: str, document: Document, gold: list[dict[str, Any]]
) -> None:
    numbered = [clause for clause in gold if clause["no"] != "closing"]
    scores["structure"].add(
        name,
        [(clause.id, clause.heading) for clause in document.numbered()],
        [(str(clause["no"]), clause["heading"]) for clause in numbered],
    )
    if name == "qitaihe":
        roles = {"lead": "lead", "cooperate": "cooperate", "share": "shared"}
        scores["responsible"].add(
            name,
            _units(document),
            [
                (str(clause["no"]), role, unit)
                for clause in numbered
                for role, key in roles.items()
                for unit in clause.get(key, [])
            ],
        )
    if name in ("qitaihe", "haifeng", "qingdao"):
        _score_dates(scores, name, document, numbered)


def _score_dates(
    scores: dict[str, Score], name: str, document: Document, gold: list[dict[str, Any]]
) -> None:
    clauses = list(document.numbered())
    scores["deadlines"].add(
        name,
        [(c.id, str(d.date)) for c in clauses for d in c.facts.deadlines if d.date],
        [(str(c["no"]), d["date"]) for c in gold for d in c.get("deadlines", []) if d.get("date")],
    )
    scores["recurring"].add(
        name,
        [(c.id, r.per, r.times) for c in clauses for r in c.facts.recurring],
        [
            (str(c["no"]), r.get("per"), r.get("times"))
            for c in gold
            for r in c.get("recurring", [])
            if not r.get("inferred")
        ],
    )


def _units(document: Document) -> list[tuple[str, str, str]]:
    return [
        (clause.id, item.role, item.unit)
        for clause in document.numbered()
        for item in clause.responsible
    ]


def _score_document(
    scores: dict[str, Score], name: str, document: Document, gold: list[dict[str, Any]]
) -> None:
    scores["structure"].add(
        name,
        [
            (str(clause.no), clause.path, clause.heading, clause.text[:12], clause.text[-12:])
            for clause in document.clauses
        ],
        [(str(c["no"]), tuple(c["path"]), c["heading"], c["starts"], c["ends"]) for c in gold],
    )
    scores["responsible"].add(
        name,
        [
            (clause.path, clause.text[:12], f"{item.role} {item.unit}")
            for clause in document.clauses
            for item in clause.responsible
        ],
        [(tuple(c["path"]), c["starts"], item) for c in gold for item in c["responsible"]],
    )


def _report(kind: str, score: Score) -> bool:
    print(
        f"{kind:12} F1 {score.f1:.3f} (bar {BARS[kind]:.2f})  "
        f"right {score.right}, extra {score.extra}, missed {score.missed}"
    )
    for line in score.wrong[:12]:
        print(f"    {line}")
    return score.f1 >= BARS[kind]


def _report_speed() -> bool:
    text = (ROOT / "packs" / POLICIES["qitaihe"]).read_text("utf-8")
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        compile(text)
        best = min(best, time.perf_counter() - began)
    print(f"{len(text)} characters in {best:.3f} s (bar {SECONDS} s)")
    return best <= SECONDS


if __name__ == "__main__":
    raise SystemExit(not main())
