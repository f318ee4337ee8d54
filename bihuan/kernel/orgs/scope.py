"""Sealed queries: a scoped row is reached only by saying who is looking.

``Thing.objects.visible_to(viewer)`` filters; ``Thing.objects.everywhere("nightly sweep")`` is for
jobs and kernel functions and keeps its reason on the query. Any other query on a scoped model
raises :class:`Unscoped`. Joins and foreign keys that start from a row already in scope go through.
"""

from collections.abc import Callable
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.sql import Query

from .viewer import Viewer

M = TypeVar("M", bound=models.Model)


class Unscoped(RuntimeError):
    """A query on scoped rows that does not say who is looking."""


class ScopedQuery(Query):
    """A query that compiles only once it carries a scope."""

    scope = ""

    def _require(self) -> None:
        if not self.scope:
            name = self.model.__name__ if self.model else "?"
            raise Unscoped(f"{name}: say visible_to(viewer) or everywhere(reason)")

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        self._require()
        return super().get_compiler(*args, **kwargs)

    def chain(self, klass: Any = None) -> Any:
        if klass is not None:
            self._require()
        return super().chain(klass)

    def combine(self, rhs: Query, connector: str) -> None:
        if isinstance(rhs, ScopedQuery):
            rhs._require()
        super().combine(rhs, connector)


class ScopedQuerySet(models.QuerySet[M]):
    """Querysets of scoped models; see the module's docstring."""

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None):
        super().__init__(model, query or ScopedQuery(model), using, hints)

    def visible_to(self, viewer: Viewer) -> Self:
        """Return the rows this viewer may see, by the model's own ``visible`` rule."""
        if not viewer.reads:
            return self._scoped("reads nothing").none()
        rule: Callable[[Viewer], Q] = self.model.visible  # type: ignore[attr-defined]
        return self._scoped(viewer.label).filter(rule(viewer))

    def everywhere(self, reason: str) -> Self:
        """Return all rows, for kernel functions and jobs that say why."""
        if not reason:
            raise Unscoped("everywhere() needs a reason")
        return self._scoped(reason)

    def _scoped(self, scope: str) -> Self:
        found: Self = self._chain()  # type: ignore[attr-defined]
        found.query.scope = scope  # type: ignore[attr-defined]
        return found

    def delete(self) -> tuple[int, dict[str, int]]:
        self.query._require()  # type: ignore[attr-defined]
        return super().delete()

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        raise Unscoped("raw() cannot be scoped")


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """The default manager of every scoped model."""


def within(path: str, column: str = "place_path") -> Q:
    """Match rows whose place path lies in the subtree of ``path``; one indexed range."""
    return Q(**{f"{column}__gte": path, f"{column}__lt": path[:-1] + "0"})


def places_seen(viewer: Viewer, column: str = "place_path") -> Q:
    """Match rows in the places the viewer sees: her subtree, and glass she has broken."""
    seen = Q(pk__in=[])
    for path in paths_seen(viewer):
        seen |= within(path, column)
    return seen


def paths_seen(viewer: Viewer) -> tuple[str, ...]:
    """Return the paths of these places: what lies in them begins with one."""
    return (viewer.path, *viewer.opened) if viewer.sees == "subtree" else viewer.opened
