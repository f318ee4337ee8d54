"""Who held which post on a day, for all rows of a page at once."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from bihuan.kernel.orgs.models import Term


def holders(posts: Iterable[int | None], on: date) -> dict[int, Term]:
    """Return the term of whoever holds each post on a day; a substitute stands for the absent.

    A post without an answer is vacant that day.
    """
    wanted = {post for post in posts if post}
    if not wanted:
        return {}
    rows = (
        Term.objects.filter(post__in=wanted, since__lte=on)
        .filter(Q(until=None) | Q(until__gt=on))
        .select_related("person", "post")
        .order_by("substitute", "since", "pk")
    )
    return {term.post_id: term for term in rows}
