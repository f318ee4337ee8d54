"""Receiving a document: read, compiled, kept word for word, laid out for review."""

import hashlib
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from bihuan.compiler import compile as compile_file
from bihuan.compiler.document import Document as Compiled
from bihuan.compiler.readers import Unreadable
from bihuan.kernel.flows.advance import Case, begin
from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.orgs import roles
from bihuan.kernel.orgs.models import Place, Unit
from bihuan.kernel.orgs.refusals import Invalid, NotAllowed, WrongState
from bihuan.kernel.orgs.viewer import Viewer
from bihuan.kernel.trace import entries, evidence

from .flows import ReviewFlow
from .models import Proposal, Review

ORIGINAL = "document_original"
DRAFT = "这是征求意见稿。已正式印发的请采用；尚未印发的请选“不采用”，发布后不产生责任。"
#: A disk takes names of 255 bytes; of a longer one the end counts, which tells the kind of file.
LONGEST = 60
#: The compiled document's lists, in the order they are laid out, and the kind of each.
GROUPS = {
    "responsible": "responsible", "deadlines": "deadline", "recurring": "recurring",
    "time_limits": "time_limit", "quantities": "quantity", "fines": "fine",
    "measures": "measure", "publish": "publish", "unset": "unset",
}  # fmt: skip


@transaction.atomic
def read(name: str, content: bytes, *, place: Place, by: Viewer, at: datetime) -> Review:
    """Receive a file (txt, html, docx, pdf) for a place and return its review, ready to work on.

    The file is kept as evidence of the document, its text and what was compiled from it with the
    document, its clauses as rows; a document whose words are known already keeps its clauses. No
    duty exists before the release. Raises :class:`NotAllowed` without the capability to review,
    :class:`Invalid` for a file that cannot be read, :class:`WrongState` for one under review.
    """
    if not by.can(roles.REVIEW):
        raise NotAllowed("您的岗位不能登记政策文件。", can="安委办经办人")
    compiled = _compile(name, content)
    document = _document(compiled, place)
    _require_new(document)
    clauses = _clauses(document, compiled)
    chain = entries.chain_of(f"d{document.pk}")
    evidence.store(
        owner=chain, kind=ORIGINAL, name=name, content=BytesIO(content),
        happened_at=at, by=by, at=at,
    )  # fmt: skip
    unit = Unit.objects.get(pk=by.unit_id)
    review = Review(document=document, drafter_id=by.person_id)
    case = Case(f"审阅《{document.title}》"[:240], place, unit)
    matter = begin(ReviewFlow, case, review, by=by, at=at)
    Proposal.objects.bulk_create(_proposals(review, compiled, clauses))
    entries.append(chain, "received", by=by, at=at, body={"name": name, "review": matter.number})
    return review


def _compile(name: str, content: bytes) -> Compiled:
    """Return the compiled file; the readers tell its kind by its name and first bytes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name[-LONGEST:] or "文件")
        path.write_bytes(content)
        try:
            compiled = compile_file(path)
        except Unreadable as error:
            raise Invalid(str(error), field="file") from error
    if not compiled.clauses:
        raise Invalid(f"“{name}”里没有读到条款，请核对是不是政策文件正文。", field="file")
    return compiled


def _document(compiled: Compiled, place: Place) -> Document:
    header, text = compiled.header, compiled.source
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    known = Document.objects.filter(sha256=sha256).first()
    if known is not None:
        return known
    return Document.objects.create(
        key=f"{place.code}/{sha256[:12]}",
        title=(header.title or "（未读到标题）")[:200],
        number=(header.number or "")[:64],
        issuer_name=(header.issuer or "")[:128],
        place=place,
        level=header.level or place.level,
        dated=header.date,
        status=Document.Status.REVIEWING,
        text=text,
        sha256=sha256,
        compiled=compiled.as_json(),
    )


def _require_new(document: Document) -> None:
    running = document.reviews.exclude(matter__state=ReviewFlow.declined.name).first()
    if running is not None:
        state = ReviewFlow.states[running.matter.state].title
        raise WrongState(f"这份文件已登记为 {running.matter.number}，现在是“{state}”。")


def _clauses(document: Document, compiled: Compiled) -> list[Clause]:
    """Return the clause rows in the order of the compiled clauses."""
    known = {(c.start, c.end): c for c in document.clauses.filter(in_force_until=None)}
    if not known:
        rows = [_clause(document, position, c) for position, c in enumerate(compiled.clauses)]
        known = {(c.start, c.end): c for c in Clause.objects.bulk_create(rows)}
    return [known[clause.start, clause.end] for clause in compiled.clauses]


def _clause(document: Document, position: int, clause: Any) -> Clause:
    return Clause(
        document=document,
        path="/".join(clause.path) or clause.id,
        no=str(clause.no or "")[:24],
        heading=clause.heading[:200],
        chapter=(clause.chapter or "")[:200],
        text=clause.text,
        start=clause.start,
        end=clause.end,
        position=position,
    )


def _proposals(review: Review, compiled: Compiled, clauses: list[Clause]) -> list[Proposal]:
    found: list[Proposal] = []
    for row, clause in zip(clauses, compiled.clauses, strict=True):
        facts = clause.as_json()
        found += [
            _proposal(review, row, kind, item)
            for group, kind in GROUPS.items()
            for item in facts[group]
        ]
        if not facts["responsible"]:
            nobody = {"unit": None, "role": "lead", "start": clause.start, "end": clause.end}
            found.append(_proposal(review, row, Proposal.Kind.RESPONSIBLE, nobody))
    if compiled.header.draft:
        item = {"start": 0, "end": 0, "draft": True, "message": DRAFT}
        found.append(_proposal(review, None, Proposal.Kind.REPAIR, item))
    for warning in compiled.warnings:
        if warning.kind == "no-owner":
            continue
        at = warning.start or 0
        inside = next((c for c in clauses if c.start <= at < c.end), None)
        doubt = {"start": 0, "end": 0, **warning.as_json()}
        found.append(_proposal(review, inside, Proposal.Kind.REPAIR, doubt))
    return found


def _proposal(review: Review, row: Clause | None, kind: str, item: dict[str, Any]) -> Proposal:
    data = {name: value for name, value in item.items() if name not in ("start", "end")}
    return Proposal(
        review=review, clause=row, kind=kind, data=data, original=data,
        start=item["start"], end=item["end"],
    )  # fmt: skip
