"""From an extracted text to a compiled document."""

from dataclasses import replace
from typing import Final, NamedTuple

from bihuan.compiler.document import (
    Clause,
    Document,
    Header,
    Responsible,
    Section,
    Warning,
)
from bihuan.compiler.facts import Context, Facts, extract_facts
from bihuan.compiler.facts.model import GROUPS
from bihuan.compiler.header import document_year, read_header
from bihuan.compiler.readers.source import Extract, Table
from bihuan.compiler.repair import find_damage
from bihuan.compiler.responsibility.fields import states_first_leads
from bihuan.compiler.responsibility.reader import Reader
from bihuan.compiler.structure.bounds import find_bounds
from bihuan.compiler.structure.clauses import RawClause, Text, find_clauses, find_preamble
from bihuan.compiler.structure.labels import find_labels
from bihuan.compiler.structure.outline import Outline, build_outline
from bihuan.compiler.structure.paragraphs import Layout, paragraphs
from bihuan.compiler.tables.flattened import find_flattened
from bihuan.compiler.tables.rows import Row, is_task_table, read_rows
from bihuan.compiler.tables.times import read_time_cell
from bihuan.compiler.units import UnitDictionary
from bihuan.compiler.view import Span, plain, squeeze, trim

_RESTART: Final[str] = "编号不连续：应为第{expected}，原文为“{text}”"


class _Draft(NamedTuple):
    text: Text
    header: Header
    reader: Reader
    context: Context


def compile_extract(extract: Extract, units: UnitDictionary) -> Document:
    """Return the document read from an extracted text and its tables."""
    source = extract.text
    plain_text = plain(source)
    text = Text(source, plain_text, Layout.of(plain_text))
    tables = _task_tables(text, extract)
    labels = find_labels(source, plain_text)
    places = [*(label.start for label in labels[:1]), *(table.start for table in tables)]
    spans = tuple((table.start, table.end) for table in tables)
    bounds = find_bounds(plain_text, min(places, default=len(source)), spans)
    outline = build_outline(labels, bounds, len(source))
    starts = [*(part.roots[0].start for part in outline.parts), *(start for start, _ in spans)]
    draft = _draft(text, units, min(starts, default=len(source)), spans)
    clauses = _clauses(draft, outline, tables, min(starts, default=len(source)))
    return Document(
        source,
        draft.header,
        tuple(clauses),
        _sections(text, outline),
        tuple(_warnings(draft, outline, clauses)),
    )


def _task_tables(text: Text, extract: Extract) -> list[Table]:
    tables = [table for table in extract.tables if is_task_table(text, table)]
    if not extract.tables:
        tables = find_flattened(text.plain, text.source)
    return sorted(tables, key=lambda table: table.start)


def _draft(text: Text, units: UnitDictionary, body: int, tables: tuple[Span, ...]) -> _Draft:
    header = read_header(text.source, _without(text.plain, tables), body)
    first_leads = states_first_leads(squeeze(text.plain))
    reader = Reader(text.source, text.plain, units, header.jurisdiction, first_leads)
    return _Draft(text, header, reader, Context(document_year(header), header.period))


def _without(plain_text: str, spans: tuple[Span, ...]) -> str:
    """Blank out the tables: a date alone in a cell is not the date of the document."""
    for start, end in spans:
        plain_text = plain_text[:start] + " " * (end - start) + plain_text[end:]
    return plain_text


def _clauses(draft: _Draft, outline: Outline, tables: list[Table], body: int) -> list[Clause]:
    raw = [*find_preamble(draft.text, body), *find_clauses(draft.text, outline)]
    clauses = [clause for item in raw if (clause := _read(draft, item)) is not None]
    for table in tables:
        clauses.extend(_read_row(draft, row) for row in read_rows(draft.text, table, draft.reader))
    return _unique(sorted(clauses, key=lambda clause: clause.start))


