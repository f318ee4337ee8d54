"""Which roles are asked for every address and call: all; on a second database, enough of them.

What a role may is decided by the program, from the table of roles; it has been asked for all roles
on the first database. What a page asks the database for depends on how far the viewer sees, and on
what stands behind the address: on the second one every sight is asked, and every address and call
by somebody who may open it.
"""

from django.conf import settings

from bihuan.kernel.orgs.roles import CAPABILITIES, ROLES
from bihuan.surfaces.api.table import CALLS
from bihuan.surfaces.workbench.urls import ROUTES

#: What opens an address or a call.
OPENING = {one.access for one in (*ROUTES, *CALLS)} & set(CAPABILITIES)
Need = str | tuple[str, bool]


def asked() -> list[str]:
    """Return the roles to ask on the database of this run, in the order of their table."""
    first = "sqlite" in settings.DATABASES["default"]["ENGINE"]
    return list(ROLES) if first else enough()


def enough() -> list[str]:
    """Return as few roles as together meet every need, the richest first chosen."""
    left, chosen = set().union(*map(needs, ROLES)), set()
    while left:
        richest = max(ROLES, key=lambda role: len(needs(role) & left))
        chosen.add(richest)
        left -= needs(richest)
    return [role for role in ROLES if role in chosen]


def needs(role: str) -> set[Need]:
    """Return how far a role sees and whether it reads, and what it opens."""
    facts = ROLES[role]
    return {(facts["sees"], facts.get("reads", True)), *(OPENING & set(facts["may"]))}


def turned_away(access: str, role: str) -> bool:
    """Say whether a role is refused an address or call before anything behind it is looked up."""
    return access in CAPABILITIES and access not in ROLES[role]["may"]
