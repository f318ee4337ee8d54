"""Real receivers on this machine, and an office whose clerk is told."""

import pytest

from tests.kernel.factories import committee_office, county, person_in, post

from .receivers import gateway, mail_server


@pytest.fixture
def mails(settings):
    """A mail server that the installation's only channel sends to."""
    with mail_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.DEFAULT_FROM_EMAIL = "bihuan@county.example"
        settings.BIHUAN_CHANNELS = {"email": {"kind": "email"}}
        yield box


@pytest.fixture
def texts(settings):
    """A gateway for short messages that drops a second message with the same key."""
    with gateway() as got:
        settings.BIHUAN_CHANNELS = {
            "sms": {"kind": "sms", "url": got.url, "token": "t0ken", "repeatable": True}
        }
        yield got


@pytest.fixture
def office(db):
    """A committee office."""
    return committee_office(county())


@pytest.fixture
def clerk(office):
    """The clerk of the office, reached by mail and telephone."""
    term = person_in(post(office, "office_clerk", "综合岗"), email="chen@county.example")
    term.person.phone = "10000000001"
    term.person.save()
    return term
