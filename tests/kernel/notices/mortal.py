"""A program that tells and dies, again and again, on the database of its environment.

It makes urgent notices when called with ``prepare``. Then each line it reads, ``MOMENT STEP
HANDED``, is the life of a process: it routes and sends as of MOMENT, and leaves without a word
(``os._exit``) at its STEP-th step, or once HANDED messages are handed over; 0 is never. Every
statement, and both sides of handing a message over, is a step. After each life it prints how many
steps there were: 0 when the process died on its way.
"""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bihuan.kernel.notices import channels, routing, sending  # noqa: E402
from bihuan.kernel.notices.models import Preference  # noqa: E402
from bihuan.surfaces.channels.gateways import Http  # noqa: E402
from bihuan.surfaces.channels.mail import Email  # noqa: E402
from tests.kernel.factories import committee_office, county, person_in, post  # noqa: E402
from tests.kernel.notices.tellings import tell  # noqa: E402

DEAD = 9
PEOPLE = 4
NOTICES = 4


class Life:
    """Counts steps and messages handed over, and ends at the last one of either."""

    def __init__(self, last: int, last_handed: int) -> None:
        self.steps, self.last = 0, last
        self.handed, self.last_handed = 0, last_handed

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.last:
            os._exit(DEAD)

    def statement(self, execute: Callable[..., Any], *call: Any) -> Any:
        """Die before a statement, or right after it."""
        self.step()
        result = execute(*call)
        self.step()
        return result

    def mortal(self, channel: type) -> None:
        """Let a kind of channel die before and after it hands a message over."""
        hand_over = channel.send

        def send(this: Any, message: channels.Message) -> None:
            self.step()
            hand_over(this, message)
            self.handed += 1
            if self.handed == self.last_handed:
                os._exit(DEAD)
            self.step()

        channel.send = send


def prepare() -> None:
    """Make the tables, and urgent notices to people reached by mail and by short message."""
    call_command("migrate", verbosity=0)
    office = committee_office(county())
    for number in range(PEOPLE):
        term = person_in(post(office, "office_clerk"), email=f"p{number}@county.example")
        term.person.phone = f"1000000000{number}"
        term.person.save()
        Preference.objects.create(person=term.person, channels=["email", "sms"])
    for _ in range(NOTICES):
        tell(office, urgent=True)


def live(at: datetime, last: int, last_handed: int) -> int:
    """Return the steps of a process that routes and sends; 0 when it died at its last one."""
    connection.close()
    steps, told = os.pipe()
    child = os.fork()
    if not child:
        _live(at, Life(last, last_handed), told)
    os.close(told)
    _, status = os.waitpid(child, 0)
    with os.fdopen(steps) as said:
        counted = int(said.read() or 0)
    ended = os.waitstatus_to_exitcode(status)
    if ended not in (0, DEAD):
        raise ChildProcessError(f"ended with {ended}")
    return counted


def _live(at: datetime, life: Life, told: int) -> None:
    """Route and send, until the end or the last step."""
    code = 1
    try:
        _run(at, life)
        os.write(told, str(life.steps).encode())
        code = 0
    finally:
        if code:
            sys.excepthook(*sys.exc_info())
        os._exit(code)


def _run(at: datetime, life: Life) -> None:
    life.mortal(Email)
    life.mortal(Http)
    with connection.execute_wrapper(life.statement):
        routing.route(at)
        sending.send(at)


if __name__ == "__main__":
    if sys.argv[1:] == ["prepare"]:
        prepare()
    for line in sys.stdin:
        moment, step, handed = line.split()
        print(live(datetime.fromisoformat(moment), int(step), int(handed)), flush=True)  # noqa: T201
