"""Numbers people read aloud on the phone: RW-2024-441521-000123."""

from django.db import connection, transaction

_TAKE = """
INSERT INTO trace_counter (series, last) VALUES (%s, %s)
ON CONFLICT (series) DO UPDATE SET last = trace_counter.last + excluded.last
RETURNING last
"""


def next_number(prefix: str, place_code: str, year: int) -> str:
    """Return the next number of a kind, place and year, such as ``RW-2024-441521-000123``.

    Taken in the caller's transaction and given back with it, so the series has no gaps; a second
    caller waits for the first to commit. Longer than six digits when a series needs more.
    """
    return next_numbers(prefix, place_code, year, 1)[0]


def next_numbers(prefix: str, place_code: str, year: int, count: int) -> list[str]:
    """Return the next ``count`` numbers of a series, in order; see :func:`next_number`."""
    if count < 1:
        return []
    series = f"{prefix}-{year}-{place_code}"
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_TAKE, [series, count])
        (last,) = cursor.fetchone()
    return [f"{series}-{n:06d}" for n in range(last - count + 1, last + 1)]
