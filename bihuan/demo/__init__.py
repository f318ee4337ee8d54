"""Invented people and enterprises for demonstrations, rehearsals and tests."""
