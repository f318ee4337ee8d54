"""An attacker with the database and the disk, but not the seal's key: one change at a time."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

from django.db import connection, models

from bihuan.kernel.letters.models import Letter
from bihuan.kernel.trace import evidence
from bihuan.kernel.trace.entries import digest, rows_of
from bihuan.kernel.trace.models import Chain, Entry, Evidence, Matter, Seal

#: What signing does not make final: where the letter stands, and why it was cancelled.
OPEN_COLUMNS = {"id", "state", "cancelled_because"}
TRIGGERS = "bihuan.kernel.trace.migrations.0002_append_only"


def drop_triggers() -> None:
    """Remove what makes the tables append-only, as the owner of the database can."""
    import_module(TRIGGERS).release(connection)


def put_triggers_back() -> None:
    """Make the tables append-only again."""
    import_module(TRIGGERS).protect(connection)


def tamper(dice: Random) -> str:
    """Make one change somewhere and say what it was; nothing else is adjusted to it."""
    act: Callable[[Random], str] = dice.choice(
        [_change] * 8 + [_delete] * 3 + [_swap] * 2 + [_truncate, _insert] * 2 + [_damage] * 2
    )
    return act(dice)


def _change(dice: Random) -> str:
    model, fields = dice.choice(columns())
    row = dice.choice(list(rows_of(model).all()))
    return change(row, dice.choice(fields), dice)


def change(row: models.Model, column: Any, dice: Random) -> str:
    """Put another value into one column of one row and say what it was."""
    model = type(row)
    value = _other(getattr(row, column.attname), column, dice)
    rows_of(model).filter(pk=row.pk).update(**{column.attname: value})
    return f"{model.__name__} {row.pk}: {column.name} = {value!r}"


def columns() -> list[tuple[type[models.Model], list[Any]]]:
    """Return the tables with the columns that nobody may change, as often as they are chosen."""

    def of(model: type[models.Model], but: set[str]) -> list[Any]:
        return [f for f in model._meta.concrete_fields if f.name not in but]

    heads = [f for f in Matter._meta.concrete_fields if f.name.startswith("trail_")]
    return [
        *[(Entry, of(Entry, {"id"}))] * 4,
        (Evidence, of(Evidence, set())),
        (Seal, of(Seal, {"id"})),
        (Letter, of(Letter, OPEN_COLUMNS)),
        (Matter, heads),
        (Chain, heads),
    ]


def _other(value: Any, column: Any, dice: Random) -> Any:
    """A value of the same kind that is not this one."""
    if isinstance(value, dict):
        return {**value, "paragraphs": ["另一种说法"]}
    if isinstance(value, datetime):
        return value + timedelta(microseconds=dice.choice([1, 10**6, 10**11]))
    if isinstance(value, date):
        return value + timedelta(days=dice.choice([-400, 400]))
    if isinstance(value, int | float):
        return value + dice.choice([1, 7, 1000]) * 1000
    if value is None:
        return AT if isinstance(column, models.DateTimeField) else 1
    if not value:
        return "x"
    at = dice.randrange(len(value))
    return (
        value[:at]
        + dice.choice(["\x1f", "乱"] if "digest" not in column.name else ["g"])
        + value[at + 1 :]
    )


AT = datetime.fromisoformat("2020-01-01T00:00:00Z")


def _delete(dice: Random) -> str:
    model = dice.choice([Entry, Entry, Evidence, Seal, Letter, Matter, Chain])
    row = dice.choice(list(_deletable(model)))
    rows = rows_of(model).filter(pk=row.pk)
    rows._raw_delete(rows.db)
    return f"{model.__name__} {row.pk} deleted"


def _deletable(model: type[models.Model]) -> Any:
    """All rows; of letters the signed ones, since drafts are in no trace but their own."""
    return rows_of(model).exclude(digest="") if model is Letter else rows_of(model).all()


def _swap(dice: Random) -> str:
    """Let two entries change places: in their chain, in the order of ids, or in what they say."""
    first, second = dice.sample(list(Entry.objects.filter(pk__lte=_sealed())), 2)
    what = dice.choice(["id", "place", "words"])
    if what == "id":
        for old, new in ((first.pk, -1), (second.pk, first.pk), (-1, second.pk)):
            Entry.objects.filter(pk=old).update(id=new)
    elif what == "place":
        places = (first.chain, first.seq), (second.chain, second.seq)
        _place(first, "tmp", 1)
        _place(second, *places[0])
        _place(first, *places[1])
    else:
        second.body += " "
        Entry.objects.filter(pk=first.pk).update(body=second.body, verb=second.verb)
        Entry.objects.filter(pk=second.pk).update(body=first.body, verb=first.verb)
    return f"entries {first.pk} and {second.pk} swapped: {what}"


def _place(entry: Entry, chain: str, seq: int) -> None:
    Entry.objects.filter(pk=entry.pk).update(chain=chain, seq=seq)


def _truncate(dice: Random) -> str:
    """Remove the last entries of a chain; half the time with the head set back to fit."""
    matter = dice.choice(list(rows_of(Matter).filter(trail_count__gt=1)))
    links = list(Entry.objects.filter(chain=matter.chain).order_by("seq"))
    keep = dice.randrange(1, len(links))
    gone = Entry.objects.filter(chain=matter.chain, seq__gt=keep)
    sealed = gone.filter(pk__lte=_sealed()).exists()
    gone._raw_delete(gone.db)
    if sealed and dice.random() < 0.5:
        head = {"trail_count": keep, "trail_head": links[keep - 1].digest}
        rows_of(Matter).filter(pk=matter.pk).update(**head)
    return f"{matter.chain} cut to {keep}"


def _insert(dice: Random) -> str:
    """Add an entry with a right digest (at a chain's end, to no chain, far below) or evidence."""
    if dice.random() < 0.3:
        row = dice.choice(list(Evidence.objects.all()))
        row.pk = None
        row.save(force_insert=True)
        return f"evidence copied to {row.pk}"
    entry = dice.choice(list(Entry.objects.all()))
    owner = rows_of(Matter).filter(pk=entry.chain[1:]).first() if entry.chain[0] == "m" else None
    kind = dice.choice(["end", "nowhere", "gap"])
    entry.pk = -5 if kind == "gap" else None
    if owner is None or kind == "nowhere":
        entry.chain, entry.seq, entry.previous = "m999999", 1, ""
    else:
        entry.seq, entry.previous = owner.trail_count + 1, owner.trail_head
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    if owner is not None and kind == "gap":
        head = {"trail_count": entry.seq, "trail_head": entry.digest}
        rows_of(Matter).filter(pk=owner.pk).update(**head)
    return f"entry inserted: {kind} {entry.chain}"


def _damage(dice: Random) -> str:
    path = dice.choice(sorted(p for p in evidence.root().rglob("*") if p.is_file()))
    content = bytearray(path.read_bytes())
    what = dice.choice(["bit", "cut", "more", "gone"])
    if what == "gone":
        path.unlink()
    elif what == "bit":
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        path.write_bytes(bytes(content))
    else:
        path.write_bytes(bytes(content[:-1] if what == "cut" else content + b"\n"))
    return f"{path.name[:8]}: {what}"


def _sealed() -> int:
    last = Seal.objects.order_by("-day").first()
    return last.last_id if last else 0


def files_as_they_are() -> dict[Path, bytes]:
    """The content of every kept file, to put back what an attacker did to them."""
    return {p: p.read_bytes() for p in evidence.root().rglob("*") if p.is_file()}
