"""The public password of the demonstration is hashed cheaply there, and nowhere else."""

from django.contrib.auth.hashers import Argon2PasswordHasher, get_hasher

from bihuan.demo.accounts import PASSWORD
from bihuan.demo.signins import PublicPasswordHasher


def test_each_hash_has_a_salt_of_its_own_and_is_right_for_the_installation():
    quick, full = PublicPasswordHasher(), Argon2PasswordHasher()
    one, other = (quick.encode(PASSWORD, quick.salt()) for _ in range(2))
    assert one != other
    assert full.verify(PASSWORD, one)
    assert not full.verify(PASSWORD + "x", one)


def test_the_first_sign_in_hashes_anew_at_full_cost():
    quick, full = PublicPasswordHasher(), Argon2PasswordHasher()
    assert full.must_update(quick.encode(PASSWORD, quick.salt()))
    assert not full.must_update(full.encode(PASSWORD, full.salt()))


def test_the_hasher_of_the_installation_is_another_one():
    assert not isinstance(get_hasher("default"), PublicPasswordHasher)
