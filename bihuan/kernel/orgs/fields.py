"""Columns of our own: text that sorts by code point on every database, and several units."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class AsciiField(models.CharField):  # type: ignore[type-arg]
    """A CharField compared byte by byte, so that a path prefix is one indexed range.

    SQLite compares that way anyway; PostgreSQL needs the ``C`` collation to do so.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters: dict[str, Any] = super().db_parameters(connection)
        parameters["collation"] = "C" if connection.vendor == "postgresql" else None
        return parameters


class UnitsField(models.JSONField):
    """Several units, kept by their ids in the order in which they were named."""

    def to_python(self, value: Any) -> list[int]:
        return [getattr(one, "pk", one) for one in value or ()]
