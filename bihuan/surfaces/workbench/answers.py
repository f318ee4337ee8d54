"""Answers besides pages: a file to be kept under its name, and what no browser may keep."""

from pathlib import PurePath
from typing import TypeVar

from django.http import HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

#: By the ending of its name, how a file is announced.
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Answer = TypeVar("Answer", bound=HttpResponseBase)


def saved(content: bytes, name: str) -> HttpResponse:
    """Return a file to be kept under a name, whose ending says what it is.

    Raises KeyError for an ending that is not in :data:`TYPES`.
    """
    kind = TYPES[PurePath(name).suffix.removeprefix(".")]
    return HttpResponse(content, content_type=kind, headers=under(name))


def under(name: str) -> dict[str, str]:
    """Return the header by which a browser keeps an answer under a name."""
    header = content_disposition_header(as_attachment=True, filename=name)
    return {"Content-Disposition": header or "attachment"}


def unkept(answer: Answer) -> Answer:
    """Return an answer with a secret in it, marked so that nothing on its way keeps a copy."""
    answer["Cache-Control"] = "no-store"
    return answer
