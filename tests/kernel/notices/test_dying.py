"""Killed anywhere, sending loses nothing and sends nothing twice."""

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.kernel.factories import AT

from .receivers import gateway, mail_server

ROOT = Path(__file__).resolve().parents[3]
LEASE = timedelta(minutes=11)
DEATHS = 6
#: As in mortal.py: its exit when it dies; four people times four notices times two channels.
DEAD = 9
MESSAGES = 32
pytestmark = pytest.mark.slow


class Installation:
    """A database of its own, told by a program that can be killed at any step."""

    def __init__(self, folder: Path, smtp: int, sms: str) -> None:
        self.file = folder / "mortal.sqlite3"
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
        self.run("prepare")

    def run(self, *arguments: str) -> int:
        """Run the program; return its number of steps, or 0 when it died on the way."""
        return self.end_of(self.start(*arguments))

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start the program and leave it running."""
        return subprocess.Popen(
            [sys.executable, "-m", "tests.kernel.notices.mortal", *arguments],
            cwd=ROOT, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def end_of(self, program: "subprocess.Popen[str]") -> int:
        """Wait for a program; return as :meth:`run` does."""
        said, complained = program.communicate()
        assert program.returncode in (0, DEAD), complained
        return int(said or 0)

    def messages(self) -> dict[str, tuple[str, str]]:
        """Return channel and state of every message by its key."""
        with sqlite3.connect(self.file) as base:
            rows = base.execute("SELECT key, channel, state FROM notices_delivery").fetchall()
        base.close()
        return {key: (channel, state) for key, channel, state in rows}


def until_all_is_told(here: Installation, at: datetime, seed: int) -> int:
    """Kill the program again and again, each time after the leases ran out, then let it live.

    Half of the deaths are at random steps, half right after a message was handed over.
    """
    chance, deaths = Random(seed), 0  # noqa: S311 - where to die is no secret
    for _ in range(DEATHS // 2):
        deaths += here.run("run", at.isoformat(), str(chance.randint(1, 160)), "0") == 0
        deaths += here.run("run", (at + LEASE).isoformat(), "0", str(chance.randint(1, 6))) == 0
        at += 2 * LEASE
    here.run("run", at.isoformat(), "0", "0")
    return deaths


def test_a_sender_killed_at_random_steps_loses_nothing_and_sends_nothing_twice(tmp_path):
    with mail_server() as mails, gateway() as texts:
        here = Installation(tmp_path, mails.port, texts.url)
        deaths = until_all_is_told(here, AT, seed=20240312)
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
        both = [here.start("run", AT.isoformat(), "0", "0") for _ in range(2)]
        assert all(here.end_of(program) for program in both)
        assert {state for _, state in here.messages().values()} == {"sent"}
        assert len(mails.keys) == len(set(mails.keys)) == MESSAGES // 2
        assert len(texts.keys) == len(set(texts.keys)) == MESSAGES // 2
