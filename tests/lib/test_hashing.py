"""Altered, moved, removed or added records change the seal."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.lib.hashing import ProofStep, digest, merkle_proof, merkle_root, verify_proof

LEAVES = st.lists(st.text(max_size=12), min_size=1, max_size=40, unique=True)
FIELDS = st.lists(st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"])))


def test_a_digest_is_the_hash_of_the_joined_fields() -> None:
    assert digest("整改", None, "7") == sha256("整改\x1f\x1f7".encode()).hexdigest()


def test_nothing_and_the_empty_text_are_one_to_a_digest() -> None:
    assert digest("a", None) == digest("a", "") != digest("a")


@given(FIELDS.filter(bool), FIELDS.filter(bool))
def test_records_that_differ_have_digests_that_differ(one: list[str], other: list[str]) -> None:
    assert (digest(*one) == digest(*other)) is (one == other)


def test_a_field_holding_the_separator_is_refused_by_its_number() -> None:
    with pytest.raises(ValueError, match="第2项"):
        digest("a", "b\x1fc")
    with pytest.raises(ValueError, match="没有内容"):
        digest()


def test_a_day_without_records_has_a_root_too() -> None:
    assert merkle_root([]) == sha256(b"").hexdigest()


def test_the_tree_is_the_one_of_rfc_6962() -> None:
    # The third leaf of three rises alone: H(1, H(1, a, b), c).
    a, b, c = (sha256(b"\x00" + leaf).digest() for leaf in (b"a", b"b", b"c"))
    left = sha256(b"\x01" + a + b).digest()
    assert merkle_root("abc") == sha256(b"\x01" + left + c).hexdigest()


@given(LEAVES, st.data())
def test_every_leaf_can_be_proved_and_no_other(leaves: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, proof = merkle_root(leaves), merkle_proof(leaves, index)
    assert verify_proof(leaves[index], proof, root)
    other = data.draw(st.text().filter(lambda text: text != leaves[index]))
    assert not verify_proof(other, proof, root)


@given(LEAVES, st.data())
def test_changing_dropping_adding_or_moving_a_leaf_changes_the_root(
    leaves: list[str], data: st.DataObject
) -> None:
    root, index = merkle_root(leaves), data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:index], leaves[index] + "x", *leaves[index + 1 :]]
    assert merkle_root(changed) != root
    assert merkle_root(leaves[:index] + leaves[index + 1 :]) != root
    assert merkle_root([*leaves, leaves[-1]]) != root
    moved = data.draw(st.permutations(leaves))
    assert (merkle_root(moved) == root) is (moved == leaves)


def test_a_node_cannot_be_passed_off_as_a_leaf() -> None:
    leaves = ["a", "b", "c", "d"]
    nodes = [merkle_root(leaves[:2]), merkle_root(leaves[2:])]
    assert merkle_root(nodes) != merkle_root(leaves)


def test_a_proof_that_cannot_be_read_proves_nothing() -> None:
    assert not verify_proof("a", [ProofStep("left", "no hex")], merkle_root(["a", "b"]))


@pytest.mark.parametrize("index", [-1, 2])
def test_a_leaf_that_is_not_there_has_no_proof(index: int) -> None:
    with pytest.raises(IndexError, match="共2条"):
        merkle_proof(["a", "b"], index)
