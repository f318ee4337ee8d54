"""The world that every role looks at is made once a file; what a test does to it is undone."""

from tests.ground import ground, hour

__all__ = ["ground", "hour"]
