"""Who acts for the demonstration's units on a day, looked up once for each unit."""

from dataclasses import dataclass, field
from datetime import date

from bihuan.kernel.obligations.selection import on_day
from bihuan.kernel.orgs import terms
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
        return self._acting(unit, "fulfil", last=True)

    def clerk(self, unit: Unit) -> Viewer | None:
        """Return a person who may serve the unit's letters."""
        return self._acting(unit, "serve", last=False)

    def assigner(self, unit: Unit | None) -> Viewer | None:
        """Return a person who may hand out work for the unit."""
        return self._acting(unit, "assign", last=True)

    def able(self, unit: Unit, may: str, *, besides: Viewer | None = None) -> Viewer | None:
        """Return the first person of a unit whose post may do something, besides another."""
        terms = (term for term in self.of(unit) if may in term.post.role.may)
        other = besides.person_id if besides else None
        return next((self.viewer(term) for term in terms if term.person_id != other), None)

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

    def _acting(self, unit: Unit | None, may: str, *, last: bool) -> Viewer | None:
        held = [term for term in self.of(unit) if may in term.post.role.may] if unit else []
        return self.viewer(held[-1 if last else 0]) if held else None
