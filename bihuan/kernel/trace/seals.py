"""The daily seal: a signed Merkle root that shows later that nothing before it was altered."""

import os
import tempfile
from contextlib import suppress
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from bihuan.kernel.orgs.refusals import WrongState
from bihuan.kernel.orgs.viewer import Machine
from bihuan.lib import hashing

from .entries import SYSTEM, append, chain_of, instant
from .models import Chain, Entry, Seal

VERB: Final = "sealed"
FORMAT: Final = "bihuan seal 1"
_MACHINE: Final = Machine("seal")
_KEY_ID_LENGTH: Final = 16


def seal(day: date, at: datetime) -> Seal:
    """Seal all entries since the previous seal under the name of ``day`` and return the seal.

    A day sealed already is returned as it is. The seal is chained to the previous one, signed with
    the installation's Ed25519 key (made in the data folder at first use) and recorded in the
    system's chain. Raises :class:`WrongState` for a day before the last sealed one.
    """
    last_id = _settled_id()
    with transaction.atomic():
        system = chain_of(SYSTEM)
        Chain.objects.select_for_update().get(pk=system.pk)
        previous = Seal.objects.order_by("-day").first()
        if previous is not None and previous.day > day:
            raise WrongState(f"痕迹已封存到{previous.day}，不能再封存{day}。")
        if previous is not None and previous.day == day:
            return previous
        made = _draw_up(day, previous, last_id, at)
        made.save(force_insert=True)
        append(system, VERB, by=_MACHINE, at=at, body=record(made))
    return made


def record(made: Seal) -> dict[str, str]:
    """Return what the system's chain keeps of a seal."""
    return {"day": made.day.isoformat(), "digest": digest(made), "signature": made.signature}


def digest(made: Seal) -> str:
    """Return what is signed: the digest of every column but the signature."""
    return hashing.digest(
        FORMAT,
        made.day.isoformat(),
        str(made.first_id),
        str(made.last_id),
        str(made.count),
        made.root,
        made.previous,
        made.key_id,
        instant(made.at),
    )


def merkle(first_id: int, last_id: int) -> tuple[int, str]:
    """Return how many entries have an id in this range and the root over them, in id order."""
    rows = Entry.objects.filter(pk__range=(first_id, last_id)).order_by("pk")
    pairs = rows.values_list("pk", "digest").iterator(chunk_size=10_000)
    leaves = [f"{pk}:{entry}" for pk, entry in pairs]
    return len(leaves), hashing.merkle_root(leaves)


def signed(made: Seal) -> bool | None:
    """Say whether the signature is right; ``None`` when the public key is not there."""
    try:
        key = Ed25519PublicKey.from_public_bytes(_public_path(made.key_id).read_bytes())
    except FileNotFoundError:
        return None
    try:
        key.verify(bytes.fromhex(made.signature), digest(made).encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def export(made: Seal) -> dict[str, str]:
    """Return the seal as it leaves the installation: kept or printed elsewhere, it proves later.

    The digest is the SHA-256 of the other fields but the last two, in this order and joined by
    U+001F; the signature is Ed25519 over the digest's 64 characters.
    """
    public = _public_path(made.key_id).read_bytes()
    names = ("first_id", "last_id", "count", "root", "previous", "key_id")
    columns = {name: str(getattr(made, name)) for name in names}
    return {
        "format": FORMAT,
        "day": made.day.isoformat(),
        **columns,
        "at": instant(made.at),
        "digest": digest(made),
        "public_key": public.hex(),
        "signature": made.signature,
    }


def sheet(made: Seal) -> str:
    """Return the exported seal as lines for printing, long digits in groups of eight."""
    lines = [f"{made.day} 痕迹封存凭证（{made.count}条）"]
    for name, value in export(made).items():
        cut = [value[n : n + 8] for n in range(0, len(value), 8)] if len(value) > 40 else [value]
        lines.append(f"{name:<10}  {' '.join(cut)}")
    return "\n".join(lines) + "\n"


def _settled_id() -> int:
    """Return the highest id such that no entry with a lower one can still appear.

    On PostgreSQL ids are given before the commit; locking the table for a moment waits for all
    who hold one. It is done in a transaction of its own, before any row is locked.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE trace_entry IN SHARE ROW EXCLUSIVE MODE")
        return Entry.objects.aggregate(last=Max("pk"))["last"] or 0


def _draw_up(day: date, previous: Seal | None, last_id: int, at: datetime) -> Seal:
    first_id = previous.last_id + 1 if previous else 1
    last_id = max(last_id, first_id - 1)
    count, root = merkle(first_id, last_id)
    key = _private_key()
    made = Seal(
        day=day,
        first_id=first_id,
        last_id=last_id,
        count=count,
        root=root,
        previous=digest(previous) if previous else "",
        key_id=_key_id(key.public_key()),
        at=at,
    )
    made.signature = key.sign(digest(made).encode()).hex()
    return made


def _private_key() -> Ed25519PrivateKey:
    path = Path(settings.DATA_DIR) / "seals" / "private.key"
    if not path.exists():
        fresh = Ed25519PrivateKey.generate()
        _write_once(path, fresh.private_bytes_raw())
    key = Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    _write_once(_public_path(_key_id(key.public_key())), key.public_key().public_bytes_raw())
    return key


def _public_path(key_id: str) -> Path:
    return Path(settings.DATA_DIR) / "seals" / f"{key_id}.pub"


def _key_id(key: Ed25519PublicKey) -> str:
    return sha256(key.public_bytes_raw()).hexdigest()[:_KEY_ID_LENGTH]


def _write_once(path: Path, content: bytes) -> None:
    """Write a file, readable by this account only, unless it is there; of two writers one wins."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    with suppress(FileExistsError):
        os.link(draft, path)
    os.unlink(draft)
