"""The one table of who owes what by when, and the sweep that looks for what did not happen."""
