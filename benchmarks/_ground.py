"""The ground the benchmarks stand on: a province of enterprises with obligations in every state.

Built by set statements, the same on SQLite and PostgreSQL. Of each ``rows / MOVES`` neighbouring
obligations one belongs to each window: those of window *w* have their next rung at ``T0`` plus *w*
hours, so that a sweep has ``MOVES`` rows spread over the whole table. The rest sleep or lie ahead.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bihuan.kernel.orgs.models import Place

MOVES = 50_000
WINDOWS = 8
COUNTIES, TOWNS = 20, 20
T0 = datetime(2025, 6, 1, tzinfo=UTC)
FIRM, OFFICE, BUREAU, COUNTY = 1_000, 100, 200, "44/4401/"
RULE, CHECK, SUPERVISE = 1, 1, 2


def set_up() -> None:
    """Start Django on the installation the environment names."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def rows() -> int:
    """Return how many obligations the ground has."""
    return int(os.environ.get("BIHUAN_BENCH_ROWS", "1000000"))


def window(number: int) -> datetime:
    """Return the moment at which the obligations of a window, and none of a later one, are due."""
    return T0 + timedelta(hours=number)


def execute(statement: str, values: object = None) -> int:
    """Run a statement and return how many rows it changed."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def settle() -> None:
    """Bring the planner's statistics up to date."""
    from django.db import connection

    if connection.vendor == "postgresql":
        execute("VACUUM ANALYZE")
    else:
        execute("ANALYZE")


def main() -> bool:
    """Fill an empty installation."""
    set_up()
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    if connection.vendor == "postgresql":
        execute("SET session_replication_role = replica")
    with connection.constraint_checks_disabled(), transaction.atomic(), _without_indexes():
        _law_and_places()
        _units(min(rows(), 1_000_000))
        _bases(rows(), min(rows(), 1_000_000))
        _obligations(rows(), min(rows(), 1_000_000))
        _tallies()
    settle()
    return True


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Build the indexes of the large tables after the rows: half of the time."""
    from django.db import connection

    tables = "('obligations_obligation', 'orgs_unit')"
    if connection.vendor == "postgresql":
        question = (
            f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN {tables} AND NOT "
            "EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexname::regclass)"
        )
    else:
        question = (
            f"SELECT name, sql FROM sqlite_master WHERE tbl_name IN {tables} AND type = 'index' "
            "AND sql IS NOT NULL"
        )
    with connection.cursor() as cursor:
        cursor.execute(question)
        indexes = cursor.fetchall()
    for name, _ in indexes:
        execute(f'DROP INDEX "{name}"')
    yield
    for _, statement in indexes:
        execute(statement)


def _law_and_places() -> None:
    from bihuan.kernel.orgs.models import Place, Unit
    from bihuan.kernel.orgs.roles import load_roles

    load_roles()
    province = Place.objects.create(code="44", name="省", level="province", path="44/")
    Unit.objects.create(
        pk=OFFICE, name="省安委办", kind="committee_office", place=province, place_path="44/"
    )
    for c in range(1, COUNTIES + 1):
        code = f"44{c:02}"
        county = Place.objects.create(
            pk=100 + c, code=code, name=code, level="county", parent=province, path=f"44/{code}/"
        )
        for pk, kind in ((OFFICE + c, "committee_office"), (BUREAU + c, "regulator")):
            Unit.objects.create(
                pk=pk, name=f"{code}{kind}", kind=kind, place=county, place_path=county.path
            )
        for t in range(1, TOWNS + 1):
            Place.objects.create(
                pk=100 + c * 100 + t, code=f"{code}{t:02}", name=f"{t}", level="town",
                parent=county, path=f"{county.path}{code}{t:02}/",
            )  # fmt: skip
    _law(province)


def _law(province: "Place") -> None:
    from bihuan.kernel.law.models import Clause, Document, Ladder, LadderStep, Rule

    document = Document.objects.create(
        key="B/doc", title="办法", place=province, level="province", status="in_force", sha256=""
    )
    clause = Clause.objects.create(
        pk=1, document=document, path="五", no="5", text="每月检查", start=0, end=4, position=0
    )
    check = Ladder.objects.create(pk=CHECK, key="B#check", title="检查")
    supervise = Ladder.objects.create(pk=SUPERVISE, key="B#supervise", title="督办")
    steps = ((-72, 0, None), (0, 1, None), (168, 2, 120))
    for position, (hours, stage, opens) in enumerate(steps):
        LadderStep.objects.create(
            ladder=check, position=position, after_hours=hours, stage=stage,
            tells=["holder"] if opens is None else ["holder", "supervisor"],
            opens_hours=opens, opens_ladder=supervise if opens else None,
        )  # fmt: skip
    LadderStep.objects.create(
        ladder=supervise, position=0, after_hours=0, stage=2, tells=["holder", "office"]
    )
    Rule.objects.create(
        pk=RULE, key="B#rule", clause=clause, place=province, duty="check", title="安全检查",
        says="每月检查", selects={"kinds": ["enterprise"]}, per="", times=None, ladder=check,
    )  # fmt: skip


def series(count: int) -> str:
    """Return a query of the numbers from 0 to ``count - 1`` as ``i``."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return f"SELECT i FROM generate_series(0, {count - 1}) AS i"
    return (
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n "
        f"WHERE i < {count - 1}) SELECT i FROM n"
    )


