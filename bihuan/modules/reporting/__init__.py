"""Urging those who did not report: whom to call, what came of it, whom nobody reaches."""
