"""政策文件: the documents one may open, and one with its clauses and what each has become."""

from typing import Any

from pydantic import Field

from bihuan.kernel.law.models import Document
from bihuan.modules.policy import library

from ..calls import GET, Asked, Call
from ..fields import Day, RowId, Shape

AREA = "文件和条款"


class DocumentRow(Shape):
    """A policy document or law."""

    id: RowId
    page: str = Field(title="网页地址")
    key: str = Field(title="标识")
    title: str = Field(title="标题")
    number: str = Field(title="文号")
    issuer: str = Field(title="发文机关")
    place: str = Field(title="区划")
    level: str = Field(title="层级")
    dated: Day | None = Field(title="成文日期")
    status: str = Field(title="状态", description="draft、reviewing、in_force、repealed")
    in_force_from: Day | None = Field(title="施行日期")
    in_force_until: Day | None = Field(title="废止日期")


class Documents(Shape):
    """All documents one may open, the nearest first."""

    rows: list[DocumentRow] = Field(title="各行")


class ClauseShape(Shape):
    """An addressable piece of the document, and what it has become as far as one sees."""

    id: RowId
    path: str = Field(title="路径")
    label: str = Field(title="条款")
    heading: str = Field(title="标题")
    text: str = Field(title="原文")
    version: int = Field(title="版本")
    tasks: list[str] = Field(title="任务编号")
    rules: list[str] = Field(title="规则")
    open: int = Field(title="在办责任数")
    ended: dict[str, int] = Field(title="已结束的责任数，按结果")


class DocumentShape(DocumentRow):
    """One document with its clauses in force."""

    sha256: str = Field(title="原文摘要")
    clauses: list[ClauseShape] = Field(title="条款")


def listing(asked: Asked) -> Documents:
    """Return the documents the caller may open."""
    rows = library.documents(asked.viewer).defer("text", "compiled")
    return Documents(rows=[DocumentRow(**_row(one)) for one in rows])


def show(asked: Asked) -> DocumentShape:
    """Return one document. Raises :class:`NotFound` outside one's scope."""
    one = library.document(asked.path["pk"], asked.viewer)
    became = library.became(one, asked.viewer)
    clauses = one.clauses.filter(in_force_until=None).order_by("position")
    shown = [_clause(clause, became.get(clause.pk, library.Became())) for clause in clauses]
    return DocumentShape(**_row(one), sha256=one.sha256, clauses=shown)


def _clause(clause: Any, became: library.Became) -> ClauseShape:
    return ClauseShape(
        id=clause.pk, path=clause.path, label=clause.label, heading=clause.heading,
        text=clause.text, version=clause.version,
        tasks=[task.matter.number for task in became.tasks],
        rules=[rule.key for rule in became.rules], open=sum(became.open.values()),
        ended=became.ended,
    )  # fmt: skip


def _row(one: Document) -> dict[str, Any]:
    return {
        "id": one.pk, "page": f"/policies/{one.pk}", "key": one.key, "title": one.title,
        "number": one.number, "issuer": one.issuer_name, "place": one.place.name,
        "level": one.level, "dated": one.dated, "status": one.status,
        "in_force_from": one.in_force_from, "in_force_until": one.in_force_until,
    }  # fmt: skip


CALLS = (
    Call(GET, "documents", listing, "documents", AREA, "政策文件", Documents),
    Call(GET, "documents/<id:pk>", show, "document", AREA, "一份文件和它的条款", DocumentShape),
)
