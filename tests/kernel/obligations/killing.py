"""Run sweep and materialise in processes that are killed anywhere; print what came of it as JSON.

Usage: python -m tests.kernel.obligations.killing (kills|pair) NUMBER SEED, on an empty database.
"""

import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

FIRMS, RULES, MONTHS = 60, 3, 3
CHUNK = 20


def main(how: str, number: int, seed: int) -> None:
    """Set up, run both jobs killed (or several at once), then once to the end; print the state."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _county()
    random.seed(seed)
    from bihuan.kernel.obligations import sweep

    sweep.CHUNK = CHUNK
    from .conftest import moment

    opened, swept = moment("2025-03-02"), moment("2025-06-01")
    killed = {}
    jobs = {"materialise": lambda: _materialise(opened), "sweep": lambda: _sweep(swept)}
    for name, job in jobs.items():
        killed[name] = _kill(job, number) if how == "kills" else _together([job] * number)
        job()
    sys.stdout.write(json.dumps({"killed": killed, **_state()}) + "\n")


def _county() -> None:
    from bihuan.kernel.law.models import Clause, Document, Ladder, LadderStep, Rule
    from bihuan.kernel.orgs.models import Place, Unit
    from bihuan.kernel.orgs.roles import load_roles

    load_roles()
    place = Place.objects.create(code="44", name="县", level="county", path="44/")

    def unit(name: str, kind: str, supervisor: Unit | None = None) -> Unit:
        return Unit.objects.create(
            name=name, kind=kind, place=place, place_path="44/", supervisor=supervisor
        )

    unit("县安委办", "committee_office")
    bureau = unit("县应急局", "regulator")
    for number in range(FIRMS):
        unit(f"公司{number}", "enterprise", bureau)
    document = Document.objects.create(
        key="T/doc", title="办法", place=place, level="county", status="in_force", sha256=""
    )
    clause = Clause.objects.create(
        document=document, path="五", text="检查", start=0, end=2, position=0
    )
    ladder = Ladder.objects.create(key="t#l", title="阶梯")
    steps = (
        {"after_hours": 0, "stage": 1, "tells": ["holder"]},
        {"after_hours": 72, "stage": 2, "tells": ["holder", "supervisor"], "opens_hours": 48},
        {"after_hours": 240, "stage": 3, "tells": ["office"], "letter": "supervision_order"},
    )
    for position, step in enumerate(steps):
        LadderStep.objects.create(ladder=ladder, position=position, **step)
    for number in range(RULES):
        Rule.objects.create(
            key=f"t#{number}", clause=clause, place=place, duty="check", title="检查", says="检查",
            selects={"kinds": ["enterprise"]}, per="month", times=1, ladder=ladder,
            in_force_from=date(2025, 1, 1),
        )  # fmt: skip


def _materialise(at: object) -> None:
    from bihuan.kernel.obligations.materialise import materialise

    materialise(at)


def _sweep(at: object) -> None:
    from bihuan.kernel.obligations.sweep import sweep

    sweep(at)


def _kill(job: Callable[[], None], number: int) -> int:
    """Start the job so many times and kill it a moment later; return how many were cut off."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    cut_off = 0
    for _ in range(number):
        child = _start(job)
        # Wait for the child to finish by itself, but no longer than this.
        finished = signal.sigtimedwait({signal.SIGCHLD}, random.uniform(0.01, 0.25))  # noqa: S311
        if finished is None:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        while signal.sigtimedwait({signal.SIGCHLD}, 0):
            pass
        cut_off += os.WIFSIGNALED(status)
    return cut_off


def _together(jobs: Sequence[Callable[[], None]]) -> int:
    """Run jobs at the same time; return how many failed."""
    children = [_start(job) for job in jobs]
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)


def _start(job: Callable[[], None]) -> int:
    from django.db import connection

    connection.close()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        job()
        code = 0
    finally:
        if code:
            sys.excepthook(*sys.exc_info())
        os._exit(code)


def _state() -> dict[str, object]:
    from bihuan.kernel.letters.models import Letter
    from bihuan.kernel.notices.models import Notice
    from bihuan.kernel.obligations import tallies
    from bihuan.kernel.obligations.models import Base, Obligation
    from bihuan.kernel.trace.models import Entry
    from bihuan.kernel.trace.verify import verify

    rows = Obligation.objects.everywhere("what the killed left")
    periodic = rows.filter(kind="periodic")
    climbed = Counter(Entry.objects.filter(verb="climbed").values_list("chain", flat=True))
    counted = Counter(rows.filter(done_at=None).values_list("kind", "stage"))
    notices = Notice.objects.everywhere("test").filter(chain__in=[o.chain for o in periodic])
    return {
        "opened": periodic.count(),
        "bases": Base.objects.count(),
        "rungs": sorted(set(periodic.values_list("rung", flat=True))),
        "entries": sorted({climbed[row.chain] for row in periodic}),
        "notices": notices.count(),
        "supervise": rows.filter(kind="supervise").count(),
        "letters": Letter.objects.everywhere("test").count(),
        "sign": rows.filter(kind="sign").count(),
        "tallies": {
            f"{kind}{stage}": n
            for kind, stages in tallies.counts("44/").items()
            for stage, n in stages.items()
        } == {f"{kind}{stage}": n for (kind, stage), n in counted.items()},
        "findings": [finding.says for finding in verify().findings],
    }  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
