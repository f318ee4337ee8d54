"""Which roles are asked for every address and call: all; on a second database, enough of them.

What a role may is decided by the program, from the table of roles; it has been asked for all roles
on the first database. What a page asks the database for depends on how far the viewer sees and on
the things she may: on the second one each such pair is asked by at least one role.
"""

from django.conf import settings

from bihuan.kernel.orgs.roles import ROLES

Pair = tuple[str, bool, str]


def asked() -> list[str]:
    """Return the roles to ask on the database of this run, in the order of their table."""
    first = "sqlite" in settings.DATABASES["default"]["ENGINE"]
    return list(ROLES) if first else enough()


def enough() -> list[str]:
    """Return as few roles as together have every pair, the richest first chosen."""
    left, chosen = set().union(*map(pairs, ROLES)), set()
    while left:
        richest = max(ROLES, key=lambda role: len(pairs(role) & left))
        chosen.add(richest)
        left -= pairs(richest)
    return [role for role in ROLES if role in chosen]


def pairs(role: str) -> set[Pair]:
    """Return how far a role sees, whether it reads, with each thing it may and with nothing."""
    facts = ROLES[role]
    sight = facts["sees"], facts.get("reads", True)
    return {(*sight, may) for may in ("", *facts["may"])}
