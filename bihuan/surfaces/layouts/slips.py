"""Slips with first passwords as PDF, to be cut apart and handed over."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from bihuan.lib.clocks import in_shanghai
from bihuan.modules.accounts.first_passwords import Secret

from . import pdf


def render(slips: Sequence[Secret], at: datetime) -> bytes:
    """Return the slips as a PDF file, in the order given."""
    rows = [
        {"person": one.person, "post": one.post, "login": one.login, "password": one.password,
         "until": f"{in_shanghai(one.until):%Y-%m-%d %H:%M}", "address": settings.ORIGIN}
        for one in slips
    ]  # fmt: skip
    return pdf.typeset("slips", {"slips": rows}, at)
