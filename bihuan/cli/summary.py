"""A compiled document as a short text for a terminal."""

from bihuan.compiler import Clause, Document

_ROLES = {"lead": "牵头", "cooperate": "配合", "share": "分工", "subject": "主体"}


def summarize(document: Document) -> str:
    """Return the head, one line per clause with owners and dates, and the open questions."""
    header = document.header
    lines = [
        header.title or "（没有找到标题）",
        "  ".join(
            filter(
                None,
                (
                    header.number,
                    header.issuer,
                    header.date.isoformat() if header.date else None,
                    "征求意见稿" if header.draft else None,
                ),
            )
        ),
        "",
        *(_line(clause) for clause in document.clauses),
        "",
        _totals(document),
    ]
    notes = [warning for warning in document.warnings if warning.kind != "no-owner"]
    lines.extend(f"注意：{warning.message}" for warning in notes)
    return "\n".join(lines)


def _line(clause: Clause) -> str:
    names = "；".join(
        f"{_ROLES[role]} {'、'.join(units)}"
        for role in _ROLES
        if (units := [item.unit for item in clause.responsible if item.role == role])
    )
    dates = "、".join(deadline.text for deadline in clause.facts.deadlines)
    heading = clause.heading or clause.text[:24].replace("\n", "")
    parts = [f"{clause.id}  {heading}", names or "责任单位未写明", dates and f"期限 {dates}"]
    return "\n    ".join(filter(None, parts))


def _totals(document: Document) -> str:
    numbered = sum(1 for _ in document.numbered())
    unowned = sum(1 for clause in document.numbered() if not clause.responsible)
    dates = sum(len(clause.facts.deadlines) for clause in document.clauses)
    recurring = sum(len(clause.facts.recurring) for clause in document.clauses)
    return (
        f"共 {numbered} 条，其中 {unowned} 条未写明责任单位；"
        f"期限 {dates} 处，定期工作 {recurring} 处。"
    )