def _read(draft: _Draft, raw: RawClause) -> Clause | None:
    text = draft.text
    breaks = [end for _, end in paragraphs(text.plain, raw.start, raw.end, text.layout)]
    responsible = draft.reader.read((raw.body_start, raw.end), breaks, raw.governed_by)
    facts = _facts(draft, (raw.start, raw.end), responsible, raw.heading_end)
    binds = _binds(facts)
    if not raw.keep_if_empty and not (responsible or binds):
        return None
    if raw.part == "front" and raw.number is not None:
        raw = raw._replace(part="body") if binds else raw._replace(number=None)
    return _clause(text, raw, responsible, facts)


def _read_row(draft: _Draft, row: Row) -> Clause:
    facts = _joined([_facts(draft, cell, row.responsible) for cell in row.cells])
    if row.time is not None and not _dated(facts, row.time):
        deadline = read_time_cell(draft.text.source, row.time, draft.context)
        if deadline is not None:
            facts = replace(facts, deadlines=(*facts.deadlines, deadline))
    return _clause(draft.text, row.raw, row.responsible, facts)


def _dated(facts: Facts, cell: Span) -> bool:
    return any(cell[0] <= deadline.start < cell[1] for deadline in facts.deadlines)


def _joined(parts: list[Facts]) -> Facts:
    return Facts(
        **{name: tuple(item for part in parts for item in getattr(part, name)) for name in GROUPS}
    )


def _facts(
    draft: _Draft,
    span: Span,
    responsible: tuple[Responsible, ...],
    heading_end: int | None = None,
) -> Facts:
    leads = any(item.role == "lead" for item in responsible)
    acting = (item for item in responsible if not (leads and item.role == "cooperate"))
    spans = tuple((item.start, item.end) for item in acting)
    breaks = () if heading_end is None else (heading_end,)
    context = replace(draft.context, owner_spans=spans, breaks=breaks)
    return extract_facts(draft.text.source, *span, context)


def _clause(
    text: Text, raw: RawClause, responsible: tuple[Responsible, ...], facts: Facts
) -> Clause:
    number = raw.number
    return Clause(
        id=str(number) if isinstance(number, int) else "".join(raw.path),
        no=number,
        path=raw.path,
        chapter=raw.chapter,
        heading=raw.heading,
        text=text.source[raw.start : raw.end],
        start=raw.start,
        end=raw.end,
        responsible=responsible,
        facts=facts,
        part=raw.part,
    )


def _binds(facts: Facts) -> bool:
    return bool(facts.deadlines or facts.recurring or facts.time_limits or facts.fines)


def _unique(clauses: list[Clause]) -> list[Clause]:
    """Give every clause an id of its own; a second 四(一) becomes 四(一)#2."""
    seen: dict[str, int] = {}
    unique = []
    for clause in clauses:
        name = clause.id or clause.part
        seen[name] = seen.get(name, 0) + 1
        count = seen[name]
        unique.append(replace(clause, id=name if count == 1 else f"{name}#{count}"))
    return unique


def _sections(text: Text, outline: Outline) -> tuple[Section, ...]:
    sections = []
    for part in outline.parts:
        for node in part.walk():
            path = tuple(above.label.text for above in node.ancestry())
            heading = text.heading(node).text
            sections.append(Section(path, heading, *trim(text.plain, node.start, node.end)))
    return tuple(sections)


def _warnings(draft: _Draft, outline: Outline, clauses: list[Clause]) -> list[Warning]:
    warnings = find_damage(draft.text.source, draft.text.plain)
    for odd in outline.irregular:
        message = _RESTART.format(expected=odd.expected, text=odd.label.text)
        warnings.append(
            Warning("irregular-number", message, odd.label.start, odd.label.end, odd.label.text)
        )
    if not any(clause.no is not None for clause in clauses):
        warnings.append(Warning("no-clauses", "没有找到带编号的条款"))
    warnings.extend(
        Warning(
            "no-owner", f"“{clause.heading or clause.id}”没有写明责任单位", clause.start, clause.end
        )
        for clause in clauses
        if clause.part == "body" and not clause.responsible
    )
    if draft.header.title is None:
        warnings.append(Warning("no-title", "没有找到标题"))
    return warnings