def _units(count: int) -> None:
    # Fifty neighbours live in one town; no other property of a row goes with its place.
    county, town = "(i / 50) % 20", "(i / 1000) % 20"
    execute(
        "INSERT INTO orgs_unit (id, name, initials, kind, place_id, place_path, supervisor_id, "
        f"industry, status, invented, attributes) SELECT {FIRM} + i, '企业' || i, 'qy' || i, "
        f"'enterprise', p.id, p.path, {BUREAU} + {county} + 1, '', 'operating', {_false()}, '{{}}' "
        f"FROM ({series(count)}) s JOIN orgs_place p "
        f"ON p.id = 100 + ({county} + 1) * 100 + {town} + 1"
    )


def _bases(count: int, units: int) -> None:
    """Make a base of every unit for each period there are rows of: the running month, backwards."""
    from bihuan.kernel.obligations.models import Base

    for number in range(1 + (count - 1) // units):
        year, month = divmod(T0.year * 12 + T0.month - 1 - number, 12)
        starts = date(year, month + 1, 1)
        Base.objects.create(
            pk=1 + number, rule_id=RULE, period=f"{starts:%Y-%m}", per="month", starts=starts,
            ends=starts, cut_off=starts, made_at=T0, frozen_at=T0, size=units,
        )  # fmt: skip


def _obligations(count: int, units: int) -> None:
    windows = count // MOVES
    second = f"(i / {windows}) % 5 = 0"
    after = f"CASE WHEN {second} THEN -168 ELSE 0 END"
    due = (
        f"CASE WHEN i % {windows} < {WINDOWS} THEN {_after(f'i % {windows} + {after}')} "
        f"ELSE {_after('i % 3989')} END"
    )
    next_at = (
        f"CASE WHEN i % {windows} < {WINDOWS} THEN {_after(f'i % {windows}')} "
        f"WHEN i % 2 = 0 THEN {_after('8760 + i % 3989')} END"
    )
    rung = f"CASE WHEN i % {windows} < {WINDOWS} THEN CASE WHEN {second} THEN 1 ELSE 0 END "
    rung += "WHEN i % 2 = 0 THEN 0 ELSE 2 END"
    stage = f"CASE WHEN i % {windows} < {WINDOWS} THEN CASE WHEN {second} THEN 1 ELSE 0 END "
    stage += "WHEN i % 2 = 0 THEN 0 ELSE 2 END"
    execute(
        "INSERT INTO obligations_obligation (id, kind, title, clause_id, rule_id, base_id, "
        "late_joiner, step, holder_id, supervisor_id, subject_id, place_path, period, slot, "
        "times_needed, times_done, opened_at, legal_due, current_due, ladder_id, rung, stage, "
        "next_at, outcome, mode, revision, trail_count, trail_head) "
        f"SELECT 1 + i, 'periodic', '安全检查', 1, {RULE}, b.id, {_false()}, '', u.id, "
        f"u.supervisor_id, u.id, u.place_path, b.period, '', 1, 0, {_after('-2000')}, "
        f"{due}, {due}, {CHECK}, {rung}, {stage}, {next_at}, '', '', 0, 0, "
        f"{_head('i')} FROM ({series(count)}) s JOIN orgs_unit u ON u.id = {FIRM} + i % {units} "
        f"JOIN obligations_base b ON b.id = 1 + i / {units} ORDER BY i"
    )
    made = ("orgs_unit", "orgs_place", "law_clause", "law_ladder", "law_rule", "obligations_base")
    for table in (*made, "obligations_obligation"):
        _restart(table)


def _tallies() -> None:
    execute(
        "INSERT INTO obligations_tally (place_path, kind, stage, n) SELECT place_path, kind, stage,"
        " COUNT(*) FROM obligations_obligation GROUP BY place_path, kind, stage"
    )


def _after(hours: str) -> str:
    """Return a moment so many hours after T0."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return f"(timestamptz '{T0:%Y-%m-%d %H:%M:%S}+00' + ({hours}) * interval '1 hour')"
    return f"datetime('{T0:%Y-%m-%d %H:%M:%S}', ({hours}) || ' hours')"


def _head(number: str) -> str:
    """Return a text of 64 hex digits that differs from row to row."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return f"md5('a' || {number}) || md5('b' || {number})"
    return f"printf('%064x', {number} * 7919)".replace("%", "%%")


def _false() -> str:
    from django.db import connection

    return "false" if connection.vendor == "postgresql" else "0"


def _restart(table: str) -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))"
        )
