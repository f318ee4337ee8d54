"""Seals cover every entry once, follow each other and can be checked outside."""

import stat
from datetime import date, timedelta
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bihuan.kernel.orgs.refusals import WrongState
from bihuan.kernel.trace import entries, seals, verify
from bihuan.kernel.trace.models import Entry, Seal
from tests.kernel.factories import AT, SETUP
from tests.kernel.trace.test_entries import a_matter

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 12)


@pytest.fixture(autouse=True)
def _own_data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def days(count: int) -> list[Seal]:
    """Seals of days on each of which something happened."""
    made = []
    for n in range(count):
        entries.append(a_matter(), "planned", by=SETUP, at=AT)
        made.append(seals.seal(DAY + timedelta(days=n), AT + timedelta(days=n + 1)))
    return made


def test_seals_follow_each_other_and_leave_out_no_entry():
    first, second, third = days(3)
    assert (first.first_id, first.previous) == (1, "")
    assert second.first_id == first.last_id + 1
    assert (second.previous, third.previous) == (seals.digest(first), seals.digest(second))
    unsealed = Entry.objects.filter(pk__gt=third.last_id)
    assert [e.verb for e in unsealed] == [seals.VERB]
    assert first.count + second.count + third.count + 1 == Entry.objects.count()


def test_sealing_a_day_again_returns_the_same_seal():
    (made,) = days(1)
    a_matter()
    assert seals.seal(DAY, AT + timedelta(days=9)) == made
    assert (Seal.objects.count(), Entry.objects.filter(verb=seals.VERB).count()) == (1, 1)


def test_a_day_before_the_last_sealed_one_is_refused():
    days(2)
    with pytest.raises(WrongState, match="已封存到2024-03-13"):
        seals.seal(DAY - timedelta(days=1), AT)
    assert Seal.objects.count() == 2


def test_a_day_on_which_nothing_happened_has_a_seal_too():
    made = seals.seal(DAY, AT)
    assert (made.first_id, made.last_id, made.count) == (1, 0, 0)
    assert verify.verify().ok


def test_an_exported_seal_can_be_checked_with_nothing_but_what_it_holds():
    exported = seals.export(days(2)[1])
    signed = [v for k, v in exported.items() if k not in ("digest", "public_key", "signature")]
    assert sha256("\x1f".join(signed).encode()).hexdigest() == exported["digest"]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(exported["public_key"]))
    signature = bytes.fromhex(exported["signature"])
    key.verify(signature, exported["digest"].encode())
    with pytest.raises(InvalidSignature):
        key.verify(signature, exported["root"].encode())


def test_the_printed_seal_shows_every_field_in_groups_people_can_compare():
    made = days(1)[0]
    sheet = seals.sheet(made)
    assert sheet.startswith("2024-03-12 痕迹封存凭证")
    assert made.root[:8] + " " + made.root[8:16] in sheet


def test_only_this_account_can_read_the_key(tmp_path):
    days(1)
    key = tmp_path / "seals" / "private.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_old_seals_stay_good_after_the_key_is_replaced(tmp_path):
    first = days(1)[0]
    (tmp_path / "seals" / "private.key").unlink()
    second = seals.seal(DAY + timedelta(days=1), AT)
    assert first.key_id != second.key_id
    assert verify.verify().ok


def test_a_public_key_that_is_gone_is_a_finding_of_its_own(tmp_path):
    made = days(1)[0]
    (tmp_path / "seals" / f"{made.key_id}.pub").unlink()
    (found,) = verify.verify().findings
    assert "缺少公钥" in found.says
