"""What the law itself makes a post answer for, word for word (``packs/*/duties/*.toml``)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from bihuan.kernel.law.models import Clause, Document
from bihuan.kernel.law.precedence import in_force
from bihuan.kernel.orgs.models import Post
from bihuan.lib import packfolders


@dataclass(frozen=True)
class Statutory:
    """The items of one clause for posts of some leads or roles in units of some kinds."""

    document: str
    clause: str
    kinds: tuple[str, ...]
    items: tuple[str, ...]
    leads: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def fits(self, post: Post) -> bool:
        """Say whether the clause speaks of this post."""
        named = (post.lead and post.lead in self.leads) or post.role_id in self.roles
        return post.unit.kind in self.kinds and bool(named)


@cache
def statutory() -> tuple[Statutory, ...]:
    """Return all of them. Raises TypeError for an entry with an unknown name."""
    found: list[Statutory] = []
    for data in packfolders.read("duties"):
        for row in data["posts"]:
            lists = {name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}
            found.append(Statutory(document=data["document"], **lists))
    return tuple(found)


def items_of(post: Post, on: date) -> Iterator[tuple[str, Clause]]:
    """Yield what the law in force on a day makes a post answer for, with its clause."""
    for one in statutory():
        if not one.fits(post):
            continue
        rows = Clause.objects.filter(
            in_force(on), document__key=one.document, path=one.clause,
            document__status=Document.Status.IN_FORCE,
        )  # fmt: skip
        clause = rows.order_by("-version").first()
        if clause is not None:
            yield from ((says, clause) for says in one.items)
