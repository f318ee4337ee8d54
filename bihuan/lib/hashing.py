"""Digests for records that must not be altered: one text per record, one root per day.

The tree is that of RFC 6962: leaves and nodes are hashed with different first bytes, so that a
node can never be passed off as a record, and an odd last node rises unchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

SEPARATOR = "\x1f"
LEAF = b"\x00"
NODE = b"\x01"


@dataclass(frozen=True)
class ProofStep:
    """A neighbour on the way from a leaf to the root, and the side on which it stands."""

    side: Literal["left", "right"]
    digest: str


def digest(*fields: str | None) -> str:
    """Return the SHA-256, in hex, of the fields joined by U+001F in UTF-8.

    None is written as the empty string, so the two are the same to a digest. Raises ValueError
    when there is no field or one contains U+001F, which would let two records look alike.
    """
    if not fields:
        raise ValueError("没有内容，无法计算摘要。")
    for number, field in enumerate(fields, 1):
        if field is not None and SEPARATOR in field:
            raise ValueError(f"第{number}项含有不可见的分隔符（U+001F），请删去后再保存。")
    return sha256(SEPARATOR.join(field or "" for field in fields).encode()).hexdigest()


def merkle_root(leaves: Sequence[str]) -> str:
    """Return the root, in hex, over `leaves` in their order; leaves are any texts.

    No leaves give the SHA-256 of nothing (RFC 6962, 2.1): a day without records has a seal too.
    """
    if not leaves:
        return sha256().hexdigest()
    level = [_leaf(leaf) for leaf in leaves]
    while len(level) > 1:
        level = _parents(level)
    return level[0].hex()


def merkle_proof(leaves: Sequence[str], index: int) -> tuple[ProofStep, ...]:
    """Return the steps that lead from ``leaves[index]`` to the root, the nearest first.

    Raises IndexError when there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"没有第{index + 1}条记录，共{len(leaves)}条。")
    steps: list[ProofStep] = []
    level, position = [_leaf(leaf) for leaf in leaves], index
    while len(level) > 1:
        neighbour = position ^ 1
        if neighbour < len(level):
            side: Literal["left", "right"] = "left" if neighbour < position else "right"
            steps.append(ProofStep(side, level[neighbour].hex()))
        level, position = _parents(level), position // 2
    return tuple(steps)


def verify_proof(leaf: str, proof: Iterable[ProofStep], root: str) -> bool:
    """Say whether `proof` leads from `leaf` to `root`; false for hex that cannot be read."""
    node = _leaf(leaf)
    try:
        for step in proof:
            other = bytes.fromhex(step.digest)
            node = _parent(other, node) if step.side == "left" else _parent(node, other)
    except ValueError:
        return False
    return node.hex() == root


def _leaf(text: str) -> bytes:
    return sha256(LEAF + text.encode()).digest()


def _parent(left: bytes, right: bytes) -> bytes:
    return sha256(NODE + left + right).digest()


def _parents(level: Sequence[bytes]) -> list[bytes]:
    pairs = [_parent(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return pairs + ([level[-1]] if len(level) % 2 else [])
