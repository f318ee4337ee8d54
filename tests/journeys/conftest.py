"""Journeys begin where their document was released: made once a file, undone after each test."""

from tests.ground import ground, hour, undone

__all__ = ["ground", "hour", "undone"]
