"""Killed anywhere, sending loses nothing and sends nothing twice."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tests import migrated
from tests.kernel.factories import AT

from .receivers import gateway, mail_server

ROOT = Path(__file__).resolve().parents[3]
LEASE = timedelta(minutes=11)
DEATHS = 6
#: As in mortal.py: four people times four notices times two channels.
MESSAGES = 32
pytestmark = pytest.mark.slow


class Program:
    """The running program; its processes die at any step."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def live(self, at: datetime, *, step: int = 0, handed: int = 0) -> int:
        """Let a process live; return its number of steps, or 0 when it died on the way."""
        self.begin(at, step=step, handed=handed)
        return self.steps()

    def begin(self, at: datetime, *, step: int = 0, handed: int = 0) -> None:
        """Let a process live meanwhile."""
        print(at.isoformat(), step, handed, file=self.process.stdin, flush=True)

    def steps(self) -> int:
        """Wait for the process; return as :meth:`live` does."""
        return int(self.process.stdout.readline() or self.process.stderr.read())


class Installation:
    """A database of its own, told by programs."""

    def __init__(self, folder: Path, smtp: int, sms: str) -> None:
        self.file = shutil.copy(migrated.file(), folder / "mortal.sqlite3")
        chosen = {
            "email": {"kind": "email"},
            "sms": {"kind": "sms", "url": sms, "repeatable": True},
        }
        self.environment = os.environ | {
            "BIHUAN_DATA": str(folder),
            "BIHUAN_DATABASE": f"sqlite:///{self.file}",
            "BIHUAN_SMTP": f"smtp://127.0.0.1:{smtp}",
            "BIHUAN_CHANNELS": json.dumps(chosen),
        }

    @contextmanager
    def program(self, *arguments: str) -> Iterator[Program]:
        """Start the program; it must end well."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.kernel.notices.mortal", *arguments],
            cwd=ROOT, env=self.environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            yield Program(process)
        finally:
            _, complained = process.communicate()
        assert process.returncode == 0, complained

    def messages(self) -> dict[str, tuple[str, str]]:
        """Return channel and state of every message by its key."""
        with sqlite3.connect(self.file) as base:
            rows = base.execute("SELECT key, channel, state FROM notices_delivery").fetchall()
        base.close()
        return {key: (channel, state) for key, channel, state in rows}


def until_all_is_told(program: Program, at: datetime, seed: int) -> int:
    """Kill its processes again and again, each time after the leases ran out; let the last live.

    Half of the deaths are at random steps, half right after a message was handed over.
    """
    chance, deaths = Random(seed), 0  # noqa: S311 - where to die is no secret
    for _ in range(DEATHS // 2):
        deaths += program.live(at, step=chance.randint(1, 160)) == 0
        deaths += program.live(at + LEASE, handed=chance.randint(1, 6)) == 0
        at += 2 * LEASE
    assert program.live(at)
    return deaths


def test_a_sender_killed_at_random_steps_loses_nothing_and_sends_nothing_twice(tmp_path):
    with mail_server() as mails, gateway() as texts:
        here = Installation(tmp_path, mails.port, texts.url)
        with here.program("prepare") as program:
            deaths = until_all_is_told(program, AT, seed=20240312)
        assert deaths == DEATHS

        messages = here.messages()
        assert len(messages) == MESSAGES
        states = Counter(messages.values())
        uncertain = states.pop(("email", "uncertain"), 0)
        assert set(states) == {("email", "sent"), ("sms", "sent")}
        assert 0 < uncertain <= deaths

        arrived = Counter(key.strip("<>").partition("@")[0] for key in mails.keys)
        assert set(arrived.values()) <= {1}
        for key, (channel, state) in messages.items():
            if channel == "email" and state == "sent":
                assert arrived[key.replace(":", ".")] == 1
            if channel == "sms":
                # The gateway drops a second message with the same key; none is missing.
                assert key in texts.keys
        assert set(texts.keys) <= set(messages)


def test_two_senders_at_once_send_each_message_once(tmp_path):
    with mail_server() as mails, gateway() as texts:
        here = Installation(tmp_path, mails.port, texts.url)
        with here.program("prepare") as one, here.program() as other:
            both = (one, other)
            # Nothing is due the day before; after it both are wide awake.
            assert all(program.live(AT - timedelta(days=1)) for program in both)
            assert not mails.keys
            for program in both:
                program.begin(AT)
            assert all(program.steps() for program in both)
        assert {state for _, state in here.messages().values()} == {"sent"}
        assert len(mails.keys) == len(set(mails.keys)) == MESSAGES // 2
        assert len(texts.keys) == len(set(texts.keys)) == MESSAGES // 2
