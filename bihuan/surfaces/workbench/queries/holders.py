"""Who held which post on a day, for all rows of a page at once."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from bihuan.kernel.orgs.models import Term
from bihuan.surfaces.statements import Given, among, written_once


def holders(posts: Iterable[int | None], on: date) -> dict[int, Term]:
    """Return the term of whoever holds each post on a day; a substitute stands for the absent.

    A post without an answer is vacant that day.
    """
    wanted = {post for post in posts if post}
    if not wanted:
        return {}
    return {term.post_id: term for term in _terms()(posts=list(wanted), on=on)}


@written_once
def _terms() -> Any:
    held = Q(until=None) | Q(until__gt=Given("on"))
    rows = Term.objects.filter(held, among("post", "posts"), since__lte=Given("on"))
    return rows.select_related("person", "post").order_by("substitute", "since", "pk")
