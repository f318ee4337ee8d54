"""Who acts for the demonstration's units on a day, looked up once for each unit."""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date

from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import roles, terms
from bihuan.kernel.orgs.models import Term, Unit
from bihuan.kernel.orgs.viewer import Viewer


@dataclass(frozen=True)
class Staff:
    """The people in the posts of units on one day; made anew for each day."""

    day: date
    known: dict[int, list[Term]] = field(default_factory=dict)

    def of(self, unit: Unit) -> list[Term]:
        """Return the terms running in a unit's posts, by post."""
        if unit.pk not in self.known:
            rows = Term.objects.filter(on_day(self.day), post__unit=unit)
            shown = rows.select_related("person", "post__unit", "post__role").order_by(
                "post", "since", "pk"
            )
            self.known[unit.pk] = list(shown)
        return self.known[unit.pk]

    def doer(self, unit: Unit | None) -> Viewer | None:
        """Return a person who may meet the unit's duties, the everyday ones before the heads."""
        return self.able(unit, roles.FULFIL, last=True)

    def able(
        self, unit: Unit | None, may: str, *, besides: Container[int | None] = (),
        last: bool = False,
    ) -> Viewer | None:  # fmt: skip
        """Return who of a unit may do something: the first by post, or the last, an everyday one.

        ``besides`` keeps out people by their keys; there is nobody where there is no unit.
        """
        held = self.of(unit) if unit else []
        able = (
            self.viewer(term) for term in (reversed(held) if last else held)
            if may in term.post.role.may and term.person_id not in besides
        )  # fmt: skip
        return next(able, None)

    def leader(self, unit: Unit, lead: str) -> Term | None:
        """Return the term of who leads the unit in a kind of leadership."""
        return next((term for term in self.of(unit) if term.post.lead == lead), None)

    def titled(self, unit: Unit, title: str) -> Viewer:
        """Return the holder of a post by its title. Raises LookupError while it is vacant."""
        for term in self.of(unit):
            if term.post.title == title:
                return self.viewer(term)
        raise LookupError(f"nobody holds {title} in {unit.name}")

    def viewer(self, term: Term) -> Viewer:
        """Return the person of a term as she signs in to this post."""
        return terms.as_viewer(term, self.day)
