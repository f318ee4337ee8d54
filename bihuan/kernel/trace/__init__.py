"""Matters, the hash-chained log of what happened to them, and the evidence store."""
