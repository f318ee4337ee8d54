"""The wires between modules, by where they start: when X happens here, do Y there."""
