"""Publicity: activities planned, held and proved, and which kinds of place they reached."""
