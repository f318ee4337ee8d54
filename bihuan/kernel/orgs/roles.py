"""The words for what a post may do, and the roles shipped with the product (``roles.toml``)."""

import tomllib
from importlib.resources import files
from typing import Any, Final

from .models import Role

REVIEW: Final = "review"
RELEASE: Final = "release"
ASSIGN: Final = "assign"
ACCEPT: Final = "accept"
FULFIL: Final = "fulfil"
PROXY: Final = "proxy"
SUPERVISE: Final = "supervise"
SIGN: Final = "sign"
SERVE: Final = "serve"
SET_UNSET: Final = "set_unset"
EXTEND: Final = "extend"
PAUSE: Final = "pause"
RECHECK: Final = "recheck"
INSPECT: Final = "inspect"
LEGAL: Final = "legal"
INTAKE: Final = "intake"
IDENTITY: Final = "identity"
EVALUATE: Final = "evaluate"
BREAK_GLASS: Final = "break_glass"
MANAGE_ACCOUNTS: Final = "manage_accounts"
MANAGE_ORGS: Final = "manage_orgs"
AUDIT: Final = "audit"
EXPORT: Final = "export"

_DATA: Final[dict[str, Any]] = tomllib.loads(
    (files(__package__) / "roles.toml").read_text(encoding="utf-8")
)
CAPABILITIES: Final[dict[str, str]] = _DATA["capabilities"]
ROLES: Final[dict[str, dict[str, Any]]] = _DATA["roles"]


def load_roles() -> None:
    """Bring the shipped roles into the database; safe to repeat, other roles stay."""
    Role.objects.bulk_create(
        [Role(key=key, **({"reads": True} | facts)) for key, facts in ROLES.items()],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["title", "sees", "reads", "may"],
    )
