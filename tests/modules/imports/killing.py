"""Take an import in processes that are killed on their way; print what came of it as JSON.

Usage: python -m tests.modules.imports.killing ROWS DEATHS, on an empty database.
"""

import json
import os
import signal
import sys
from typing import Any

import django

HEAD = ("单位名称", "类别", "区划", "督办方", "类别标签")


def main(rows: int, deaths: int) -> None:
    """Judge an import, take it in processes killed after a few rows each, then to its end."""
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bihuan.kernel.orgs.models import Account
    from bihuan.modules.imports import intake
    from tests.kernel import factories
    from tests.modules.imports.conftest import carried, judged
    from tests.surfaces import twins

    county = twins.build("441521", "甲")
    term = county.terms["office_clerk"]
    if not Account.objects.filter(person=term.person).exists():
        factories.account_of(term)
    office = county.viewer("office_clerk")
    table = [(f"甲第{n}砖厂", "企业", "甲县", "甲县应急管理局", "规模以上") for n in range(rows)]
    made = judged(office, "units", HEAD, *table)
    intake.take(made, but_wrong=False, basis="", by=office, at=twins.NOW)
    cut_off = [_killed(made.pk, rows * (n + 1) // (deaths + 2)) for n in range(deaths)]
    done = carried(made)
    sys.stdout.write(json.dumps({"cut_off": cut_off, "state": done.state, **_counted()}) + "\n")


def _killed(pk: int, after: int) -> bool:
    """Start taking, kill the process once so many rows are taken; say whether it was cut off."""
    from django.db import connection

    connection.close()
    child = os.fork()
    if not child:
        _take(pk)
    while _taken(pk) < after and os.waitpid(child, os.WNOHANG) == (0, 0):
        connection.close()
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _take(pk: int) -> None:
    from bihuan.modules.imports import work
    from tests.surfaces import twins

    try:
        while work.carry_on(pk, twins.NOW):
            pass
    finally:
        os._exit(0)


def _taken(pk: int) -> int:
    from bihuan.modules.imports.models import ImportRow

    return ImportRow.objects.filter(of=pk, outcome="taken").count()


def _counted() -> dict[str, Any]:
    from bihuan.kernel.orgs.models import Unit, UnitTag
    from bihuan.kernel.trace.models import Entry
    from bihuan.kernel.trace.verify import verify
    from bihuan.modules.imports.models import ImportRow

    firms = Unit.objects.filter(name__endswith="砖厂")
    return {
        "taken": ImportRow.objects.filter(outcome="taken").count(),
        "units": firms.count(),
        "names": firms.values("name").distinct().count(),
        "tags": UnitTag.objects.filter(unit__in=firms).count(),
        "entries": Entry.objects.filter(verb="registered").count(),
        "findings": len(verify().findings),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
