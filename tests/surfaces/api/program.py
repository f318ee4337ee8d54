"""A program that calls the API with a token, and says what it was answered."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

from bihuan.kernel.orgs.models import Account
from bihuan.kernel.orgs.roles import CAPABILITIES
from bihuan.surfaces.api import tokens
from tests.kernel import factories
from tests.surfaces import twins
from tests.surfaces.twins import County

_keys = count(1)


class Program:
    """A caller; every write gets an idempotency key of its own unless one is given."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.client = Client(HTTP_HOST="localhost", headers={"Authorization": f"Bearer {key}"})

    def get(self, address: str, **query: Any) -> HttpResponse:
        """Ask."""
        return self.client.get(f"/api/v1/{address}", query)

    def post(self, address: str, body: Any = None, *, key: str = "") -> HttpResponse:
        """Write JSON."""
        headers = {"Idempotency-Key": key or f"k{next(_keys)}"}
        return self.client.post(
            f"/api/v1/{address}", {} if body is None else body, "application/json", headers=headers
        )

    def bring(self, address: str, content: bytes, *, key: str = "") -> HttpResponse:
        """Write a file."""
        headers = {"Idempotency-Key": key or f"k{next(_keys)}"}
        return self.client.post(
            f"/api/v1/{address}", content, "application/octet-stream", headers=headers
        )


def program(county: County, role: str, may: Sequence[str] | None = None) -> Program:
    """Return a program with a token of a role's person; all that her post may unless told."""
    term = county.terms[role]
    if not Account.objects.filter(person=term.person).exists():
        factories.account_of(term)
    viewer = county.viewer(role)
    chosen = [word for word in CAPABILITIES if viewer.can(word)] if may is None else may
    return Program(tokens.issue("测试系统", chosen, 30, by=viewer, at=twins.NOW)[1])
