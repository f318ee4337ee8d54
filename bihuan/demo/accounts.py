"""The accounts a demonstration offers on its sign-in page: those of invented people alone."""

from datetime import datetime

from bihuan.kernel.orgs.models import Account, Term
from bihuan.kernel.orgs.terms import terms_on
from bihuan.lib.clocks import in_shanghai

#: The one password of every invented person; no account of a real one ever has it.
PASSWORD = "yanshi-bihuan"  # noqa: S105 - public on purpose


def shown_accounts(at: datetime) -> list[dict[str, str]]:
    """Return ``login``, ``post``, ``person`` and ``role`` of each account, by login."""
    day = in_shanghai(at).date()
    accounts = Account.objects.filter(person__invented=True, is_active=True)
    held = [(one, terms_on(one.person, day)) for one in accounts.order_by("login")]
    return [_shown(account, terms[0]) for account, terms in held if terms]


def _shown(account: Account, term: Term) -> dict[str, str]:
    return {
        "login": account.login,
        "post": f"{term.post.unit.name} {term.post.title}",
        "person": account.person.name,
        "role": term.post.role.title,
    }
