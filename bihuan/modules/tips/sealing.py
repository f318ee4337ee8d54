"""Sealing who reported: with a public key by anybody, opened with a private key kept elsewhere.

X25519, HKDF-SHA256 and ChaCha20-Poly1305 of the library ``cryptography``. The private key is made
once, handed to the custodian as a file locked with her passphrase, and kept nowhere here.
"""

import json
import os
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_GROUPS, _GROUP = 4, 4
_POINT, _NONCE = 32, 12
#: What is sealed is filled up to a multiple of this: its length tells nothing.
_BLOCK: Final = 512
_PURPOSE: Final = b"bihuan tip identity 1"


class Locked(Exception):
    """What could not be opened: another key, another passphrase, or bytes that were changed."""


def new_key(passphrase: str) -> tuple[str, bytes]:
    """Return a new public key as hex, and its private key as a file locked with the passphrase."""
    private = X25519PrivateKey.generate()
    locked = private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode())
    )
    return private.public_key().public_bytes_raw().hex(), locked


def fingerprint(public: str) -> str:
    """Return the short name of a public key, as people compare it."""
    digest = sha256(bytes.fromhex(public)).hexdigest()[:16].upper()
    return "-".join(digest[n : n + 4] for n in range(0, 16, 4))


def seal(public: str, facts: Mapping[str, str], bound_to: str) -> str:
    """Return facts sealed with a public key, as hex; they open only where they were bound to."""
    once = X25519PrivateKey.generate()
    point, nonce = once.public_key().public_bytes_raw(), os.urandom(_NONCE)
    shared = once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(public)))
    text = json.dumps(dict(facts), ensure_ascii=False).encode()
    filled = text + b" " * (-len(text) % _BLOCK)
    closed = ChaCha20Poly1305(_derived(shared, point)).encrypt(nonce, filled, bound_to.encode())
    return (point + nonce + closed).hex()


def unseal(sealed: str, locked: bytes, passphrase: str, bound_to: str) -> dict[str, str]:
    """Return what was sealed. Raises :class:`Locked` for a wrong key, passphrase or place."""
    raw = bytes.fromhex(sealed)
    point, nonce, closed = raw[:_POINT], raw[_POINT : _POINT + _NONCE], raw[_POINT + _NONCE :]
    try:
        private = load_pem_private_key(locked, passphrase.encode())
        if not isinstance(private, X25519PrivateKey):
            raise Locked
        shared = private.exchange(X25519PublicKey.from_public_bytes(point))
        cipher = ChaCha20Poly1305(_derived(shared, point))
        found = json.loads(cipher.decrypt(nonce, closed, bound_to.encode()))
    except (ValueError, TypeError, InvalidTag) as error:
        raise Locked from error
    return {str(name): str(value) for name, value in found.items()}


def new_code() -> str:
    """Return a code of 80 random bits that can be read aloud: ``K7MX-2QPA-9RTB-HV4D``."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def code_digest(code: str) -> str:
    """Return what is kept of a code, however it was typed; the code itself is kept nowhere."""
    typed = "".join(sign for sign in code.upper() if sign in _ALPHABET)
    return sha256(b"bihuan tip code 1:" + typed.encode()).hexdigest()


def _derived(shared: bytes, point: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=point, info=_PURPOSE).derive(shared)
