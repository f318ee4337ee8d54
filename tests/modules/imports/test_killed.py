"""Processes that take an import are killed for good; the last one doubles and loses nothing."""

import json
import os
import subprocess
import sys

import pytest

from tests.kernel.obligations.test_killing import ROOT, address  # noqa: F401 - a fixture

ROWS, DEATHS = 60, 3


@pytest.mark.own_database
@pytest.mark.slow
def test_killed_on_its_way_three_times_it_is_taken_once_and_whole(address, tmp_path):  # noqa: F811
    environment = os.environ | {
        "BIHUAN_DATABASE": address, "BIHUAN_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.modules.imports.killing", str(ROWS), str(DEATHS)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found.pop("cut_off") == [True] * DEATHS
    assert found == {
        "state": "taken", "taken": ROWS, "units": ROWS, "names": ROWS, "tags": ROWS,
        "entries": ROWS, "findings": 0,
    }  # fmt: skip
