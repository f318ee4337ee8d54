"""A person's browser: signs in with a password, sends forms with their token, follows nothing."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the page, and where it sends the browser."""

    status: int
    page: str
    to: str


class Browser:
    """The product asked as a browser asks it, forgery protection included."""

    def __init__(self, login: str) -> None:
        self.client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
        self.client.get("/sign-in")
        answer = self.post("/sign-in", login=login, password=PASSWORD)
        assert answer.status == 302, answer.page

    def get(self, address: str, **query: Any) -> str:
        """Return a page that is there."""
        answer = self.client.get(address, query)
        assert answer.status_code == 200, f"{address}: {answer.status_code} {_words(answer)}"
        return _words(answer)

    def shown(self, address: str, **query: Any) -> Any:
        """Return what a page that is there was made of."""
        return self.client.get(address, query).context

    def asked(self, address: str, **query: Any) -> Answer:
        """Return the answer to asking for a page, whatever it is."""
        return _answer(self.client.get(address, query))

    def file(self, address: str) -> bytes:
        """Return a file that is there."""
        answer = self.client.get(address)
        assert answer.status_code == 200, address
        return b"".join(answer) if answer.streaming else answer.content

    def post(self, address: str, **given: Any) -> Answer:
        """Return the answer to a form, accepted or refused."""
        token = self.client.cookies["csrftoken"].value
        return _answer(self.client.post(address, {"csrfmiddlewaretoken": token, **given}))

    def done(self, address: str, **given: Any) -> str:
        """Send a form that is accepted; return where it leads."""
        answer = self.post(address, **given)
        assert answer.status == 302, f"{address}: {answer.status} {answer.page}"
        return answer.to


def _answer(response: HttpResponse) -> Answer:
    page = "" if response.streaming else _words(response)
    return Answer(response.status_code, page, response.get("Location", ""))


def _words(response: HttpResponse) -> str:
    return response.content.decode("utf-8", "replace")
