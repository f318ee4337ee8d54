"""Whenever the jobs are killed, and however many run at once: nothing is lost, nothing is twice."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests import migrated

from .killing import FIRMS, MONTHS, RULES

pytestmark = pytest.mark.own_database
ROOT = Path(__file__).resolve().parents[3]
OWED = FIRMS * RULES * MONTHS
AS_IF_ONCE = {
    "opened": OWED, "bases": RULES * MONTHS, "rungs": [2], "entries": [3], "notices": 4 * OWED,
    "supervise": OWED, "letters": OWED, "sign": OWED, "tallies": True, "findings": [],
}  # fmt: skip


@pytest.fixture
def address(tmp_path):
    """The address of a database of its own without a row, gone afterwards."""
    with migrated.database(tmp_path, f"own_{uuid.uuid4().hex[:12]}") as made:
        yield made


def run(address, tmp_path, *arguments):
    environment = os.environ | {
        "BIHUAN_DATABASE": address, "BIHUAN_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.kernel.obligations.killing", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    return found.pop("killed"), found, done.stderr


@pytest.mark.slow
def test_killed_fifty_times_it_ends_as_if_it_had_run_once(address, tmp_path):
    killed, state, _ = run(address, tmp_path, "kills", "50", "7")
    assert killed["sweep"] > 5
    assert killed["materialise"] > 0
    assert state == AS_IF_ONCE


@pytest.mark.slow
def test_three_at_once_do_what_one_does(address, tmp_path):
    failed, state, says = run(address, tmp_path, "pair", "3", "7")
    assert failed == {"materialise": 0, "sweep": 0}, says
    assert state == AS_IF_ONCE
